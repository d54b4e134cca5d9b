# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from ...edge.unit import Unit
from ..entities.dao import EntityDao
from ..user_lines.dao import UserLineDao
from ..user_voicemails.dao import UserVoicemailDao
from .dao import UserDao
from .errors import UserHasLine, UserHasVoicemail, UserRefused
from .model import User

PASSWORD_MINIMUM = 4


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())


class UserValidator:
    """Rules about users that need the system's settings or other resources."""

    def __init__(self, unit: Unit, dao: UserDao) -> None:
        self._caller = unit.caller
        self._dao = dao
        self._entities = EntityDao(unit.session)
        self._user_lines = UserLineDao(unit.session)
        self._user_voicemails = UserVoicemailDao(unit.session)
        self._settings = unit.settings

    async def entity_id(self, name: str | None) -> int:
        """The named entity; without a name the caller's, or the first one."""
        entity = await self._entities.named(name, self._caller)
        if entity is None:
            raise UserRefused(explanation=f"entity {name} does not exist" if name else "there is no entity")
        return entity.id

    async def validate(self, user: User) -> None:
        """Raises UserRefused with the reason."""
        self.check(user)
        if user.username:
            other = await self._dao.id_of_username(user.username)
            if other is not None and other != user.id:
                raise UserRefused(explanation=f"username {user.username} already exists")
        if user.music_on_hold and not await self._dao.is_music(user.music_on_hold):
            raise UserRefused(explanation=f"music_on_hold {user.music_on_hold} does not exist")

    def check(self, user: User) -> None:
        """What can be said without looking at other users. Raises UserRefused."""
        if user.timezone and user.timezone not in _timezones():
            raise UserRefused(explanation=f"timezone {user.timezone} does not exist")
        if user.language not in self._settings.languages:
            raise UserRefused(explanation=f"language {user.language} does not exist")
        if user.password and len(user.password) < PASSWORD_MINIMUM:
            raise UserRefused(explanation=f"password must have at least {PASSWORD_MINIMUM} characters")
        if user.cti_enabled and not (user.username and user.password):
            raise UserRefused(explanation="the user must have a username and password to enable the CTI")

    async def validate_delete(self, user: User) -> None:
        line_id = await self._user_lines.first_line_of(user.id)
        if line_id is not None:
            raise UserHasLine(user_id=user.id, line_id=line_id)
        voicemail = await self._user_voicemails.of_user(user.id)
        if voicemail is not None:
            raise UserHasVoicemail(user_id=user.id, voicemail_id=voicemail.voicemail_id)
