# SPDX-License-Identifier: GPL-3.0-or-later
"""Agents in queues, as documented (API-053 to API-056)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Response
from pydantic import BaseModel

from ...edge import answers
from ...edge.bodies import DATABASE_INTEGER_MAX, Body, Id
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from .agents import QueueAgents
from .schemas import Penalty

router = Router("/queues/{queue_id}/members/agents", "queues", stability="experimental")
AgentPath = Annotated[int, Path(ge=0, le=DATABASE_INTEGER_MAX)]
ACL = "confd.queues.{queue_id}.members.agents"


class NewQueueMember(Body):
    """Both are required."""

    agent_id: Id
    penalty: Penalty


class QueueMemberEdit(Body):
    penalty: Penalty


class QueueMemberView(BaseModel):
    agent_id: int
    queue_id: int
    penalty: int


class QueueMemberList(BaseModel):
    total: int
    items: list[QueueMemberView]


@router.reads("", acl=f"{ACL}.read", answer=QueueMemberList)
async def list_queue_agents(unit: Reading, queue_id: ResourceId) -> Response:
    members = await QueueAgents(unit).all(queue_id)
    return answers.listing([_view(queue_id, member) for member in members], len(members))


@router.creates("", acl=f"{ACL}.create", answer=QueueMemberView)
async def add_queue_agent(unit: Writing, queue_id: ResourceId, body: NewQueueMember) -> Response:
    """The agent comes after the members that the queue has."""
    member = await QueueAgents(unit).add(queue_id, body.agent_id, body.penalty)
    return answers.created(_view(queue_id, member), f"/1.1/queues/{queue_id}/members/agents/{body.agent_id}")


@router.reads("/{agent_id}", acl=f"{ACL}.{{agent_id}}.read", answer=QueueMemberView)
async def get_queue_agent(unit: Reading, queue_id: ResourceId, agent_id: AgentPath) -> Response:
    return answers.json(_view(queue_id, await QueueAgents(unit).one(queue_id, agent_id)))


@router.edits("/{agent_id}", acl=f"{ACL}.{{agent_id}}.update")
async def edit_queue_agent(unit: Writing, queue_id: ResourceId, agent_id: AgentPath, body: QueueMemberEdit) -> Response:
    await QueueAgents(unit).edit(queue_id, agent_id, body.penalty)
    return answers.no_content()


@router.deletes("/{agent_id}", acl=f"{ACL}.{{agent_id}}.delete")
async def remove_queue_agent(unit: Writing, queue_id: ResourceId, agent_id: AgentPath) -> Response:
    await QueueAgents(unit).remove(queue_id, agent_id)
    return answers.no_content()


def _view(queue_id: int, member: dict[str, Any]) -> dict[str, Any]:
    return {"agent_id": member["agent_id"], "queue_id": queue_id, "penalty": member["penalty"]}
