# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from xivo_store.listing import ListParams

from ...edge.unit import Unit
from ...paging import AnyRow
from .dao import EntityDao
from .errors import EntityNotFound, LastEntity
from .model import Entity
from .notifier import EntityNotifier


class EntityService:
    def __init__(self, unit: Unit, dao: EntityDao, notifier: EntityNotifier) -> None:
        self._caller = unit.caller
        self._dao = dao
        self._notifier = notifier

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit, EntityDao(unit.session), EntityNotifier(unit))

    async def listed(self, params: ListParams) -> tuple[Sequence[AnyRow], int]:
        return await self._dao.listed(params, self._caller)

    async def get(self, entity_id: int) -> Entity:
        """Raises EntityNotFound."""
        entity = await self._dao.find(entity_id, self._caller)
        if entity is None:
            raise EntityNotFound(entity_id=entity_id)
        return entity

    async def create(self, fields: dict[str, Any]) -> Entity:
        entity = Entity(**fields)
        await self._dao.add(entity)
        self._notifier.created(entity)
        return entity

    async def edit(self, entity_id: int, fields: dict[str, Any]) -> None:
        entity = await self._locked(entity_id)
        for key, value in fields.items():
            setattr(entity, key, value)
        await self._dao.save(entity)
        self._notifier.edited(entity)

    async def delete(self, entity_id: int) -> None:
        """Refused while something belongs to it (ADM-180) and for the last one: users need one."""
        entity = await self._locked(entity_id)
        if await self._dao.count() == 1:
            raise LastEntity(entity_id=entity_id)
        await self._dao.delete(entity)
        self._notifier.deleted(entity)

    async def _locked(self, entity_id: int) -> Entity:
        entity = await self._dao.lock(entity_id)
        if entity is None:
            raise EntityNotFound(entity_id=entity_id)
        return entity
