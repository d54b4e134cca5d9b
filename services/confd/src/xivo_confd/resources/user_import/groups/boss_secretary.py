# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import select

from ...call_filters.dao import CallFilterDao
from ...call_filters.roles import ROLES, kept
from ...users.model import User
from ..draft import Batch, Draft
from ..exporting import Page
from .base import ColumnGroup

COLUMN = "bosssecretary"


class BossSecretaryColumns(ColumnGroup):
    """His role in call filters, without a value none. Filters themselves are not in the file."""

    columns: ClassVar[tuple[str, ...]] = (COLUMN,)

    def read(self, draft: Draft) -> None:
        if draft.cell(COLUMN) not in {"", *ROLES}:
            draft.refuse(COLUMN, f"must be one of ({', '.join(ROLES)})")

    async def check(self, batch: Batch) -> None:
        if COLUMN not in self.plan.columns:
            return
        users = [draft.user.id for draft in batch.drafts if draft.user is not None and not self.plan.creating]
        needed = await CallFilterDao(batch.unit.session).roles(users) if users else {}
        for draft in batch.drafts:
            if draft.user is not None:
                self._give(draft, draft.user, draft.cell(COLUMN) or "no", needed)

    def _give(self, draft: Draft, user: User, role: str, needed: Mapping[int, str]) -> None:
        if needed.get(user.id, role) != role:
            draft.refuse(COLUMN, kept(needed[user.id]))
        elif user.bsfilter != role:
            user.bsfilter = role
            draft.changed.add("user")

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        statement = select(User.id, User.bsfilter).where(User.id.in_(page.user_ids))
        return {row.id: {COLUMN: row.bsfilter} for row in await page.session.execute(statement)}
