# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Self

from ...crud.references import References
from ...edge.unit import Unit
from ..func_key_templates.dao import Keys
from ..func_key_templates.errors import NotInFilter, TemplateNotAssociated, UserFuncKeyNotFound
from ..func_key_templates.model import FuncKey, FuncKeyTemplate, UserFuncKeyTemplate
from ..func_key_templates.schemas import FuncKeyBody, KeysBody
from ..func_key_templates.service import KIND, FuncKeyTemplateService
from ..users.finding import known_user, locked_user


class UserFuncKeyService:
    """A user's keys: his own, and those of his shared template where he has none (API-080, API-084)."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._templates = FuncKeyTemplateService(unit)
        self._dao = self._templates.dao

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit)

    async def keys(self, user_id: int) -> tuple[Keys, Keys]:
        """Inherited and own; own ones hide those inherited at their position. Raises UserNotFound."""
        await known_user(self._unit, user_id)
        own = await self._dao.own_of(user_id)
        shared = await self._dao.shared_of(user_id)
        ids = [*([own.id] if own else []), *([shared.template_id] if shared else [])]
        keys = await self._dao.keys_of(ids)
        own_keys = keys.get(own.id, {}) if own else {}
        shared_keys = keys.get(shared.template_id, {}) if shared else {}
        return {position: key for position, key in shared_keys.items() if position not in own_keys}, own_keys

    async def key(self, user_id: int, position: int) -> tuple[FuncKey, bool]:
        """The key and whether it is inherited. Raises UserNotFound, UserFuncKeyNotFound."""
        inherited, own = await self.keys(user_id)
        if position in own:
            return own[position], False
        if position in inherited:
            return inherited[position], True
        raise UserFuncKeyNotFound(user_id=user_id, position=position)

    async def replace(self, user_id: int, body: KeysBody) -> None:
        """These are his own keys."""
        template = await self._own(user_id)
        await self._templates.replace(template.id, body)
        for key in body.keys.values():
            await self._check(user_id, key)
        self._templates.notifier.edited(template.id)

    async def edit_key(self, user_id: int, position: int, body: FuncKeyBody) -> None:
        template = await self._own(user_id)
        await self._templates.put_key(template.id, position, body)
        await self._check(user_id, body)
        self._templates.notifier.edited(template.id)

    async def delete_key(self, user_id: int, position: int) -> None:
        """Raises UserFuncKeyNotFound, also for an inherited one."""
        template = await self._own(user_id)
        _, own = await self.keys(user_id)
        if position not in own:
            raise UserFuncKeyNotFound(user_id=user_id, position=position)
        await self._templates.take_keys(template.id, [position])
        self._templates.notifier.edited(template.id)

    async def association(self, user_id: int) -> UserFuncKeyTemplate | None:
        """Raises UserNotFound."""
        await known_user(self._unit, user_id)
        return await self._dao.shared_of(user_id)

    async def associate(self, user_id: int, template_id: int) -> None:
        """Instead of the one he has. Raises UserNotFound, TemplateNotFound."""
        await locked_user(self._unit, user_id)
        template = await self._templates.find(template_id, lock=True)
        keys = await self._dao.keys_of([template.id])
        if any(key.destination["type"] == "bsfilter" for key in keys.get(template.id, {}).values()):
            await self._require_filter(user_id)
        before = await self._dao.shared_of(user_id)
        if before is not None and before.template_id != template_id:
            self._templates.notifier.dissociated(user_id, before.template_id)
        await self._dao.associate(user_id, template_id)
        self._templates.notifier.associated(user_id, template_id)

    async def dissociate(self, user_id: int, template_id: int) -> None:
        """Raises UserNotFound, TemplateNotFound, TemplateNotAssociated."""
        await locked_user(self._unit, user_id)
        await self._templates.find(template_id)
        association = await self._dao.shared_of(user_id)
        if association is None or association.template_id != template_id:
            raise TemplateNotAssociated(user_id=user_id, template_id=template_id)
        await self._dao.dissociate(association)
        self._templates.notifier.dissociated(user_id, template_id)

    async def _own(self, user_id: int) -> FuncKeyTemplate:
        """His own template, made when he has none."""
        await locked_user(self._unit, user_id)
        template = await self._dao.own_of(user_id)
        if template is None:
            template = FuncKeyTemplate(user_id=user_id)
            await self._dao.add(template)
        return template

    async def _check(self, user_id: int, body: FuncKeyBody) -> None:
        if body.destination.type == "bsfilter":
            await self._require_filter(user_id)

    async def _require_filter(self, user_id: int) -> None:
        if not await self._dao.is_in_filter(user_id):
            raise NotInFilter(user_id=user_id)


async def forget_keys_of(unit: Unit, user_id: int) -> None:
    """The user goes away, and his own keys with him."""
    template = await FuncKeyTemplateService(unit).dao.own_of(user_id)
    if template is not None:
        await References(unit).forget(KIND, template.id)
