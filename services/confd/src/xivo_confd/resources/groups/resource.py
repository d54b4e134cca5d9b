# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.associations import Association
from ...crud.errors import AlreadyExists, wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .dao import is_own_extension, is_queue_name
from .model import Group
from .schemas import GroupBody, GroupExtension, GroupUser

RESERVED = frozenset({"general"})
"""Sections of queues.conf that are no queue (ADM-210)."""


class GroupService(CrudService[Group]):
    async def check(self, thing: Group, fields: set[str]) -> None:
        if thing.name in RESERVED:
            raise wrong_field("name", f"{thing.name} is reserved")
        if "name" in fields and await is_queue_name(self.unit.session, thing.name):
            raise AlreadyExists(title="Queue", what=f"'name': '{thing.name}'")
        for field, key in (("users", "user_id"), ("extensions", "extension_id")):
            members = [member[key] for member in getattr(thing, field)]
            if len(set(members)) < len(members):
                raise wrong_field(field, "a member comes twice")
        if "extensions" in fields and thing.id is not None:
            members = [member["extension_id"] for member in thing.extensions]
            if await is_own_extension(self.unit.session, thing.id, members):
                raise wrong_field("extensions", "the group's own number cannot be a member")


GROUPS = Resource(
    plural="groups",
    singular="group",
    title="Group",
    model=Group,
    body=GroupBody,
    range_kind="group",
    members={"users": "user"},
    service=GroupService,
    associations=(
        Association(path="members/users", field="users", key="user_id", entry=GroupUser, title="User"),
        Association(
            path="members/extensions", field="extensions", key="extension_id", entry=GroupExtension, title="Extension"
        ),
    ),
)
router = GROUPS.router()
