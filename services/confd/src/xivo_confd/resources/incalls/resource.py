# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from ..contexts.dao import ContextDao
from .model import Incall
from .schemas import IncallBody


def as_pattern(exten: str) -> str:
    """``XXXX`` stands for many DIDs, and Asterisk writes that ``_XXXX`` (ADM-280)."""
    return f"_{exten.upper()}" if not exten.startswith("_") and "X" in exten.upper() else exten


class IncallService(CrudService[Incall]):
    async def check(self, thing: Incall, fields: set[str]) -> None:
        thing.exten = as_pattern(thing.exten)
        if fields & {"context", "destination"}:
            await self._check_context(thing)

    async def _check_context(self, thing: Incall) -> None:
        dao = ContextDao(self.unit.session)
        context = await dao.find_by_name(thing.context)
        if context is None:
            raise wrong_field("context", f"Context {thing.context} was not found")
        if context.type != "incall":
            raise wrong_field("context", f"context {thing.context} is not of type incall")
        is_fax = thing.destination.get("application") == "faxtomail"
        if is_fax and not await dao.ranges_of(context, "incall"):
            raise wrong_field("exten", f"a fax number needs a range in context {thing.context}")  # ADM-188


INCALLS = Resource(
    plural="incalls",
    singular="incall",
    title="Incall",
    model=Incall,
    body=IncallBody,
    order=("exten", "context"),
    range_kind="incall",
    service=IncallService,
)
router = INCALLS.router()
