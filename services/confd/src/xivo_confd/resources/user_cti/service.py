# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Self

from ...edge.unit import Unit
from ..cti_profiles.dao import CtiProfileDao
from ..users.dao import UserDao
from ..users.errors import UserNotFound
from ..users.model import User
from .errors import CredentialsNeeded, UnknownCtiProfile
from .notifier import UserCtiNotifier


class UserCtiService:
    def __init__(self, unit: Unit, users: UserDao, profiles: CtiProfileDao, notifier: UserCtiNotifier) -> None:
        self._caller = unit.caller
        self._users = users
        self._profiles = profiles
        self._notifier = notifier

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit, UserDao(unit.session), CtiProfileDao(unit.session), UserCtiNotifier(unit))

    async def get(self, user_id: int) -> User:
        """Raises UserNotFound."""
        user = await self._users.find(user_id, self._caller)
        if user is None:
            raise UserNotFound(user_id=user_id)
        return user

    async def edit(self, user_id: int, profile_id: int | None, *, enabled: bool) -> None:
        """Nobody logs in to a client without username and password, or without a profile."""
        user = await self._users.lock(user_id, self._caller)
        if user is None:
            raise UserNotFound(user_id=user_id)
        if profile_id is not None and not await self._profiles.keep(profile_id):
            raise UnknownCtiProfile(cti_profile_id=profile_id)
        if enabled and not (user.username and user.password):
            raise CredentialsNeeded(user_id=user_id)
        user.cti_profile_id = profile_id
        user.cti_enabled = enabled
        await self._users.save(user)
        self._notifier.edited(user)
