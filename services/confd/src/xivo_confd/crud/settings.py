# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that exist once: one GET, one PUT, every field with its default."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Response
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ..edge import answers
from ..edge.bodies import Body, messages
from ..edge.routing import Router
from ..edge.unit import Reading, Unit, Writing
from ..entity_limits import require_unlimited
from ..errors import InputRefused
from .events import settings_event
from .model import GeneralSettings
from .references import References

Check = Callable[[Unit, Any], Awaitable[None]]


@dataclass(kw_only=True)
class Settings:
    """One page of settings at ``/1.1/<name>``. Every field of ``body`` has a default.

    ``check`` is called with the settings as they would be; ``hidden`` fields are written and never shown.
    """

    name: str
    body: type[Body]
    hidden: frozenset[str] = frozenset()
    check: Check | None = None

    def __post_init__(self) -> None:
        self.edited = settings_event(self.name)
        SETTINGS[self.name] = self

    def router(self) -> Router:
        router = Router(f"/{self.name}", self.name)
        body_type: Any = self.body

        @router.reads("", acl=f"confd.{self.name}.read", answer=self.body, name=f"get_{self.name}")
        async def get_settings(unit: Reading) -> Response:
            values = (await current(unit.session, self)).model_dump(mode="json")
            return answers.json({name: value for name, value in values.items() if name not in self.hidden})

        @router.edits("", acl=f"confd.{self.name}.update", name=f"edit_{self.name}", unlimited_only=True)
        async def edit_settings(unit: Writing, body: body_type) -> Response:
            await self._edit(unit, body)
            return answers.no_content()

        return router

    async def _edit(self, unit: Unit, body: Body) -> None:
        require_unlimited(unit.caller)
        fields = body.model_fields_set
        stored = await _stored(unit.session, self.name)
        merged = self._merged({**stored, **body.model_dump(mode="json", include=fields)})
        if self.check is not None:
            await self.check(unit, merged)
        references = References(unit)
        await references.replace(self.name, 1, fields, await references.uses(body, fields))
        values = merged.model_dump(mode="json", exclude_unset=True)
        statement = insert(GeneralSettings).values(name=self.name, values=values)
        await unit.session.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"values": statement.excluded["values"]})
        )
        unit.announce(self.name, self.edited())

    def _merged(self, values: dict[str, Any]) -> Body:
        try:
            return self.body.model_validate(values, strict=False)
        except ValidationError as error:
            raise InputRefused(
                *messages({**problem, "loc": ("body", *problem["loc"])} for problem in error.errors())
            ) from error


SETTINGS: dict[str, Settings] = {}
"""Every page of settings by its name."""


async def current(session: AsyncSession, settings: Settings) -> Body:
    """The settings as they are, defaults included."""
    return settings.body.model_validate(await _stored(session, settings.name), strict=False)


async def all_current(session: AsyncSession) -> dict[str, dict[str, Any]]:
    """All pages by name, in one query."""
    rows = await session.execute(select(GeneralSettings.name, GeneralSettings.values))
    stored = {row.name: row[1] for row in rows}
    return {
        name: settings.body.model_validate(stored.get(name, {}), strict=False).model_dump(mode="json")
        for name, settings in sorted(SETTINGS.items())
    }


async def _stored(session: AsyncSession, name: str) -> dict[str, Any]:
    statement = select(GeneralSettings.values).where(GeneralSettings.name == name)
    values: dict[str, Any] | None = await session.scalar(statement)
    return values or {}
