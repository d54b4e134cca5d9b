# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.associations import Association
from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import Agent
from .schemas import AgentBody, AgentSkill, AgentUser


class AgentService(CrudService[Agent]):
    async def check(self, thing: Agent, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        for field, key in (("users", "user_id"), ("skills", "skill_id")):
            named = [entry[key] for entry in getattr(thing, field)]
            if len(set(named)) < len(named):
                raise wrong_field(field, f"a {field.removesuffix('s')} comes twice")


AGENTS = Resource(
    plural="agents",
    singular="agent",
    title="Agent",
    model=Agent,
    body=AgentBody,
    order=("number",),
    hidden=frozenset({"password"}),
    members={"users": "user"},
    service=AgentService,
    associations=(
        Association(path="users", field="users", key="user_id", entry=AgentUser, title="User"),
        Association(path="skills", field="skills", key="skill_id", entry=AgentSkill, title="QueueSkill"),
    ),
)
router = AGENTS.router()
