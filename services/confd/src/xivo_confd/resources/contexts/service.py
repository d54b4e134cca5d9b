# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from xivo_store.listing import ListParams

from ...edge.unit import Unit
from ...paging import AnyRow
from .dao import ContextDao
from .errors import ContextNotFound
from .followers import FOLLOWERS
from .model import Context
from .notifier import ContextNotifier
from .validator import ContextValidator

_COLUMNS = ("name", "display_name", "type", "description")


class ContextService:
    def __init__(self, unit: Unit, dao: ContextDao, validator: ContextValidator, notifier: ContextNotifier) -> None:
        self._unit = unit
        self._caller = unit.caller
        self._dao = dao
        self._validator = validator
        self._notifier = notifier

    @classmethod
    def of(cls, unit: Unit) -> Self:
        dao = ContextDao(unit.session)
        return cls(unit, dao, ContextValidator(unit, dao), ContextNotifier(unit))

    async def listed(self, params: ListParams) -> tuple[Sequence[AnyRow], int]:
        return await self._dao.listed(params, self._caller)

    async def get(self, context_id: int) -> AnyRow:
        """Raises ContextNotFound."""
        row = await self._dao.view(context_id, self._caller)
        if row is None:
            raise ContextNotFound(context_id=context_id)
        return row

    async def create(self, fields: dict[str, Any]) -> int:
        """The new context's id. Without an entity it belongs to the caller's, or to the first one (ADM-185)."""
        self._validator.check_name(fields["name"])
        ranges = fields.get("ranges", {})
        self._validator.check_ranges(fields["type"], ranges)
        context = Context(**{key: fields[key] for key in _COLUMNS if key in fields})
        context.entity_id = await self._validator.entity_id(fields.get("entity"))
        await self._dao.add(context)
        await self._dao.replace_ranges(context.id, ranges)
        included = await self._validator.included_ids(context, fields.get("includes", []))
        await self._dao.replace_includes(context.id, included)
        self._notifier.created(context)
        return context.id

    async def edit(self, context_id: int, fields: dict[str, Any]) -> None:
        context = await self._locked(context_id)
        if fields.get("name", context.name) != context.name:
            self._validator.check_name(fields["name"])
            await self._validator.check_unused(context)
        if fields.get("type", context.type) != context.type:
            await self._validator.check_type_change(context)
            fields.setdefault("ranges", {})
        for key in _COLUMNS:
            if key in fields:
                setattr(context, key, fields[key])
        if fields.get("entity") is not None:
            context.entity_id = await self._validator.entity_id(fields["entity"])
        if "ranges" in fields:
            self._validator.check_ranges(context.type, fields["ranges"])
            await self._dao.replace_ranges(context.id, fields["ranges"])
        if "includes" in fields:
            included = await self._validator.included_ids(context, fields["includes"])
            await self._dao.replace_includes(context.id, included)
        await self._dao.save(context)
        self._notifier.edited(context)

    async def delete(self, context_id: int) -> None:
        context = await self._locked(context_id)
        await self._validator.check_unused(context)
        for ends_with in FOLLOWERS:
            await ends_with(self._unit, context)
        await self._dao.delete(context)
        self._notifier.deleted(context)

    async def _locked(self, context_id: int) -> Context:
        context = await self._dao.lock(context_id, self._caller)
        if context is None:
            raise ContextNotFound(context_id=context_id)
        return context
