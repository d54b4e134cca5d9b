# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class UserNotFound(NotFound):
    templates = (
        "User with id={user_id} does not exist",
        "Resource Not Found - User was not found ('id': {user_id})",
    )


class UserRefused(Refusal):
    """Creating or editing; the manual has one text for both."""

    templates = ("error while creating User: {explanation}",)


class UserHasLine(Refusal):
    templates = (
        "Error while deleting User: user still associated to a line",
        "Resource Error - User is associated with a Line ('line_id': {line_id}, 'user_id': {user_id})",
    )


class UserHasVoicemail(Refusal):
    templates = (
        "Error while deleting User: user still associated to a voicemail",
        "Resource Error - User is associated with a Voicemail ('voicemail_id': {voicemail_id}, 'user_id': {user_id})",
    )


class UnknownView(Refusal):
    templates = ("Invalid parameters: view '{view}' does not exist",)
