# SPDX-License-Identifier: GPL-3.0-or-later
"""What a line shows when it calls: its main user's name and its internal number."""

from __future__ import annotations

import re

from sqlalchemy.ext.asyncio import AsyncSession

from ..line_extensions.dao import LineExtensionDao
from ..lines.model import Line
from ..users.model import User
from .dao import UserLineDao

_NUMBER = re.compile(r"\s*<[^<>]*>\s*$")


async def refresh_callerid(session: AsyncSession, line: Line) -> None:
    """Overwrite the line's caller id (API-089); without a user it shows none."""
    user = await UserLineDao(session).main_user_of(line.id)
    number = await LineExtensionDao(session).internal_exten_of(line.id)
    line.callerid = None if user is None else callerid(user, number)


def callerid(user: User, number: str | None) -> str:
    name = f'"{displayed_name(user)}"'
    return f"{name} <{number}>" if number else name


def displayed_name(user: User) -> str:
    """The user's caller id without its quotes and number."""
    name = _NUMBER.sub("", user.caller_id).strip().strip('"')
    return re.sub(r'["<>\\]', "", name) or user.fullname
