# SPDX-License-Identifier: GPL-3.0-or-later
"""References from one object's fields to other objects (docs/adr/0014).

A field's type says what it refers to; saving an object checks that all of it exists, and keeps a record so that
what is referred to cannot be deleted meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from sqlalchemy import ColumnElement, Select, and_, delete, false, not_, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from ..edge.access import Caller
from ..edge.bodies import Body
from ..edge.unit import Unit
from ..entity_limits import within_contexts, within_entity
from .errors import StillUsed, wrong_field
from .model import ObjectUse


class Scope(Enum):
    """How an object belongs to an entity: directly, by its context, or not at all."""

    ENTITY = "entity"
    CONTEXT = "context"
    GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a type whose values name another object: ``Annotated[int, Reference("group")]``."""

    kind: str
    by: str = "id"


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of object that others may refer to."""

    kind: str
    title: str
    model: type[Any]
    scope: Scope = Scope.GLOBAL

    def column(self, name: str) -> InstrumentedAttribute[Any]:
        column: InstrumentedAttribute[Any] = getattr(self.model, name)
        return column

    def visible(self, statement: Select[Any], caller: Caller) -> Select[Any]:
        if self.scope is Scope.ENTITY:
            return within_entity(statement, caller, self.column("entity_id"))
        if self.scope is Scope.CONTEXT:
            return within_contexts(statement, caller, self.column("context"))
        return statement


TARGETS: dict[str, Target] = {}


def register(target: Target) -> Target:
    TARGETS[target.kind] = target
    return target


@dataclass(frozen=True, slots=True)
class Found:
    """A reference in a body: where it stands, what it says."""

    path: tuple[str, ...]
    reference: Reference
    value: Any

    @property
    def field(self) -> str:
        return self.path[0]


def references_in(body: Body, fields: Collection[str]) -> Iterator[Found]:
    """Every reference in these fields of a body, however deep."""
    for name in fields:
        info = type(body).model_fields[name]
        yield from _within(info.annotation, info.metadata, getattr(body, name), (name,))


def _within(annotation: Any, metadata: Iterable[Any], value: Any, path: tuple[str, ...]) -> Iterator[Found]:
    if value is None:
        return
    marks = [mark for mark in metadata if isinstance(mark, Reference)]
    if marks:
        yield Found(path, marks[0], value)
    elif isinstance(value, Body):
        for name, info in type(value).model_fields.items():
            yield from _within(info.annotation, info.metadata, getattr(value, name), (*path, name))
    elif get_origin(annotation) is Annotated:
        yield from _within(get_args(annotation)[0], get_args(annotation)[1:], value, path)
    elif get_origin(annotation) in (Union, UnionType):
        for choice in get_args(annotation):
            if choice is not type(None):
                yield from _within(choice, (), value, path)
    elif isinstance(value, list):
        (item,) = get_args(annotation) or (Any,)
        for position, one in enumerate(value):
            yield from _within(item, (), one, (*path, str(position)))
    elif isinstance(value, dict):
        item = (get_args(annotation) or (Any, Any))[1]
        for key, one in value.items():
            yield from _within(item, (), one, (*path, str(key)))


Use = tuple[str, str, int]
"""The field that refers, the kind and the id of what it refers to."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An object that is being deleted."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Yielding:
    """An owner that gives up what goes away instead of keeping it.

    ``give_up`` takes the fields that refer to it, by owner; ``lists`` are the (field, kind of object) of which this is
    true, None if it is of all.
    """

    give_up: Callable[[Unit, Gone, Mapping[int, Sequence[str]]], Awaitable[None]]
    lists: frozenset[tuple[str, str]] | None = None

    def condition(self, owner_kind: str) -> ColumnElement[bool]:
        owned = ObjectUse.owner_kind == owner_kind
        if self.lists is None:
            return owned
        return and_(owned, tuple_(ObjectUse.field, ObjectUse.target_kind).in_(sorted(self.lists)))


