# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import select
from xivo_store.database import Database

from ...edge.access import Caller
from ...entity_limits import within_entity
from ..users.model import User
from .exporting import Page
from .groups import COLUMNS, GROUPS
from .table import written

_USERS = 500
_LEFT_OUT = frozenset({"id"})  # an import cannot choose it
_PASSWORDS = frozenset({"password", "voicemailpassword"})


async def exported(database: Database, caller: Caller) -> AsyncIterator[str]:
    """The users that the caller sees at one instant, some at a time; begins with the header."""
    left_out = _LEFT_OUT if caller.sees_passwords else _LEFT_OUT | _PASSWORDS
    columns = [column for column in COLUMNS if column not in left_out]
    async with database.snapshot() as session:
        yield written(columns, [], header=True)
        last = 0
        while True:
            statement = select(User.id).where(User.id > last).order_by(User.id).limit(_USERS)
            user_ids = (await session.scalars(within_entity(statement, caller, User.entity_id))).all()
            if not user_ids:
                return
            last = user_ids[-1]
            rows: dict[int, dict[str, str]] = {user_id: {} for user_id in user_ids}
            for group in GROUPS:
                page = Page(session, user_ids, database.keyring, caller)
                for user_id, cells in (await group.export(page)).items():
                    rows[user_id].update(cells)
            yield written(columns, [_only(columns, rows[user_id]) for user_id in user_ids], header=False)


def _only(columns: list[str], cells: dict[str, str]) -> dict[str, str]:
    return {column: cells.get(column, "") for column in columns}
