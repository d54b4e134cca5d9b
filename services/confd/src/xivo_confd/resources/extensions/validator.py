# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.references import title_of
from ...edge.unit import Unit
from ...errors import Refusal
from ..contexts.dao import ContextDao
from ..contexts.ranges import may_hold
from ..line_extensions.dao import LineExtensionDao
from .errors import ExtensionHasLine, ExtensionOwned
from .model import Extension


class ExtensionValidator:
    def __init__(self, unit: Unit) -> None:
        self._caller = unit.caller
        self._contexts = ContextDao(unit.session)
        self._line_extensions = LineExtensionDao(unit.session)

    async def validate(self, exten: str, context_name: str, refused: type[Refusal], outside: type[Refusal]) -> None:
        """Raises ``refused`` without such a context and ``outside`` for a number out of its ranges."""
        context = await self._contexts.visible_by_name(context_name, self._caller)
        if context is None:
            raise refused(explanation=f"context {context_name} does not exist")
        if not may_hold(context.type, await self._contexts.ranges_of(context), exten):
            raise outside(exten=exten, context=context_name)

    def check_not_owned(self, extension: Extension) -> None:
        """Raises ExtensionOwned for the number of anything but a line."""
        if extension.typeval is not None:
            raise ExtensionOwned(
                owner=title_of(extension.type),
                kind=extension.type,
                extension_id=extension.id,
                owner_id=extension.typeval,
            )

    async def validate_delete(self, extension: Extension) -> None:
        self.check_not_owned(extension)
        line_id = await self._line_extensions.line_of(extension.id)
        if line_id is not None:
            raise ExtensionHasLine(extension_id=extension.id, line_id=line_id)
