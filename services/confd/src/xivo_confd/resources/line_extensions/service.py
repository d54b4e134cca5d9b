# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from ...edge.unit import Unit
from ..contexts.dao import ContextDao
from ..contexts.ranges import KINDS_BY_TYPE
from ..extensions.dao import ExtensionDao
from ..extensions.validator import ExtensionValidator
from ..lines.dao import LineDao
from ..lines.errors import DeviceAttached
from ..lines.model import Line
from ..user_lines.callerid import refresh_callerid
from .dao import LineExtensionDao
from .errors import (
    ExtensionHasNoLine,
    ExtensionOfLineNotFound,
    ExtensionTaken,
    LineHasNoExtension,
    LineOfExtensionsNotFound,
    SecondExtension,
    SecondInternalExtension,
    UnknownExtension,
    UnsupportedContext,
)
from .model import LineExtension
from .notifier import LineExtensionNotifier


class LineExtensionService:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._dao = LineExtensionDao(unit.session)
        self._lines = LineDao(unit.session)
        self._extensions = ExtensionDao(unit.session)
        self._contexts = ContextDao(unit.session)
        self._notifier = LineExtensionNotifier(unit)

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit)

    async def of_line(self, line_id: int) -> Sequence[LineExtension]:
        """Raises LineOfExtensionsNotFound."""
        if await self._lines.find(line_id, self._unit.caller) is None:
            raise LineOfExtensionsNotFound(line_id=line_id)
        return await self._dao.of_line(line_id, self._unit.caller)

    async def only_one_of_line(self, line_id: int) -> LineExtension:
        """For the deprecated calls. Raises LineHasNoExtension too."""
        associations = await self.of_line(line_id)
        if not associations:
            raise LineHasNoExtension(line_id=line_id)
        return associations[0]

    async def of_extension(self, extension_id: int) -> LineExtension:
        """Raises ExtensionOfLineNotFound or ExtensionHasNoLine."""
        if await self._extensions.find(extension_id, self._unit.caller) is None:
            raise ExtensionOfLineNotFound(extension_id=extension_id)
        association = await self._dao.visible(extension_id, self._unit.caller)
        if association is None:
            raise ExtensionHasNoLine(extension_id=extension_id)
        return association

    async def associate(self, line_id: int, extension_id: int, *, only_one: bool = False) -> LineExtension:
        """A line has at most one internal number, an extension at most one line (API-095)."""
        line = await self._locked(line_id)
        extension = await self._extensions.find(extension_id, self._unit.caller)
        if extension is None:
            raise UnknownExtension(extension_id=extension_id)
        ExtensionValidator(self._unit).check_not_owned(extension)
        if only_one and await self._dao.first_extension_of(line_id) is not None:
            raise SecondExtension(line_id=line_id)
        if await self._dao.find(extension_id) is not None:
            raise ExtensionTaken
        context = await self._contexts.find_by_name(extension.context)
        context_type = context.type if context else "unknown"
        if context_type not in KINDS_BY_TYPE:
            raise UnsupportedContext(type=context_type)
        if context_type == "internal" and await self._dao.internal_exten_of(line_id) is not None:
            raise SecondInternalExtension(line_id=line_id)
        association = LineExtension(line_id=line_id, extension_id=extension_id)
        await self._dao.add(association)
        await refresh_callerid(self._unit.session, line)
        self._notifier.associated(association)
        return association

    async def dissociate(self, line_id: int, extension_id: int) -> None:
        """Not while a device has the line (API-099)."""
        line = await self._locked(line_id)
        if await self._extensions.find(extension_id, self._unit.caller) is None:
            raise ExtensionOfLineNotFound(extension_id=extension_id)
        association = await self._dao.find(extension_id)
        if association is None or association.line_id != line_id:
            raise LineHasNoExtension(line_id=line_id)
        await self._end(line, association)

    async def dissociate_only_one(self, line_id: int) -> None:
        """For the deprecated calls."""
        line = await self._locked(line_id)
        await self._end(line, await self.only_one_of_line(line_id))

    async def _end(self, line: Line, association: LineExtension) -> None:
        if line.device_id is not None:
            raise DeviceAttached
        await self._dao.delete(association)
        await refresh_callerid(self._unit.session, line)
        self._notifier.dissociated(association)

    async def _locked(self, line_id: int) -> Line:
        line = await self._lines.lock(line_id, self._unit.caller)
        if line is None:
            raise LineOfExtensionsNotFound(line_id=line_id)
        return line
