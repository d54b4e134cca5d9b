# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class ExtensionNotFound(NotFound):
    templates = ("Not found", "Resource Not Found - Extension was not found ('id': {extension_id})")


class ExtensionNotCreated(Refusal):
    templates = ("error while creating Extension: {explanation}",)


class ExtensionNotEdited(Refusal):
    templates = ("error while editing Extension: {explanation}",)


class OutsideRangeOnCreate(Refusal):
    templates = ("exten {exten} not inside range of context {context}",)


class OutsideRangeOnEdit(Refusal):
    """The manual leaves out a word here."""

    templates = ("exten {exten} not inside range of {context}",)


class ExtensionHasLine(Refusal):
    templates = (
        "Error while deleting Extension: extension still has a link",
        "Resource Error - Extension is associated with a Line ('extension_id': {extension_id}, 'line_id': {line_id})",
    )


class ExtensionOwned(Refusal):
    """The number of a group, a queue, ...: changed where that object is."""

    templates = (
        "Resource Error - Extension is associated with a {owner} ('id': {extension_id}, '{kind}_id': {owner_id})",
    )


class UnknownType(Refusal):
    templates = ("Invalid parameters: type '{type}' does not exist",)
