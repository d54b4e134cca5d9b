# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from xivo_store.listing import ListParams

from ...crud.references import References
from ...edge.unit import Unit
from ...paging import AnyRow
from ..line_extensions.moving import extension_moved
from .dao import ExtensionDao, NumberTaken
from .errors import (
    ExtensionNotCreated,
    ExtensionNotEdited,
    ExtensionNotFound,
    OutsideRangeOnCreate,
    OutsideRangeOnEdit,
)
from .model import Extension
from .notifier import ExtensionNotifier
from .validator import ExtensionValidator


class ExtensionService:
    def __init__(
        self, unit: Unit, dao: ExtensionDao, validator: ExtensionValidator, notifier: ExtensionNotifier
    ) -> None:
        self._unit = unit
        self._dao = dao
        self._validator = validator
        self._notifier = notifier

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit, ExtensionDao(unit.session), ExtensionValidator(unit), ExtensionNotifier(unit))

    async def listed(self, params: ListParams, context_type: str | None) -> tuple[Sequence[AnyRow], int]:
        return await self._dao.listed(params, context_type, self._unit.caller)

    async def get(self, extension_id: int) -> Extension:
        """Raises ExtensionNotFound."""
        extension = await self._dao.find(extension_id, self._unit.caller)
        if extension is None:
            raise ExtensionNotFound(extension_id=extension_id)
        return extension

    async def create(self, fields: dict[str, Any]) -> Extension:
        extension = Extension(**fields)
        exten, context = extension.exten, extension.context
        await self._validator.validate(exten, context, ExtensionNotCreated, OutsideRangeOnCreate)
        try:
            await self._dao.add(extension)
        except NumberTaken:
            raise ExtensionNotCreated(explanation=f"{exten}@{context} already exists") from None
        self._notifier.created(extension)
        return extension

    async def edit(self, extension_id: int, fields: dict[str, Any]) -> None:
        extension = await self._locked(extension_id)
        self._validator.check_not_owned(extension)
        exten = fields.get("exten", extension.exten)
        context = fields.get("context", extension.context)
        moves = (exten, context) != (extension.exten, extension.context)
        if moves:
            await self._validator.validate(exten, context, ExtensionNotEdited, OutsideRangeOnEdit)
        for key, value in fields.items():
            setattr(extension, key, value)
        try:
            await self._dao.save()
        except NumberTaken:
            raise ExtensionNotEdited(explanation=f"{exten}@{context} already exists") from None
        self._notifier.edited(extension)
        if moves:
            await extension_moved(self._unit, extension)

    async def delete(self, extension_id: int) -> None:
        extension = await self._locked(extension_id)
        await self._validator.validate_delete(extension)
        await References(self._unit).refuse_if_used("extension", extension_id)
        await self._dao.delete(extension)
        self._notifier.deleted(extension)

    async def _locked(self, extension_id: int) -> Extension:
        extension = await self._dao.lock(extension_id, self._unit.caller)
        if extension is None:
            raise ExtensionNotFound(extension_id=extension_id)
        return extension
