# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.listing import ListParams

from ...conflicts import conflicts
from ...edge.access import Caller
from ...entity_limits import locking, within_contexts
from ...paging import AnyRow, page
from .errors import LineInUse, LineRefused
from .model import Line

SORTABLE = {
    "id": Line.id,
    "name": Line.name,
    "context": Line.context,
    "protocol": Line.protocol,
    "provisioning_extension": Line.provisioning_extension,
    "device_slot": Line.device_slot,
}
VIEW_COLUMNS = (
    Line.id,
    Line.context,
    Line.name,
    Line.protocol,
    Line.provisioning_extension,
    Line.device_slot,
    Line.device_id,
)
SIP_COLUMNS = (
    Line.id,
    Line.context,
    Line.username,
    Line.secret,
    Line.provisioning_extension,
    Line.device_slot,
    Line.callerid,
)
_SEARCHABLE = (Line.search,)


class LineDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, line_id: int, caller: Caller) -> Line | None:
        """The line, if the caller may see it."""
        return await self._session.scalar(_one(line_id, caller))

    async def lock(self, line_id: int, caller: Caller) -> Line | None:
        """As `find`, kept from other writers until the transaction ends."""
        return await self._session.scalar(locking(_one(line_id, caller)))

    async def find_by_provisioning_extension(self, code: str) -> Line | None:
        return await self._session.scalar(select(Line).where(Line.provisioning_extension == code))

    async def of_device(self, device_id: str) -> Sequence[Line]:
        """In the order of their place on the device."""
        statement = select(Line).where(Line.device_id == device_id).order_by(Line.device_slot, Line.id)
        return (await self._session.scalars(statement)).all()

    async def listed(self, params: ListParams, caller: Caller) -> tuple[Sequence[AnyRow], int]:
        return await page(
            self._session,
            within_contexts(select(*VIEW_COLUMNS), caller, Line.context),
            params,
            searchable=_SEARCHABLE,
            sortable=SORTABLE,
            default_order=(Line.id,),
            tie_breaker=Line.id,
        )

    async def listed_sip(self, params: ListParams, caller: Caller) -> tuple[Sequence[AnyRow], int]:
        return await page(
            self._session,
            within_contexts(select(*SIP_COLUMNS).where(Line.protocol == "sip"), caller, Line.context),
            params,
            searchable=_SEARCHABLE,
            sortable=SORTABLE,
            default_order=(Line.id,),
            tie_breaker=Line.id,
        )

    async def is_name_free(self, name: str) -> bool:
        with self._session.no_autoflush:
            return await self._session.scalar(select(Line.id).where(Line.name == name)) is None

    async def is_code_free(self, code: str) -> bool:
        statement = select(Line.id).where(Line.provisioning_extension == code)
        with self._session.no_autoflush:
            return await self._session.scalar(statement) is None

    async def add(self, line: Line) -> None:
        """Raises LineRefused."""
        self._session.add(line)
        await self.save(line)

    async def save(self, line: Line) -> None:
        """Raises LineRefused if name or code are another line's."""
        name, code = line.name, line.provisioning_extension
        taken = {
            constraint: lambda: LineRefused(explanation=f"username {name} already exists")
            for constraint in ("uq_lines_name", "uq_lines_username")
        }
        taken["uq_lines_provisioning_extension"] = lambda: LineRefused(
            explanation=f"provisioning_extension {code} already exists"
        )
        with conflicts(taken):
            await self._session.flush()

    async def delete(self, line: Line) -> None:
        """Raises LineInUse if a user or an extension was associated meanwhile."""
        await self._session.delete(line)
        in_use = {
            "fk_user_lines_line_id_lines": LineInUse,
            "fk_line_extensions_line_id_lines": LineInUse,
        }
        with conflicts(in_use):
            await self._session.flush()


def _one(line_id: int, caller: Caller) -> Select[Line]:
    return within_contexts(select(Line).where(Line.id == line_id), caller, Line.context)
