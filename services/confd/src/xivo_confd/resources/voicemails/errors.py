# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class VoicemailNotFound(NotFound):
    templates = (
        "Voicemail with uniqueid={voicemail_id} does not exist",
        "Resource Not Found - Voicemail was not found ('id': {voicemail_id})",
    )


class NumberTaken(Refusal):
    """Creating or editing; the manual has one text for both."""

    templates = (
        "Error while creating Voicemail: number {number} already exists",
        "Resource Error - Voicemail already exists ('number': '{number}', 'context': '{context}')",
    )


class UnknownContext(Refusal):
    templates = ("Nonexistent parameters: context {context} does not exist",)


class UnknownLanguage(Refusal):
    templates = ("Nonexistent parameters: language {language} does not exist",)


class UnknownTimezone(Refusal):
    templates = ("Nonexistent parameters: timezone {timezone} does not exist",)


class EditedWhileAssociated(Refusal):
    templates = (
        "Error while editing Voicemail: cannot edit a voicemail associated to a user",
        "Resource Error - Voicemail is associated with a User ('user_id': {user_id}, 'voicemail_id': {voicemail_id})",
    )


class DeletedWhileAssociated(Refusal):
    templates = (
        "error while deleting Voicemail: Cannot delete a voicemail associated to a user",
        "Resource Error - Voicemail is associated with a User ('user_id': {user_id}, 'voicemail_id': {voicemail_id})",
    )
