# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from ..contexts.dao import ContextDao
from .model import Outcall
from .schemas import OutcallBody


class OutcallService(CrudService[Outcall]):
    async def check(self, thing: Outcall, fields: set[str]) -> None:
        if "context" in fields:
            context = await ContextDao(self.unit.session).find_by_name(thing.context)
            if context is not None and context.type != "outcall":
                raise wrong_field("context", f"context {thing.context} is not of type outcall")
        if len(set(thing.trunks)) < len(thing.trunks):
            raise wrong_field("trunks", "a trunk comes twice")
        patterns = [f"{one['prefix']}/{one['exten'].removeprefix('_')}" for one in thing.extensions]
        if len(set(patterns)) < len(patterns):
            raise wrong_field("extensions", "an extension comes twice")


OUTCALLS = Resource(
    plural="outcalls",
    singular="outcall",
    title="Outcall",
    model=Outcall,
    body=OutcallBody,
    service=OutcallService,
)
router = OUTCALLS.router()
