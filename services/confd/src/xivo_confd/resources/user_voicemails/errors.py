# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class NoVoicemail(NotFound):
    templates = (
        "Invalid parameters: user with id={user_id} does not have a voicemail",
        "Resource Not Found - UserVoicemail was not found ('user_id': {user_id})",
    )


class UnknownVoicemail(Refusal):
    """400 since 14.16 (API-047)."""

    templates = ("Nonexistent parameters: voicemail_id {voicemail_id} does not exist",)


class NoLine(Refusal):
    templates = ("Invalid parameters: user with id {user_id} does not have any line",)


class HasVoicemail(Refusal):
    templates = ("Invalid parameters: user with id {user_id} already has a voicemail",)