YIELDING: dict[str, Yielding] = {}
"""By kind of owner. What else refers to an object is looked at first: nothing is given up if its end is refused."""


class References:
    """The record of who refers to whom, within one unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def uses(self, body: Body, fields: Collection[str]) -> set[Use]:
        """What these fields of the body refer to. Raises InputRefused for what the caller cannot see."""
        found = list(references_in(body, fields))
        targets = await self.resolve(found)
        return {(one.field, one.reference.kind, targets[one.reference, one.value]) for one in found}

    async def replace(self, owner_kind: str, owner_id: int, fields: Collection[str], uses: Iterable[Use]) -> None:
        """Record what these fields of the owner refer to from now on."""
        session = self._unit.session
        await session.execute(
            delete(ObjectUse).where(
                ObjectUse.owner_kind == owner_kind, ObjectUse.owner_id == owner_id, ObjectUse.field.in_(list(fields))
            )
        )
        session.add_all(
            ObjectUse(owner_kind=owner_kind, owner_id=owner_id, field=field, target_kind=kind, target_id=target_id)
            for field, kind, target_id in sorted(uses)
        )
        await session.flush()

    async def resolve(self, found: Iterable[Found]) -> dict[tuple[Reference, Any], int]:
        """The ids of what is referred to, kept from deletion until the transaction ends; one query a kind."""
        wanted: dict[Reference, dict[Any, Found]] = defaultdict(dict)
        for one in found:
            wanted[one.reference].setdefault(one.value, one)
        ids: dict[tuple[Reference, Any], int] = {}
        for mark, by_value in wanted.items():
            known = await self._ids(mark, by_value)
            for value, one in by_value.items():
                if value not in known:
                    raise wrong_field(".".join(one.path), f"{title_of(mark.kind)} {value} was not found")
                ids[mark, value] = known[value]
        return ids

    async def _ids(self, mark: Reference, values: Collection[Any]) -> dict[Any, int]:
        target = TARGETS.get(mark.kind)
        if target is None:
            return {}
        key, identifier = target.column(mark.by), target.column("id")
        statement = select(key, identifier).where(key.in_(list(values))).with_for_update(read=True, key_share=True)
        rows = await self._unit.session.execute(target.visible(statement, self._unit.caller))
        return {row[0]: row[1] for row in rows}

    async def forget(self, owner_kind: str, owner_id: int) -> None:
        """The owner goes away."""
        await self._unit.session.execute(
            delete(ObjectUse).where(ObjectUse.owner_kind == owner_kind, ObjectUse.owner_id == owner_id)
        )

    async def refuse_if_used(self, kind: str, identifier: int) -> None:
        """Raises StillUsed while another object refers to this one, which the caller has locked."""
        statement = (
            select(ObjectUse.owner_kind, ObjectUse.owner_id, ObjectUse.field)
            .where(
                ObjectUse.target_kind == kind,
                ObjectUse.target_id == identifier,
                (ObjectUse.owner_kind != kind) | (ObjectUse.owner_id != identifier),
            )
            .order_by(ObjectUse.owner_kind, ObjectUse.owner_id, ObjectUse.field)
        )
        gives_up = or_(false(), *(owner.condition(owner_kind) for owner_kind, owner in YIELDING.items()))
        use = (await self._unit.session.execute(statement.where(not_(gives_up)).limit(1))).one_or_none()
        if use is not None:
            raise StillUsed(
                title=title_of(kind),
                kind=kind,
                id=identifier,
                owner=title_of(use.owner_kind),
                owner_kind=use.owner_kind,
                owner_id=use.owner_id,
            )
        yielding: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for use in await self._unit.session.execute(statement.where(gives_up)):
            yielding[use.owner_kind][use.owner_id].append(use.field)
        for owner_kind, fields in yielding.items():
            await YIELDING[owner_kind].give_up(self._unit, Gone(kind, identifier), fields)


def title_of(kind: str) -> str:
    """What messages call an object of that kind."""
    target = TARGETS.get(kind)
    return target.title if target else kind.replace("_", " ").capitalize()
