# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from ...crud.errors import AlreadyExists
from ...crud.service import CrudService
from ...crud.settings import current
from ...edge.bodies import Body
from ..contexts.dao import ContextDao
from ..voicemail_general.resource import VOICEMAIL_GENERAL
from ..voicemail_general.schemas import VoicemailGeneral
from .dao import first_user_of
from .errors import (
    DeletedWhileAssociated,
    EditedWhileAssociated,
    NumberTaken,
    UnknownContext,
    UnknownLanguage,
    UnknownTimezone,
    VoicemailNotFound,
)
from .incalls import switch_off_incalls_to
from .model import Voicemail
from .schemas import LANGUAGES


class VoicemailService(CrudService[Voicemail]):
    """What the manual says about mailboxes, in its words (API-118 to API-125)."""

    async def find(self, identifier: int, *, lock: bool = False) -> Voicemail:
        """Raises VoicemailNotFound."""
        voicemail = await self.dao.find(identifier, lock=lock)
        if voicemail is None:
            raise VoicemailNotFound(voicemail_id=identifier)
        return voicemail

    async def create(self, body: Body) -> Voicemail:
        await self._require_known(body)
        try:
            return await super().create(body)
        except AlreadyExists as error:
            raise self._number_taken(body) from error

    async def edit(self, identifier: int, body: Body) -> Voicemail:
        """Raises EditedWhileAssociated: its user's page edits it then, see `edit_for_user` (API-122)."""
        await self.find(identifier, lock=True)
        user_id = await first_user_of(self.unit.session, identifier)
        if user_id is not None:
            raise EditedWhileAssociated(user_id=user_id, voicemail_id=identifier)
        return await self.edit_for_user(identifier, body)

    async def edit_for_user(self, identifier: int, body: Body) -> Voicemail:
        await self._require_known(body)
        voicemail = await self.find(identifier, lock=True)
        taken = {"number": voicemail.number, "context": voicemail.context}
        try:
            return await super().edit(identifier, body)
        except AlreadyExists as error:
            raise NumberTaken(**{**taken, **body.model_dump(include=set(taken) & body.model_fields_set)}) from error

    async def delete(self, identifier: int) -> None:
        """Incoming calls that lead there are switched off (API-123)."""
        await self.find(identifier, lock=True)
        await switch_off_incalls_to(self.unit, identifier)
        await super().delete(identifier)

    async def check_delete(self, thing: Voicemail) -> None:
        user_id = await first_user_of(self.unit.session, thing.id)
        if user_id is not None:
            raise DeletedWhileAssociated(user_id=user_id, voicemail_id=thing.id)

    async def view(self, thing: Voicemail) -> dict[str, Any]:
        """As the released API shows it: with the password, except to callers with a token."""
        shown = await super().view(thing)
        if not self.unit.caller.sees_passwords:
            shown["password"] = None
        return shown

    async def check(self, thing: Voicemail, fields: set[str]) -> None:
        if thing.timezone is None and "timezone" in fields:
            general = await self._general()
            thing.timezone = general.timezones[0].name

    async def timezones(self) -> list[str]:
        return [zone.name for zone in (await self._general()).timezones]

    async def _require_known(self, body: Body) -> None:
        """What a client names must exist: context, language, time zone."""
        given = body.model_dump(include=body.model_fields_set)
        context = given.get("context")
        if context is not None:
            contexts = ContextDao(self.unit.session)
            if await contexts.visible_by_name(context, self.unit.caller) is None:
                raise UnknownContext(context=context)
        language = given.get("language")
        if language is not None and language not in LANGUAGES:
            raise UnknownLanguage(language=language)
        timezone = given.get("timezone")
        if timezone is not None and timezone not in await self.timezones():
            raise UnknownTimezone(timezone=timezone)

    async def _general(self) -> VoicemailGeneral:
        settings = await current(self.unit.session, VOICEMAIL_GENERAL)
        assert isinstance(settings, VoicemailGeneral)  # noqa: S101  (its own body)
        return settings

    def _number_taken(self, body: Body) -> NumberTaken:
        return NumberTaken(**body.model_dump(include={"number", "context"}))
