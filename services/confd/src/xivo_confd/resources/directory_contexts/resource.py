# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from ...edge.unit import Unit
from ..contexts.dao import ContextDao
from ..contexts.followers import FOLLOWERS
from ..contexts.model import Context
from .model import DirectoryContext
from .schemas import DirectoryContextBody


class DirectoryContextService(CrudService[DirectoryContext]):
    async def check(self, thing: DirectoryContext, fields: set[str]) -> None:
        if "context" in fields:
            found = await ContextDao(self.unit.session).visible_by_name(thing.context, self.unit.caller)
            if found is None:
                raise wrong_field("context", f"Context {thing.context} was not found")
        if len(set(thing.directories)) < len(thing.directories):
            raise wrong_field("directories", "one comes twice")


DIRECTORY_CONTEXTS = Resource(
    plural="directory_contexts",
    singular="directory_context",
    title="DirectoryContext",
    model=DirectoryContext,
    body=DirectoryContextBody,
    order=("context",),
    service=DirectoryContextService,
)


async def _ends_with(unit: Unit, context: Context) -> None:
    lines = select(DirectoryContext).where(DirectoryContext.context == context.name).with_for_update()
    for line in (await unit.session.scalars(lines)).all():
        await DIRECTORY_CONTEXTS.of(unit).remove(line)


FOLLOWERS.append(_ends_with)
router = DIRECTORY_CONTEXTS.router()
