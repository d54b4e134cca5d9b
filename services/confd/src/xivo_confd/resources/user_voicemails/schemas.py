# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pydantic import BaseModel

from ...edge.bodies import Body, Id
from ...edge.schemas import Link


class UserVoicemailCreate(Body):
    voicemail_id: Id
    enabled: bool = True


class UserVoicemailEdit(Body):
    """Disabled, the mailbox keeps its messages and gets no calls."""

    enabled: bool


class UserVoicemailView(BaseModel):
    voicemail_id: int
    user_id: int
    enabled: bool
    links: list[Link]


class UserVoicemailList(BaseModel):
    total: int
    items: list[UserVoicemailView]
