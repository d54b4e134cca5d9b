# SPDX-License-Identifier: GPL-3.0-or-later
"""For the resources below `/users/<id>`: the user they are about."""

from __future__ import annotations

from ...edge.unit import Unit
from .dao import UserDao
from .errors import UserNotFound
from .model import User


async def known_user(unit: Unit, user_id: int) -> User:
    """Raises UserNotFound."""
    return _required(user_id, await UserDao(unit.session).find(user_id, unit.caller))


async def locked_user(unit: Unit, user_id: int) -> User:
    """As `known_user`, kept from other writers until the transaction ends."""
    return _required(user_id, await UserDao(unit.session).lock(user_id, unit.caller))


def _required(user_id: int, user: User | None) -> User:
    if user is None:
        raise UserNotFound(user_id=user_id)
    return user
