# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from ...edge.unit import Unit
from ...events import ConfigEvent
from ..users.model import User


class ServiceUpdated(ConfigEvent):
    """One of a user's services. Subclasses say which, in ``service``."""

    service: ClassVar[str]
    routing_key: ClassVar[str] = "config.users.*.services.*.updated"

    user_id: int
    user_uuid: UUID
    enabled: bool

    def get_routing_key(self) -> str:
        return f"config.users.{self.user_uuid}.services.{self.service}.updated"


class DndUpdated(ServiceUpdated):
    name: ClassVar[str] = "users_services_dnd_updated"
    service: ClassVar[str] = "dnd"


class IncallfilterUpdated(ServiceUpdated):
    name: ClassVar[str] = "users_services_incallfilter_updated"
    service: ClassVar[str] = "incallfilter"


class CallrecordUpdated(ServiceUpdated):
    name: ClassVar[str] = "users_services_callrecord_updated"
    service: ClassVar[str] = "callrecord"


_EVENTS = {event.service: event for event in (DndUpdated, IncallfilterUpdated, CallrecordUpdated)}


class UserServicesNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def updated(self, user: User, service: str, *, enabled: bool) -> None:
        event = _EVENTS[service](user_id=user.id, user_uuid=user.uuid, enabled=enabled)
        self._unit.announce(f"user:{user.id}", event)
