# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from ...edge.unit import Unit
from ...events import ConfigEvent
from ..users.model import User


class ForwardUpdated(ConfigEvent):
    """One of a user's forwards. Subclasses say which, in ``forward``."""

    forward: ClassVar[str]
    routing_key: ClassVar[str] = "config.users.*.forwards.*.updated"

    user_id: int
    user_uuid: UUID
    enabled: bool
    destination: str | None

    def get_routing_key(self) -> str:
        return f"config.users.{self.user_uuid}.forwards.{self.forward}.updated"


class BusyUpdated(ForwardUpdated):
    name: ClassVar[str] = "users_forwards_busy_updated"
    forward: ClassVar[str] = "busy"


class NoanswerUpdated(ForwardUpdated):
    name: ClassVar[str] = "users_forwards_noanswer_updated"
    forward: ClassVar[str] = "noanswer"


class UnconditionalUpdated(ForwardUpdated):
    name: ClassVar[str] = "users_forwards_unconditional_updated"
    forward: ClassVar[str] = "unconditional"


_EVENTS = {event.forward: event for event in (BusyUpdated, NoanswerUpdated, UnconditionalUpdated)}


class UserForwardsNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def updated(self, user: User, forward: str, *, enabled: bool, destination: str | None) -> None:
        event = _EVENTS[forward](user_id=user.id, user_uuid=user.uuid, enabled=enabled, destination=destination)
        self._unit.announce(f"user:{user.id}", event)
