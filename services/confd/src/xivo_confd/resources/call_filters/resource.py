# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.associations import Association
from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from ..func_key_templates.service import FuncKeyTemplateService
from .dao import CallFilterDao
from .model import CallFilter
from .schemas import CallFilterBody, CallFilterSecretary


class CallFilterService(CrudService[CallFilter]):
    async def check(self, thing: CallFilter, fields: set[str]) -> None:
        users = [secretary["user_id"] for secretary in thing.secretaries]
        if len(set(users)) < len(users):
            raise wrong_field("secretaries", "a secretary comes twice")
        if thing.boss_id in users:
            raise wrong_field("secretaries", "the boss cannot be his own secretary")
        dao = CallFilterDao(self.unit.session)
        await self._check_roles(dao, thing, users, fields)
        if "secretaries" in fields:
            known = thing.member_ids or {}
            new = {str(user): await dao.new_member_id() for user in users if str(user) not in known}
            thing.member_ids = {**known, **new}

    async def stored(self, thing: CallFilter, fields: set[str]) -> None:
        """Who is no secretary of his any more has no number, and keys with it go away."""
        if "secretaries" in fields:
            now = {str(secretary["user_id"]) for secretary in thing.secretaries}
            await self._forget({user: member for user, member in thing.member_ids.items() if user not in now})
            thing.member_ids = {user: member for user, member in thing.member_ids.items() if user in now}

    async def deleted(self, thing: CallFilter) -> None:
        await self._forget(thing.member_ids)

    async def _check_roles(self, dao: CallFilterDao, thing: CallFilter, users: list[int], fields: set[str]) -> None:
        """Each has the role of his place, and all are in one context (ADM-061, SYS-122)."""
        people = await dao.people([thing.boss_id, *users])
        boss = people[thing.boss_id]
        if "boss_id" in fields and boss.role != "boss":
            raise wrong_field("boss_id", f"User {thing.boss_id} has not the role of a boss")
        for position, user in enumerate(users if fields & {"boss_id", "secretaries"} else ()):
            field = f"secretaries.{position}.user_id"
            if people[user].role != "secretary":
                raise wrong_field(field, f"User {user} has not the role of a secretary")
            if boss.context and people[user].context and boss.context != people[user].context:
                raise wrong_field(field, f"User {user} is not in the context of the boss, {boss.context}")

    async def _forget(self, members: dict[str, int]) -> None:
        await FuncKeyTemplateService(self.unit).forget_filter_members(list(members.values()))


CALL_FILTERS = Resource(
    plural="call_filters",
    singular="call_filter",
    title="CallFilter",
    model=CallFilter,
    body=CallFilterBody,
    service=CallFilterService,
    associations=(
        Association(
            path="secretaries", field="secretaries", key="user_id", entry=CallFilterSecretary, title="Secretary"
        ),
    ),
    read_only={"member_ids": dict[str, int]},
    members={"secretaries": "user"},
    owners={"boss_id": "user"},
)
router = CALL_FILTERS.router()
