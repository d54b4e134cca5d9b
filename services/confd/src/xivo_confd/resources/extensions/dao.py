# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.listing import ListParams

from ...conflicts import conflicts, constraint_of
from ...edge.access import Caller
from ...entity_limits import locking, within_contexts
from ...paging import AnyRow, AnySelect, page
from ..contexts.model import Context
from .errors import ExtensionHasLine
from .model import Extension

SORTABLE = {"exten": Extension.exten, "context": Extension.context}
VIEW_COLUMNS = (Extension.id, Extension.exten, Extension.context, Extension.commented)


class NumberTaken(Exception):
    """The number exists in the context already, or the context just went away."""


class ExtensionDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, extension_id: int, caller: Caller) -> Extension | None:
        """The extension, if the caller may see it."""
        return await self._session.scalar(_one(extension_id, caller))

    async def lock(self, extension_id: int, caller: Caller) -> Extension | None:
        """As `find`, kept from other writers until the transaction ends."""
        return await self._session.scalar(locking(_one(extension_id, caller)))

    async def listed(
        self, params: ListParams, context_type: str | None, caller: Caller
    ) -> tuple[Sequence[AnyRow], int]:
        statement: AnySelect = within_contexts(select(*VIEW_COLUMNS), caller, Extension.context)
        if context_type:
            statement = statement.join(Context, Context.name == Extension.context).where(Context.type == context_type)
        return await page(
            self._session,
            statement,
            params,
            searchable=(Extension.search,),
            sortable=SORTABLE,
            default_order=(Extension.exten, Extension.context),
            tie_breaker=Extension.id,
        )

    async def add(self, extension: Extension) -> None:
        """Raises NumberTaken."""
        self._session.add(extension)
        await self.save()

    async def save(self) -> None:
        """Raises NumberTaken."""
        try:
            await self._session.flush()
        except IntegrityError as error:
            if constraint_of(error) == "uq_extensions_exten_context":
                raise NumberTaken from error
            raise

    async def delete(self, extension: Extension) -> None:
        """Raises ExtensionHasLine if a line was associated meanwhile."""
        extension_id = extension.id
        await self._session.delete(extension)
        refusal = {
            "fk_line_extensions_extension_id_extensions": lambda: ExtensionHasLine(
                extension_id=extension_id, line_id=None
            )
        }
        with conflicts(refusal):
            await self._session.flush()


def _one(extension_id: int, caller: Caller) -> Select[Extension]:
    return within_contexts(select(Extension).where(Extension.id == extension_id), caller, Extension.context)
