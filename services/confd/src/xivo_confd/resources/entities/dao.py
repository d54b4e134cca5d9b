# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.listing import ListParams

from ...conflicts import conflicts
from ...crud.references import TARGETS, Scope
from ...edge.access import Caller
from ...entity_limits import within_entity
from ...paging import AnyRow, page
from .errors import EntityInUse, EntityNameTaken
from .model import Entity

SORTABLE = {"id": Entity.id, "name": Entity.name, "display_name": Entity.display_name}
VIEW_COLUMNS = (
    Entity.id,
    Entity.name,
    Entity.display_name,
    Entity.phone,
    Entity.fax,
    Entity.email,
    Entity.url,
    Entity.address1,
    Entity.address2,
    Entity.city,
    Entity.state,
    Entity.zip_code,
    Entity.country,
    Entity.description,
)


class EntityDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, entity_id: int, caller: Caller) -> Entity | None:
        """The entity, if the caller may see it."""
        return await self._session.scalar(
            within_entity(select(Entity).where(Entity.id == entity_id), caller, Entity.id)
        )

    async def lock(self, entity_id: int) -> Entity | None:
        return await self._session.get(Entity, entity_id, with_for_update=True)

    async def named(self, name: str | None, caller: Caller) -> Entity | None:
        """The entity of that name, if the caller may see it; without a name the first that he sees (ADM-185)."""
        statement = select(Entity).order_by(Entity.id).limit(1)
        if name:
            statement = statement.where(Entity.name == name)
        return await self._session.scalar(within_entity(statement, caller, Entity.id))

    async def count(self) -> int:
        return await self._session.scalar(select(func.count()).select_from(Entity)) or 0

    async def listed(self, params: ListParams, caller: Caller) -> tuple[Sequence[AnyRow], int]:
        return await page(
            self._session,
            within_entity(select(*VIEW_COLUMNS), caller, Entity.id),
            params,
            searchable=VIEW_COLUMNS[1:],
            sortable=SORTABLE,
            default_order=(Entity.name,),
            tie_breaker=Entity.id,
        )

    async def add(self, entity: Entity) -> None:
        """Raises EntityNameTaken."""
        self._session.add(entity)
        await self.save(entity)

    async def save(self, entity: Entity) -> None:
        """Raises EntityNameTaken."""
        name = entity.name
        with conflicts({"uq_entities_name": lambda: EntityNameTaken(name=name)}):
            await self._session.flush()

    async def delete(self, entity: Entity) -> None:
        """Raises EntityInUse."""
        entity_id = entity.id
        await self._session.delete(entity)
        in_use = {
            f"fk_{table}_entity_id_entities": lambda what=what: EntityInUse(what=what, entity_id=entity_id)
            for table, what in [("administrators", "Administrator"), *_belonging()]
        }
        with conflicts(in_use):
            await self._session.flush()


def _belonging() -> Iterator[tuple[str, str]]:
    """Tables of objects that belong to an entity, and what messages call these."""
    for target in TARGETS.values():
        if target.scope is Scope.ENTITY:
            yield target.model.__tablename__, target.title
