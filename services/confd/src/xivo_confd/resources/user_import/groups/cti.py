# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import select

from ...cti_profiles.model import CtiProfile
from ...user_cti.notifier import UserCtiNotifier
from ...users.model import User
from ..dao import ImportDao
from ..draft import Batch, Draft, Plan
from ..exporting import Page, switch
from .base import ColumnGroup


class CtiColumns(ColumnGroup):
    """Whether he may use the client, and with which profile."""

    columns: ClassVar[tuple[str, ...]] = ("enableclient", "profileclient")

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._profiles: dict[str, int] | None = None

    def read(self, draft: Draft) -> None:
        draft.forms["enableclient"] = draft.switch("enableclient")

    async def check(self, batch: Batch) -> None:
        if self.plan.columns.isdisjoint(self.columns):
            return
        if self._profiles is None:
            self._profiles = await ImportDao(batch.unit.session).cti_profiles()
        for draft in batch.drafts:
            if draft.user is not None:
                self._assign(draft, draft.user, self._profiles)

    def _assign(self, draft: Draft, user: User, profiles: Mapping[str, int]) -> None:
        before = user.cti_enabled, user.cti_profile_id
        name = draft.cell("profileclient")
        if "profileclient" in self.plan.columns:
            if name and name not in profiles:
                draft.refuse("profileclient", f"must be one of ({', '.join(profiles)})")
            user.cti_profile_id = profiles.get(name)
        if "enableclient" in self.plan.columns:
            user.cti_enabled = bool(draft.forms["enableclient"])
        if user.cti_enabled and not (user.username and user.password):
            draft.refuse("enableclient", "the client needs a username and a password")
        if (user.cti_enabled, user.cti_profile_id) != before:
            draft.changed.add("cti")

    async def write(self, batch: Batch) -> None:
        notifier = UserCtiNotifier(batch.unit)
        for draft in batch.drafts:
            if draft.user is not None and "cti" in draft.changed:
                notifier.edited(draft.user)

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        statement = (
            select(User.id, User.cti_enabled, CtiProfile.name)
            .outerjoin(CtiProfile, CtiProfile.id == User.cti_profile_id)
            .where(User.id.in_(page.user_ids))
        )
        return {
            row.id: {"enableclient": switch(row.cti_enabled), "profileclient": row.name or ""}
            for row in await page.session.execute(statement)
        }
