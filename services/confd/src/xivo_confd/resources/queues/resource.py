# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import inspect

from ...crud.associations import Association
from ...crud.errors import AlreadyExists, wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .dao import is_group_name
from .model import Queue
from .schemas import QueueBody, QueueUser

RESERVED = frozenset({"general"})
"""Sections of queues.conf that are no queue (CC-137)."""
SWITCHBOARD = "__switchboard"
SWITCHBOARD_SUBROUTINE = "xivo_subr_switchboard"
"""What the queue of a switchboard runs unless it names a subroutine of its own (SYS-119)."""


class QueueService(CrudService[Queue]):
    async def check(self, thing: Queue, fields: set[str]) -> None:
        if thing.name in RESERVED:
            raise wrong_field("name", f"{thing.name} is reserved")
        if thing.id is None and thing.name == SWITCHBOARD and not thing.preprocess_subroutine:
            thing.preprocess_subroutine = SWITCHBOARD_SUBROUTINE
        if thing.id is None and await is_group_name(self.unit.session, thing.name):
            raise AlreadyExists(title="Group", what=f"'name': '{thing.name}'")
        if thing.id is not None and "strategy" in fields:
            _check_strategy(thing)
        for field, key in (("users", "user_id"), ("agents", "agent_id")):
            members = [member[key] for member in getattr(thing, field)]
            if len(set(members)) < len(members):
                raise wrong_field(field, "a member comes twice")


def _check_strategy(thing: Queue) -> None:
    """Asterisk orders the members of a linear queue when it makes it (CC-141)."""
    before = inspect(thing).attrs.strategy.history.deleted
    if thing.strategy == "linear" and before and before[0] != "linear":
        raise wrong_field("strategy", "a queue that exists cannot become linear: delete it and create it again")


QUEUES = Resource(
    plural="queues",
    singular="queue",
    title="Queue",
    model=Queue,
    body=QueueBody,
    range_kind="queue",
    final=frozenset({"name"}),
    members={"users": "user", "agents": "agent"},
    service=QueueService,
    associations=(Association(path="members/users", field="users", key="user_id", entry=QueueUser, title="User"),),
)
router = QUEUES.router()
