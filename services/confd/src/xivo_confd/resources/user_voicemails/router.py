# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from fastapi import Response

from ...edge import answers
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from ..voicemails.resource import VOICEMAILS
from .schemas import UserVoicemailCreate, UserVoicemailEdit, UserVoicemailView
from .service import UserVoicemailService, represent

router = Router("/users/{user_id}/voicemail", "users_voicemails")
_ACL = "confd.users.{user_id}.voicemail"
MailboxEdit: Any = VOICEMAILS.edited


@router.reads("", acl=f"{_ACL}.read", answer=UserVoicemailView)
async def get_user_voicemail(unit: Reading, user_id: ResourceId) -> Response:
    return answers.json(represent(await UserVoicemailService.of(unit).get(user_id), unit.links))


@router.creates("", acl=f"{_ACL}.create", answer=UserVoicemailView)
async def associate_voicemail(unit: Writing, user_id: ResourceId, body: UserVoicemailCreate) -> Response:
    association = await UserVoicemailService.of(unit).associate(user_id, body.voicemail_id, enabled=body.enabled)
    return answers.created(represent(association, unit.links), f"/1.1/users/{user_id}/voicemail")


@router.edits("", acl=f"{_ACL}.update")
async def edit_user_voicemail(unit: Writing, user_id: ResourceId, body: UserVoicemailEdit) -> Response:
    await UserVoicemailService.of(unit).edit(user_id, enabled=body.enabled)
    return answers.no_content()


@router.edits("/mailbox", acl=f"{_ACL}.mailbox.update")
async def edit_mailbox_of_user(unit: Writing, user_id: ResourceId, body: MailboxEdit) -> Response:
    """The mailbox itself; `PUT /voicemails/<id>` is refused while it has a user."""
    await UserVoicemailService.of(unit).edit_mailbox(user_id, body)
    return answers.no_content()


@router.deletes("", acl=f"{_ACL}.delete")
async def dissociate_voicemail(unit: Writing, user_id: ResourceId) -> Response:
    await UserVoicemailService.of(unit).dissociate(user_id)
    return answers.no_content()
