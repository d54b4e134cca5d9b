# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is about mailboxes beside the five routes; served before them."""

from __future__ import annotations

from fastapi import Response

from ...edge import answers
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading
from ..user_voicemails.schemas import UserVoicemailList
from ..user_voicemails.service import UserVoicemailService, represent
from .resource import VOICEMAILS
from .schemas import LANGUAGES, Names
from .service import VoicemailService

router = Router("/voicemails", "voicemails")


@router.reads("/languages", acl="confd.voicemails.languages.read", answer=Names)
async def list_voicemail_languages() -> Response:
    return answers.json({"total": len(LANGUAGES), "items": list(LANGUAGES)})


@router.reads("/timezones", acl="confd.voicemails.timezones.read", answer=Names)
async def list_voicemail_timezones(unit: Reading) -> Response:
    names = await VoicemailService(VOICEMAILS, unit).timezones()
    return answers.json({"total": len(names), "items": names})


@router.reads("/{voicemail_id}/users", acl="confd.voicemails.{voicemail_id}.users.read", answer=UserVoicemailList)
async def list_users_of_voicemail(unit: Reading, voicemail_id: ResourceId) -> Response:
    items = [represent(one, unit.links) for one in await UserVoicemailService.of(unit).of_voicemail(voicemail_id)]
    return answers.listing(items, len(items))
