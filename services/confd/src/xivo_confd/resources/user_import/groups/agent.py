# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from ...agents.resource import AGENTS
from ..dao import ImportDao
from ..draft import Batch, Draft
from ..exporting import Page
from .base import ColumnGroup

COLUMN = "agentnumber"


class AgentColumns(ColumnGroup):
    """The agent as whom he works. Agents themselves are not in the file; an empty cell keeps what he has."""

    columns: ClassVar[tuple[str, ...]] = (COLUMN,)

    def read(self, draft: Draft) -> None:
        number = draft.cell(COLUMN)
        if number and not (number.isascii() and number.isdigit()):
            draft.refuse(COLUMN, "must be digits")
        elif number:
            draft.forms["agent number"] = number

    async def check(self, batch: Batch) -> None:
        wanted = {draft.forms["agent number"] for draft in batch.drafts if "agent number" in draft.forms}
        if not wanted:
            return
        known = await ImportDao(batch.unit.session).agents_by_number(wanted, batch.unit.caller)
        for draft in batch.drafts:
            number = draft.forms.get("agent number")
            if number and number not in known:
                draft.refuse(COLUMN, f"Agent {number} was not found")
            elif number and not (draft.user is not None and draft.user.id in known[number].user_ids):
                draft.forms["agent"] = known[number].id
                draft.changed.add("agent")

    async def write(self, batch: Batch) -> None:
        joining: dict[int, list[int]] = {}
        for draft in batch.drafts:
            if "agent" in draft.changed and draft.user is not None:
                joining.setdefault(draft.forms["agent"], []).append(draft.user.id)
        moving = {user_id for user_ids in joining.values() for user_id in user_ids}
        left = await ImportDao(batch.unit.session).agents_of(moving, batch.unit.caller) if joining else {}
        service = AGENTS.of(batch.unit)
        for agent_id in sorted(joining.keys() | left.keys()):
            agent = await service.find(agent_id, lock=True)
            kept = [entry for entry in agent.users if entry["user_id"] not in moving]
            users = [*kept, *({"user_id": user_id} for user_id in joining.get(agent_id, ()))]
            await service.edit(agent_id, AGENTS.edited.model_validate({"users": users}))

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        """Of the first, by number."""
        agents = await ImportDao(page.session).agents_of(page.user_ids, page.caller)
        first: dict[int, dict[str, str]] = {}
        for agent in agents.values():
            for user_id in agent.user_ids:
                first.setdefault(user_id, {COLUMN: agent.number})
        return {user_id: first[user_id] for user_id in page.user_ids if user_id in first}
