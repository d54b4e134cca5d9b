# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...edge.unit import Unit
from ..entities.dao import EntityDao
from .errors import AdministratorRefused
from .model import Administrator


class AdministratorValidator:
    def __init__(self, unit: Unit) -> None:
        self._caller = unit.caller
        self._entities = EntityDao(unit.session)
        self._languages = unit.settings.languages

    async def entity_id(self, name: str | None) -> int | None:
        """Without a name he administers all entities."""
        if name is None:
            return None
        entity = await self._entities.named(name, self._caller)
        if entity is None:
            raise AdministratorRefused(field="entity", explanation=f"Entity {name} was not found")
        return entity.id

    def check(self, administrator: Administrator) -> None:
        if administrator.language and administrator.language not in self._languages:
            raise AdministratorRefused(
                field="language", explanation=f"language {administrator.language} does not exist"
            )
