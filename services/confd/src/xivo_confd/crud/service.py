# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from xivo_store.listing import ListParams

from ..edge.bodies import Body
from ..edge.unit import Unit
from ..entity_limits import require_unlimited
from .dao import CrudDao
from .errors import Lasting, ObjectNotFound, wrong_field
from .model import ConfigObject
from .numbers import Numbers
from .references import References, Scope, Use

if TYPE_CHECKING:
    from .resource import Resource

M = TypeVar("M", bound=ConfigObject)


class CrudService(Generic[M]):
    """One resource's meaning. Subclasses add rules in ``check`` and ``check_delete``."""

    def __init__(self, resource: Resource[M], unit: Unit) -> None:
        self.resource = resource
        self.unit = unit
        self.dao: CrudDao[M] = CrudDao(unit.session, resource.target, unit.caller)
        self._references = References(unit)
        self._entities: dict[int, str] | None = None

    async def check(self, thing: M, fields: set[str]) -> None:
        """Rules between fields and with other objects; ``fields`` are those that the client sent.

        Called with the values in place, before they are stored. Raises a Refusal.
        """

    async def check_delete(self, thing: M) -> None:
        """Rules beyond "nothing refers to it". Raises a Refusal."""

    async def stored(self, thing: M, fields: set[str]) -> None:
        """After the object was stored, in the same transaction: what else follows from it."""

    async def deleted(self, thing: M) -> None:
        """After the object was deleted, in the same transaction."""

    async def listed(self, params: ListParams) -> tuple[list[dict[str, Any]], int]:
        things, total = await self.dao.listed(params, self.resource.order)
        return [await self.view(thing) for thing in things], total

    async def find(self, identifier: int, *, lock: bool = False) -> M:
        """Raises ObjectNotFound, also for what the caller may not see."""
        thing = await self.dao.find(identifier, lock=lock)
        if thing is None:
            raise ObjectNotFound(title=self.resource.title, id=identifier)
        return thing

    async def get(self, identifier: int) -> dict[str, Any]:
        return await self.view(await self.find(identifier))

    async def create(self, body: Body) -> M:
        self._require_right_to_change()
        thing = self.resource.model()
        fields = set(type(body).model_fields)
        uses = await self._references.uses(body, fields)
        await self._assign(thing, body, fields)
        await self._check(thing, fields)
        await self.dao.add(thing)
        await self._follow(thing, fields, uses)
        self._announce("created", thing)
        return thing

    async def edit(self, identifier: int, body: Body) -> M:
        self._require_right_to_change()
        thing = await self.find(identifier, lock=True)
        fields = set(body.model_fields_set)
        for name in sorted(self._kept(thing) & fields):
            if getattr(body, name) != getattr(thing, name):
                raise wrong_field(name, "cannot be changed")
        uses = await self._references.uses(body, fields)
        await self._assign(thing, body, fields)
        await self._check(thing, fields)
        await self.dao.save(thing)
        await self._follow(thing, fields, uses)
        self._announce("edited", thing)
        return thing

    async def delete(self, identifier: int) -> None:
        self._require_right_to_change()
        await self.remove(await self.find(identifier, lock=True))

    async def remove(self, thing: M) -> None:
        """Delete what the caller has locked, also as a consequence of a change that he may make. Raises a Refusal."""
        identifier = thing.id
        if self._lasts(thing):
            raise Lasting(title=self.resource.title, name=thing.name)  # type: ignore[attr-defined]  # it has one
        await self._references.refuse_if_used(self.resource.singular, identifier)
        await self.check_delete(thing)
        await self._references.forget(self.resource.singular, identifier)
        if self._numbers is not None:
            await self._numbers.release(identifier)
        await self.dao.delete(thing)
        await self.deleted(thing)
        self._announce("deleted", thing)

    async def view(self, thing: M) -> dict[str, Any]:
        """The object as clients see it: its fields, its id, its links."""
        shown: dict[str, Any] = {"id": thing.id}
        for name in self.resource.shown:
            shown[name] = await self._entity_name(thing) if name == "entity" else getattr(thing, name)
        shown["links"] = [self.unit.links.to(self.resource.plural, thing.id)]
        return shown

    async def _assign(self, thing: M, body: Body, fields: set[str]) -> None:
        values = body.model_dump(include=fields)
        if self.resource.scope is Scope.ENTITY and "entity" in values:
            name = values.pop("entity")
            if name is not None or thing.id is None:
                await self._take_entity(thing, name)
        for name, value in values.items():
            setattr(thing, name, value)

    async def _take_entity(self, thing: M, name: str | None) -> None:
        identifier = await self.dao.entity_id(name)
        if identifier is None:
            raise wrong_field("entity", f"Entity {name} was not found")
        thing.entity_id = identifier  # type: ignore[attr-defined]  # models of scope ENTITY are InEntity

    async def _follow(self, thing: M, fields: set[str], uses: set[Use]) -> None:
        await self._references.replace(self.resource.singular, thing.id, fields, uses)
        if self._numbers is not None and fields & {"exten", "context"}:
            await self._numbers.assign(thing.id, thing.exten, thing.context)  # type: ignore[attr-defined]
        await self.stored(thing, fields)

    @property
    def _numbers(self) -> Numbers | None:
        kind = self.resource.range_kind
        return Numbers(self.unit, self.resource.singular, kind) if kind else None

    def _lasts(self, thing: M) -> bool:
        return getattr(thing, "name", None) in self.resource.lasting

    def _kept(self, thing: M) -> frozenset[str]:
        """The fields that an edit cannot change."""
        return self.resource.final | {"name"} if self._lasts(thing) else self.resource.final

    async def _entity_name(self, thing: M) -> str:
        if self._entities is None:
            self._entities = await self.dao.entity_names()
        return self._entities[thing.entity_id]  # type: ignore[attr-defined]

    async def _check(self, thing: M, fields: set[str]) -> None:
        # what the values break is told when they are saved, not by the first query of a rule
        with self.unit.session.no_autoflush:
            await self.check(thing, fields)

    def _require_right_to_change(self) -> None:
        """What belongs to no entity is everybody's, so nobody limited to one may change it."""
        if self.resource.scope is Scope.GLOBAL:
            require_unlimited(self.unit.caller)

    def _announce(self, what: str, thing: M) -> None:
        event = self.resource.events[what]
        self.unit.announce(f"{self.resource.singular}:{thing.id}", event.model_validate({"id": thing.id}))
