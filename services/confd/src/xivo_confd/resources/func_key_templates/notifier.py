# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent


class TemplateCreated(ConfigEvent):
    name: ClassVar[str] = "func_key_template_created"
    routing_key: ClassVar[str] = "config.funckey.template.created"

    id: int


class TemplateEdited(ConfigEvent):
    name: ClassVar[str] = "func_key_template_edited"
    routing_key: ClassVar[str] = "config.funckey.template.edited"

    id: int


class TemplateDeleted(ConfigEvent):
    name: ClassVar[str] = "func_key_template_deleted"
    routing_key: ClassVar[str] = "config.funckey.template.deleted"

    id: int


class TemplateAssociated(ConfigEvent):
    name: ClassVar[str] = "func_key_template_associated"
    routing_key: ClassVar[str] = "config.user_funckey_template_association.created"

    user_id: int
    template_id: int


class TemplateDissociated(ConfigEvent):
    name: ClassVar[str] = "func_key_template_dissociated"
    routing_key: ClassVar[str] = "config.user_funckey_template_association.deleted"

    user_id: int
    template_id: int


class FuncKeyNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def created(self, template_id: int) -> None:
        self._unit.announce(f"func_key_template:{template_id}", TemplateCreated(id=template_id))

    def edited(self, template_id: int) -> None:
        self._unit.announce(f"func_key_template:{template_id}", TemplateEdited(id=template_id))

    def deleted(self, template_id: int) -> None:
        self._unit.announce(f"func_key_template:{template_id}", TemplateDeleted(id=template_id))

    def associated(self, user_id: int, template_id: int) -> None:
        self._unit.announce(f"user:{user_id}", TemplateAssociated(user_id=user_id, template_id=template_id))

    def dissociated(self, user_id: int, template_id: int) -> None:
        self._unit.announce(f"user:{user_id}", TemplateDissociated(user_id=user_id, template_id=template_id))
