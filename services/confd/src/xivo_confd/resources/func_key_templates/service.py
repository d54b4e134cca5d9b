# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

from xivo_store.listing import ListParams

from ...crud.errors import wrong_field
from ...crud.references import YIELDING, Gone, References, Target, Yielding, register
from ...edge.unit import Unit
from ...entity_limits import require_unlimited
from .dao import FuncKeyDao, Keys
from .errors import FuncKeyNotFound, SameDestination, TemplateNotFound
from .model import FuncKey, FuncKeyTemplate, UserFuncKeyTemplate
from .notifier import FuncKeyNotifier
from .schemas import FuncKeyBody, KeysBody, TemplateBody

KIND = "func_key_template"
register(Target(KIND, "FuncKeyTemplate", FuncKeyTemplate))


class FuncKeyTemplateService:
    """Shared templates; and the keys of any template, a user's own too."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self.dao = FuncKeyDao(unit.session)
        self._references = References(unit)
        self.notifier = FuncKeyNotifier(unit)

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit)

    async def listed(self, params: ListParams) -> tuple[list[tuple[FuncKeyTemplate, Keys]], int]:
        templates, total = await self.dao.listed(params)
        keys = await self.dao.keys_of([template.id for template in templates])
        return [(template, keys.get(template.id, {})) for template in templates], total

    async def find(self, template_id: int, *, lock: bool = False) -> FuncKeyTemplate:
        """Raises TemplateNotFound, also for a user's own."""
        template = await self.dao.find_shared(template_id, lock=lock)
        if template is None:
            raise TemplateNotFound(template_id=template_id)
        return template

    async def get(self, template_id: int) -> tuple[FuncKeyTemplate, Keys]:
        return await self.find(template_id), await self._keys(template_id)

    async def key(self, template_id: int, position: int) -> FuncKey:
        """Raises TemplateNotFound, FuncKeyNotFound."""
        _, keys = await self.get(template_id)
        if position not in keys:
            raise FuncKeyNotFound(template_id=template_id, position=position)
        return keys[position]

    async def users(self, template_id: int) -> Sequence[UserFuncKeyTemplate]:
        await self.find(template_id)
        return await self.dao.users_of(template_id, self._unit.caller)

    async def create(self, body: TemplateBody) -> FuncKeyTemplate:
        require_unlimited(self._unit.caller)
        template = FuncKeyTemplate(name=body.name)
        await self.dao.add(template)
        await self.replace(template.id, body)
        self.notifier.created(template.id)
        return template

    async def edit(self, template_id: int, body: TemplateBody) -> None:
        """``keys``, if sent, are all keys from now on."""
        template = await self._locked(template_id)
        if "name" in body.model_fields_set:
            template.name = body.name
        if "keys" in body.model_fields_set:
            await self.replace(template_id, body)
        self.notifier.edited(template_id)

    async def delete(self, template_id: int) -> None:
        """Its users keep their own keys."""
        template = await self._locked(template_id)
        await self._references.refuse_if_used(KIND, template_id)
        for association in await self.dao.users_of(template_id):
            await self.dao.dissociate(association)
            self.notifier.dissociated(association.user_id, template_id)
        await self._references.forget(KIND, template_id)
        await self.dao.delete(template)
        self.notifier.deleted(template_id)

    async def edit_key(self, template_id: int, position: int, body: FuncKeyBody) -> None:
        await self._locked(template_id)
        await self.put_key(template_id, position, body)
        self.notifier.edited(template_id)

    async def delete_key(self, template_id: int, position: int) -> None:
        await self._locked(template_id)
        await self.key(template_id, position)
        await self.take_keys(template_id, [position])
        self.notifier.edited(template_id)

    async def replace(self, template_id: int, body: KeysBody) -> None:
        """These are the keys of the template."""
        before = await self._keys(template_id)
        wanted = {int(position): key for position, key in body.keys.items()}
        await self.take_keys(template_id, sorted(before.keys() - wanted.keys()))
        await self._store(template_id, wanted)

    async def put_key(self, template_id: int, position: int, body: FuncKeyBody) -> None:
        await self._store(template_id, {position: body})

    async def take_keys(self, template_id: int, positions: Sequence[int]) -> None:
        if positions:
            await self._references.replace(KIND, template_id, [field_of(position) for position in positions], ())
            await self.dao.delete_keys(template_id, positions)

    async def forget_filter_members(self, member_ids: Collection[int]) -> None:
        """Keys of secretaries go away with their numbers."""
        for template_id, positions in (await self.dao.keys_to_filter_members(member_ids)).items():
            await self.take_keys(template_id, positions)
            self.notifier.edited(template_id)

    async def _keys(self, template_id: int) -> Keys:
        return (await self.dao.keys_of([template_id])).get(template_id, {})

    async def _store(self, template_id: int, wanted: Mapping[int, FuncKeyBody]) -> None:
        uses = set()
        for position, body in wanted.items():
            for _, kind, target in await self._references.uses(body, {"destination"}):
                uses.add((field_of(position), kind, target))
            await self._check(body)
        await self._refuse_twice(template_id, wanted)
        await self.dao.set_keys(
            FuncKey(template_id=template_id, position=position, **body.model_dump(mode="json"))
            for position, body in wanted.items()
        )
        await self._references.replace(KIND, template_id, [field_of(position) for position in wanted], uses)

    async def _check(self, body: FuncKeyBody) -> None:
        destination = body.destination
        if destination.type == "bsfilter" and not await self.dao.is_filter_member(destination.filter_member_id):
            member_id = destination.filter_member_id
            raise wrong_field("destination.filter_member_id", f"FilterMember {member_id} was not found")

    async def _refuse_twice(self, template_id: int, wanted: Mapping[int, FuncKeyBody]) -> None:
        others = await self._keys(template_id)
        all_keys = {position: key.destination for position, key in others.items()}
        all_keys |= {position: body.destination.model_dump(mode="json") for position, body in wanted.items()}
        seen: list[dict[str, Any]] = []
        for _, destination in sorted(all_keys.items()):
            if destination in seen:
                named = ", ".join(f"'{name}': '{value}'" for name, value in destination.items() if value is not None)
                raise SameDestination(destination=named)
            seen.append(destination)

    async def _locked(self, template_id: int) -> FuncKeyTemplate:
        """A shared template is everybody's, so nobody limited to an entity may change it."""
        require_unlimited(self._unit.caller)
        return await self.find(template_id, lock=True)


def field_of(position: int) -> str:
    """How the record of references names a key."""
    return f"keys.{position}"


async def _give_up(unit: Unit, _gone: Gone, fields: Mapping[int, Sequence[str]]) -> None:
    """Keys go away with what they lead to."""
    service = FuncKeyTemplateService(unit)
    for template_id, names in fields.items():
        await service.take_keys(template_id, [int(name.removeprefix("keys.")) for name in names])
        service.notifier.edited(template_id)


YIELDING[KIND] = Yielding(_give_up)
