# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from ...crud.dao import CrudDao
from ...edge.unit import Unit
from ...errors import InputRefused, NotFound, Refusal
from ..agents.model import Agent
from ..agents.resource import AGENTS
from .model import Queue
from .resource import QUEUES

Member = dict[str, Any]


class QueueNotFound(NotFound):
    templates = ("Resource Not Found - Queue was not found ('queue_id': {queue_id})",)


class AgentNotFound(NotFound):
    templates = ("Resource Not Found - Agent was not found ('agent_id': {agent_id})",)


class QueueMemberNotFound(NotFound):
    templates = ("Resource Not Found - QueueMember was not found ('agent_id': {agent_id}, 'queue_id': {queue_id})",)


class AgentAlreadyMember(Refusal):
    templates = ("Resource Error - Agent is associated with a Queue",)


class QueueAgents:
    """A queue's agents in their order. Each change is an edit of the queue, announced as such."""

    def __init__(self, unit: Unit) -> None:
        self._queues: CrudDao[Queue] = CrudDao(unit.session, QUEUES.target, unit.caller)
        self._agents: CrudDao[Agent] = CrudDao(unit.session, AGENTS.target, unit.caller)
        self._service = QUEUES.of(unit)

    async def all(self, queue_id: int) -> list[Member]:
        """Raises QueueNotFound."""
        return list((await self._queue(queue_id)).agents)

    async def one(self, queue_id: int, agent_id: int) -> Member:
        """Raises QueueNotFound, AgentNotFound, QueueMemberNotFound."""
        return self._of(await self._queue_for(queue_id, agent_id), agent_id)

    async def add(self, queue_id: int, agent_id: int, penalty: int) -> Member:
        """Raises QueueNotFound, InputRefused, AgentAlreadyMember."""
        queue = await self._queue(queue_id, lock=True)
        if await self._agents.find(agent_id) is None:
            raise InputRefused("Input Error - field 'agent_id': Agent was not found")
        if any(member["agent_id"] == agent_id for member in queue.agents):
            raise AgentAlreadyMember
        added = {"agent_id": agent_id, "penalty": penalty}
        await self._replace(queue, [*queue.agents, added])
        return added

    async def edit(self, queue_id: int, agent_id: int, penalty: int) -> None:
        """Raises QueueNotFound, AgentNotFound, QueueMemberNotFound."""
        queue = await self._queue_for(queue_id, agent_id, lock=True)
        edited = {**self._of(queue, agent_id), "penalty": penalty}
        await self._replace(queue, [edited if one["agent_id"] == agent_id else one for one in queue.agents])

    async def remove(self, queue_id: int, agent_id: int) -> None:
        """Raises QueueNotFound, AgentNotFound, QueueMemberNotFound."""
        queue = await self._queue_for(queue_id, agent_id, lock=True)
        gone = self._of(queue, agent_id)
        await self._replace(queue, [one for one in queue.agents if one != gone])

    async def _queue(self, queue_id: int, *, lock: bool = False) -> Queue:
        queue = await self._queues.find(queue_id, lock=lock)
        if queue is None:
            raise QueueNotFound(queue_id=queue_id)
        return queue

    async def _queue_for(self, queue_id: int, agent_id: int, *, lock: bool = False) -> Queue:
        queue = await self._queue(queue_id, lock=lock)
        if await self._agents.find(agent_id) is None:
            raise AgentNotFound(agent_id=agent_id)
        return queue

    def _of(self, queue: Queue, agent_id: int) -> Member:
        for member in queue.agents:
            if member["agent_id"] == agent_id:
                return dict(member)
        raise QueueMemberNotFound(agent_id=agent_id, queue_id=queue.id)

    async def _replace(self, queue: Queue, members: list[Member]) -> None:
        await self._service.edit(queue.id, QUEUES.edited.model_validate({"agents": members}))
