# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.associations import Association
from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .dao import new_member_id
from .model import CallFilter
from .schemas import CallFilterBody, CallFilterSecretary


class CallFilterService(CrudService[CallFilter]):
    async def check(self, thing: CallFilter, fields: set[str]) -> None:
        users = [secretary["user_id"] for secretary in thing.secretaries]
        if len(set(users)) < len(users):
            raise wrong_field("secretaries", "a secretary comes twice")
        if thing.boss_id in users:
            raise wrong_field("secretaries", "the boss cannot be his own secretary")
        if "secretaries" in fields:
            known = thing.member_ids or {}
            thing.member_ids = {
                str(user): known.get(str(user)) or await new_member_id(self.unit.session) for user in users
            }


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
)
router = CALL_FILTERS.router()
