# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ..errors import InputRefused, NotFound, Refusal


class ObjectNotFound(NotFound):
    templates = ("Resource Not Found - {title} was not found ('id': {id})",)


class AlreadyExists(Refusal):
    templates = ("Resource Error - {title} already exists ({what})",)


class StillUsed(Refusal):
    templates = (
        "Resource Error - {title} is associated with a {owner} ('{kind}_id': {id}, '{owner_kind}_id': {owner_id})",
    )


class Lasting(Refusal):
    templates = ("Resource Error - {title} {name} cannot be deleted",)


class NotAssociated(NotFound):
    templates = ("Resource Not Found - {title} is not associated with {what} ({key}: {value})",)


class AlreadyAssociated(Refusal):
    templates = ("Resource Error - {title} is already associated with {what} ({key}: {value})",)


def wrong_field(field: str, explanation: str) -> InputRefused:
    """For rules between fields: ``Input Error - field 'members': ...``."""
    return InputRefused(f"Input Error - field '{field}': {explanation}")
