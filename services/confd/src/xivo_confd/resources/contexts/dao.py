# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, exists, func, select, true, union
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from xivo_store.listing import ListParams

from ...conflicts import conflicts
from ...edge.access import Caller
from ...entity_limits import locking, within_entity
from ...paging import AnyRow, AnySelect, page
from ..entities.model import Entity
from ..extensions.model import Extension
from .errors import ContextInUse, ContextNameTaken
from .model import Context, ContextInclude, ContextRange
from .ranges import Range

SORTABLE = {
    "id": Context.id,
    "name": Context.name,
    "display_name": Context.display_name,
    "type": Context.type,
    "entity": Entity.name,
}
_Included = aliased(Context)


def select_contexts() -> AnySelect:
    """Contexts with their entity's name, ranges and includes: one query however many there are."""
    one_range = func.jsonb_build_object(
        "kind",
        ContextRange.kind,
        "start",
        ContextRange.start,
        "end",
        ContextRange.end,
        "did_length",
        ContextRange.did_length,
    )
    ranges = (
        select(func.jsonb_agg(aggregate_order_by(one_range, ContextRange.position), type_=JSONB))
        .where(ContextRange.context_id == Context.id)
        .correlate(Context)
        .scalar_subquery()
    )
    includes = (
        select(func.jsonb_agg(aggregate_order_by(_Included.name, ContextInclude.position), type_=JSONB))
        .where(ContextInclude.context_id == Context.id, _Included.id == ContextInclude.included_id)
        .correlate(Context)
        .scalar_subquery()
    )
    return select(
        Context.id,
        Context.name,
        Context.display_name,
        Context.type,
        Entity.name.label("entity"),
        ranges.label("ranges"),
        includes.label("includes"),
        Context.description,
    ).join(Entity, Entity.id == Context.entity_id)


class ContextDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def view(self, context_id: int, caller: Caller) -> AnyRow | None:
        statement = within_entity(select_contexts(), caller, Context.entity_id).where(Context.id == context_id)
        return (await self._session.execute(statement)).one_or_none()

    async def listed(self, params: ListParams, caller: Caller) -> tuple[Sequence[AnyRow], int]:
        return await page(
            self._session,
            within_entity(select_contexts(), caller, Context.entity_id),
            params,
            searchable=(Context.name, Context.display_name, Context.type, Entity.name, Context.description),
            sortable=SORTABLE,
            default_order=(Context.name,),
            tie_breaker=Context.id,
        )

    async def lock(self, context_id: int, caller: Caller) -> Context | None:
        """The context, if the caller may see it, kept from other writers until the transaction ends."""
        statement = select(Context).where(Context.id == context_id)
        return await self._session.scalar(locking(within_entity(statement, caller, Context.entity_id)))

    async def find_by_name(self, name: str) -> Context | None:
        """Whoever may see it: for what follows from a change that the caller may make."""
        return await self._session.scalar(select(Context).where(Context.name == name))

    async def visible_by_name(self, name: str, caller: Caller) -> Context | None:
        """The context, if the caller may see it."""
        statement = select(Context).where(Context.name == name)
        return await self._session.scalar(within_entity(statement, caller, Context.entity_id))

    async def ids_to_include(self, context: Context, names: Iterable[str], caller: Caller) -> dict[str, int]:
        """Of these names those that the caller may include: what he sees, and what is included already."""
        named = select(Context.name, Context.id).where(Context.name.in_(list(names)))
        included = select(ContextInclude.included_id).where(ContextInclude.context_id == context.id)
        statement = union(within_entity(named, caller, Context.entity_id), named.where(Context.id.in_(included)))
        return {row.name: row.id for row in await self._session.execute(statement)}

    async def ranges_of(self, context: Context, kind: str | None = None) -> list[Range]:
        """Its ranges, or only those for one kind of object."""
        statement = select(ContextRange.start, ContextRange.end, ContextRange.did_length).where(
            ContextRange.context_id == context.id
        )
        rows = await self._session.execute(statement.where(ContextRange.kind == kind) if kind else statement)
        return [Range(*row) for row in rows]

    async def reaches(self, start_ids: Iterable[int], target_id: int) -> bool:
        """Whether following the includes of ``start_ids`` leads to ``target_id``."""
        reached = select(Context.id).where(Context.id.in_(list(start_ids))).cte("reached", recursive=True)
        reached = reached.union(
            select(ContextInclude.included_id).join(reached, ContextInclude.context_id == reached.c.id)
        )
        statement = select(exists(select(true()).where(reached.c.id == target_id)))
        return bool(await self._session.scalar(statement))

    async def has_extensions(self, context: Context) -> bool:
        statement = select(exists().where(Extension.context == context.name))
        return bool(await self._session.scalar(statement))

    async def add(self, context: Context) -> None:
        """Raises ContextNameTaken."""
        self._session.add(context)
        await self.save(context)

    async def save(self, context: Context) -> None:
        """Raises ContextNameTaken."""
        name = context.name
        with conflicts({"uq_contexts_name": lambda: ContextNameTaken(name=name)}):
            await self._session.flush()

    async def replace_ranges(self, context_id: int, ranges: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        await self._session.execute(delete(ContextRange).where(ContextRange.context_id == context_id))
        for kind, entries in ranges.items():
            for position, entry in enumerate(entries):
                self._session.add(ContextRange(context_id=context_id, kind=kind, position=position, **entry))
        await self._session.flush()

    async def replace_includes(self, context_id: int, included_ids: Sequence[int]) -> None:
        await self._session.execute(delete(ContextInclude).where(ContextInclude.context_id == context_id))
        for position, included_id in enumerate(included_ids):
            self._session.add(ContextInclude(context_id=context_id, included_id=included_id, position=position))
        await self._session.flush()

    async def delete(self, context: Context) -> None:
        """Raises ContextInUse while numbers, lines or other contexts refer to it."""
        name = context.name
        await self._session.delete(context)
        in_use = {
            constraint: lambda what=what: ContextInUse(what=what, name=name)
            for constraint, what in (
                ("fk_extensions_context_contexts", "Extension"),
                ("fk_lines_context_contexts", "Line"),
                ("fk_context_includes_included_id_contexts", "Context"),
            )
        }
        with conflicts(in_use):
            await self._session.flush()
