# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class LineNotFound(NotFound):
    templates = (
        "Line with line_id={line_id} does not exist",
        "Resource Not Found - Line was not found ('id': {line_id})",
    )


class LineRefused(Refusal):
    """Creating or editing; the manual has one text for both."""

    templates = ("error while creating Line: {explanation}",)


class UnknownContext(Refusal):
    templates = ("Invalid parameters: context {context} does not exist",)


class LineInUse(Refusal):
    templates = ("Error while deleting Line: line still has a link",)


class DeviceAttached(Refusal):
    """The device must be put in autoprov mode first."""

    templates = ("Invalid parameters: A device is still associated to the line",)
