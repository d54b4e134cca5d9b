# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.listing import ListParams

from ...conflicts import conflicts
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

    async def find(self, entity_id: int) -> Entity | None:
        return await self._session.get(Entity, entity_id)

    async def lock(self, entity_id: int) -> Entity | None:
        return await self._session.get(Entity, entity_id, with_for_update=True)

    async def find_by_name(self, name: str) -> Entity | None:
        return await self._session.scalar(select(Entity).where(Entity.name == name))

    async def first(self) -> Entity | None:
        """The one that objects without an entity belong to (ADM-185)."""
        return await self._session.scalar(select(Entity).order_by(Entity.id).limit(1))

    async def count(self) -> int:
        return await self._session.scalar(select(func.count()).select_from(Entity)) or 0

    async def listed(self, params: ListParams) -> tuple[Sequence[AnyRow], int]:
        return await page(
            self._session,
            select(*VIEW_COLUMNS),
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
            for table, what in (("administrators", "Administrator"), ("contexts", "Context"), ("users", "User"))
        }
        with conflicts(in_use):
            await self._session.flush()
