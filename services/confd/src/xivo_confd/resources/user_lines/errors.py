# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class UserOfLinesNotFound(NotFound):
    templates = (
        "User with id={user_id} does not exist",
        "Resource Not Found - User was not found ('id': {user_id})",
    )


class UnknownUser(Refusal):
    """400 in this call, 404 in the list: the manual's own difference."""

    templates = ("Nonexistent parameters: user_id {user_id} does not exist",)


class UnknownLine(Refusal):
    templates = ("Nonexistent parameters: line_id {line_id} does not exist",)


class AlreadyAssociated(Refusal):
    templates = ("Invalid parameters: user is already associated to this line",)


class ExtensionComesAfter(Refusal):
    templates = ("Invalid parameters: There is an extension associated to this line",)


class NotAssociated(Refusal):
    templates = ("User with id={user_id} is not associated with line id={line_id}",)


class SecondaryUsersLeft(Refusal):
    templates = ("Invalid parameters: There are secondary users associated to this user_line",)
