# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from ...edge.unit import Unit
from ..line_extensions.dao import LineExtensionDao
from ..lines.dao import LineDao
from ..lines.errors import DeviceAttached
from ..lines.notifier import LineNotifier
from ..users.dao import UserDao
from ..users.model import User
from .callerid import refresh_callerid
from .dao import UserLineDao
from .errors import (
    AlreadyAssociated,
    ExtensionComesAfter,
    NotAssociated,
    SecondaryUsersLeft,
    UnknownLine,
    UnknownUser,
    UserOfLinesNotFound,
)
from .model import UserLine
from .notifier import UserLineNotifier


class UserLineService:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._dao = UserLineDao(unit.session)
        self._users = UserDao(unit.session)
        self._lines = LineDao(unit.session)
        self._extensions = LineExtensionDao(unit.session)
        self._notifier = UserLineNotifier(unit)

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit)

    async def listed(self, user_id: int) -> Sequence[UserLine]:
        """Raises UserOfLinesNotFound."""
        if await self._users.find(user_id, self._unit.caller) is None:
            raise UserOfLinesNotFound(user_id=user_id)
        return await self._dao.of_user(user_id, self._unit.caller)

    async def associate(self, user_id: int, line_id: int) -> UserLine:
        """The first user of a line is its main user; he comes before its extensions (API-114, API-116)."""
        if await self._users.find(user_id, self._unit.caller) is None:
            raise UnknownUser(user_id=user_id)
        line = await self._lines.lock(line_id, self._unit.caller)
        if line is None:
            raise UnknownLine(line_id=line_id)
        if await self._dao.find(user_id, line_id) is not None:
            raise AlreadyAssociated
        is_first = await self._dao.count_of_line(line_id) == 0
        if is_first and await self._extensions.first_extension_of(line_id) is not None:
            raise ExtensionComesAfter
        association = UserLine(user_id=user_id, line_id=line_id, main_user=is_first, main_line=True)
        await self._dao.add(association)
        if is_first:
            await refresh_callerid(self._unit.session, line)
        self._notifier.associated(association)
        return association

    async def dissociate(self, user_id: int, line_id: int) -> None:
        """The main user leaves last, and after the device (API-117)."""
        user = await self._users.find(user_id, self._unit.caller)
        line = await self._lines.lock(line_id, self._unit.caller)
        association = await self._dao.find(user_id, line_id)
        if user is None or line is None or association is None:
            raise NotAssociated(user_id=user_id, line_id=line_id)
        if association.main_user and await self._dao.count_of_line(line_id) > 1:
            raise SecondaryUsersLeft
        if line.device_id is not None:
            raise DeviceAttached
        await self._dao.delete(association)
        if association.main_user:
            await refresh_callerid(self._unit.session, line)
        self._notifier.dissociated(association)


async def user_renamed(unit: Unit, user: User) -> None:
    """The lines of which ``user`` is the main user show the new name (API-089)."""
    notifier = LineNotifier(unit)
    for line in await UserLineDao(unit.session).lines_mainly_of(user.id):
        await refresh_callerid(unit.session, line)
        notifier.edited(line)
