# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class LineOfExtensionsNotFound(NotFound):
    templates = (
        "Line with id={line_id} does not exist",
        "Resource Not Found - Line was not found ('id': {line_id})",
    )


class ExtensionOfLineNotFound(NotFound):
    templates = (
        "Extension with id={extension_id} does not exist",
        "Resource Not Found - Extension was not found ('id': {extension_id})",
    )


class ExtensionHasNoLine(NotFound):
    templates = ("Extension with id={extension_id} does not have a line",)


class LineHasNoExtension(NotFound):
    templates = ("Line with id={line_id} does not have an extension",)


class UnknownExtension(Refusal):
    templates = ("Nonexistent parameters: extension_id {extension_id} does not exist",)


class SecondInternalExtension(Refusal):
    templates = (
        "Invalid parameters: line with id {line_id} already has an extension with a context of type 'internal'",
    )


class SecondExtension(Refusal):
    """Of the deprecated calls, which know one extension a line."""

    templates = ("Invalid parameters: line with id {line_id} already has an extension",)


class ExtensionTaken(Refusal):
    templates = ("Invalid parameters: extension is associated to a line",)


class UnsupportedContext(Refusal):
    templates = ("Invalid parameters: an extension in a context of type '{type}' cannot lead to a line",)
