# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension of an object that has a number: unique in its context, inside the context's range of its kind."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from ..conflicts import constraint_of
from ..edge.unit import Unit
from ..errors import Refusal
from ..resources.contexts.dao import ContextDao
from ..resources.contexts.ranges import may_hold
from ..resources.extensions.model import Extension
from .errors import AlreadyExists, wrong_field


class OutsideRange(Refusal):
    templates = ("exten {exten} not inside range of context {context}",)


class Numbers:
    """``range_kind`` is the kind of range that an internal context needs for such numbers."""

    def __init__(self, unit: Unit, kind: str, range_kind: str) -> None:
        self._unit = unit
        self._kind = kind
        self._range_kind = range_kind

    async def assign(self, owner_id: int, exten: str | None, context_name: str) -> None:
        """Without a number the context is checked all the same. Raises AlreadyExists, OutsideRange, InputRefused."""
        session = self._unit.session
        dao = ContextDao(session)
        context = await dao.find_by_name(context_name)
        limit = self._unit.caller.entity_id
        if context is None or (limit is not None and context.entity_id != limit):
            raise wrong_field("context", f"Context {context_name} was not found")
        if exten is None:
            await self.release(owner_id)
            return
        if not may_hold(context.type, await dao.ranges_of(context, self._range_kind), exten):
            raise OutsideRange(exten=exten, context=context_name)
        own = select(Extension).where(Extension.type == self._kind, Extension.typeval == owner_id)
        extension = await session.scalar(own.with_for_update())
        if extension is None:
            extension = Extension(type=self._kind, typeval=owner_id, commented=False)
            session.add(extension)
        extension.exten, extension.context = exten, context_name
        try:
            await session.flush()
        except IntegrityError as error:
            if constraint_of(error) != "uq_extensions_exten_context":
                raise
            raise AlreadyExists(title="Extension", what=f"'exten': '{exten}', 'context': '{context_name}'") from error

    async def release(self, owner_id: int) -> None:
        await self._unit.session.execute(
            delete(Extension).where(Extension.type == self._kind, Extension.typeval == owner_id)
        )
