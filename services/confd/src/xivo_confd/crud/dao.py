# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Boolean, Integer, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import KeyedColumnElement
from xivo_store.encryption import EncryptedStr
from xivo_store.listing import ListParams

from ..conflicts import constraint_of
from ..edge.access import Caller
from ..paging import page
from ..resources.entities.model import Entity
from ..search import FoldedText
from .errors import AlreadyExists
from .model import ConfigObject
from .references import Target

M = TypeVar("M", bound=ConfigObject)


class CrudDao(Generic[M]):
    """The rows of one declared resource, as far as the caller may see them."""

    def __init__(self, session: AsyncSession, target: Target, caller: Caller) -> None:
        self._session = session
        self._target = target
        self._model: type[M] = target.model
        self._caller = caller

    async def listed(self, params: ListParams, order: Sequence[str]) -> tuple[list[M], int]:
        rows, total = await page(
            self._session,
            self._target.visible(select(self._model), self._caller),
            params,
            searchable=texts(self._model),
            sortable=scalars(self._model),
            default_order=[self._target.column(name) for name in order],
            tie_breaker=self._target.column("id"),
        )
        return [row[0] for row in rows], total

    async def find(self, identifier: int, *, lock: bool = False) -> M | None:
        """``lock`` keeps other writers away until the transaction ends."""
        statement = select(self._model).where(self._target.column("id") == identifier)
        if lock:
            statement = statement.with_for_update(of=self._model)
        found: M | None = await self._session.scalar(self._target.visible(statement, self._caller))
        return found

    async def add(self, thing: M) -> None:
        self._session.add(thing)
        await self.save(thing)

    async def save(self, thing: M) -> None:
        """Raises AlreadyExists when a unique value is taken, whoever may see its owner (ADM-182)."""
        values = {name: getattr(thing, name) for name in scalars(self._model)}
        try:
            await self._session.flush()
        except IntegrityError as error:
            what = _taken(self._model, constraint_of(error) or "", values)
            if what is None:
                raise
            raise AlreadyExists(title=self._target.title, what=what) from error

    async def delete(self, thing: M) -> None:
        await self._session.delete(thing)
        await self._session.flush()

    async def entity_names(self) -> dict[int, str]:
        return {row.id: row.name for row in await self._session.execute(select(Entity.id, Entity.name))}

    async def entity_id(self, name: str | None) -> int | None:
        """The named entity as the caller sees it; his own, or the first one, without a name (ADM-185)."""
        statement = select(Entity.id).order_by(Entity.id).limit(1)
        if self._caller.entity_id is not None:
            statement = statement.where(Entity.id == self._caller.entity_id)
        if name:
            statement = statement.where(Entity.name == name)
        identifier: int | None = await self._session.scalar(statement)
        return identifier


def scalars(model: type[ConfigObject]) -> dict[str, InstrumentedAttribute[Any]]:
    """What a list can be sorted by."""
    return {
        column.key: getattr(model, column.key)
        for column in model.__table__.columns
        if isinstance(column.type, String | Integer | Boolean)
        and not isinstance(column.type, FoldedText)
        and not _is_secret(column)
    }


def texts(model: type[ConfigObject]) -> list[InstrumentedAttribute[Any]]:
    """What a list can be searched for: the column that PostgreSQL keeps for it, if there is one, or all texts."""
    kept = [column for column in model.__table__.columns if isinstance(column.type, FoldedText)]
    if kept:
        return [getattr(model, column.key) for column in kept]
    return [
        getattr(model, column.key)
        for column in model.__table__.columns
        if isinstance(column.type, String) and not _is_secret(column)
    ]


def _is_secret(column: KeyedColumnElement[Any]) -> bool:
    """What nobody reads tells nothing by being found or sorted either."""
    return isinstance(column.type, EncryptedStr) or column.key.endswith("_hash")


def _taken(model: type[ConfigObject], constraint: str, values: dict[str, Any]) -> str | None:
    prefix = f"uq_{model.__tablename__}_"
    if not constraint.startswith(prefix):
        return None
    wanted = constraint.removeprefix(prefix)
    names = [name for name in values if wanted == name] or [name for name in values if name in wanted]
    return ", ".join(f"'{name}': '{values[name]}'" for name in names)
