# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from ..contexts.dao import ContextDao
from .dao import pattern_of, patterns_of_others
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
        if fields & {"context", "extensions"}:
            await self._check_patterns(thing)

    async def _check_patterns(self, thing: Outcall) -> None:
        """A number of a context goes out by one outgoing call only: Asterisk would take either."""
        patterns = [pattern_of(extension) for extension in thing.extensions]
        if len(set(patterns)) < len(patterns):
            raise wrong_field("extensions", "an extension comes twice")
        others = await patterns_of_others(self.unit.session, thing)
        for position, pattern in enumerate(patterns):
            if pattern in others:
                raise wrong_field(f"extensions.{position}", f"{pattern} is of the outgoing call {others[pattern]}")


OUTCALLS = Resource(
    plural="outcalls",
    singular="outcall",
    title="Outcall",
    model=Outcall,
    body=OutcallBody,
    service=OutcallService,
)
router = OUTCALLS.router()
