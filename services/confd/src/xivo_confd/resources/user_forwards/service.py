# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...crud.errors import wrong_field
from ...edge.unit import Unit
from ..users.finding import known_user, locked_user
from ..users.model import User
from .notifier import UserForwardsNotifier

FORWARDS = ("busy", "noanswer", "unconditional")


class UserForwardsService:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit)

    async def get(self, user_id: int) -> dict[str, dict[str, Any]]:
        """Raises UserNotFound."""
        user = await known_user(self._unit, user_id)
        return {forward: state_of(user, forward) for forward in FORWARDS}

    async def change(self, user_id: int, wanted: Mapping[str, Mapping[str, Any]]) -> None:
        """What is disabled keeps its destination, for the next time. Raises UserNotFound, InputRefused."""
        user = await locked_user(self._unit, user_id)
        notifier = UserForwardsNotifier(self._unit)
        for forward, changes in wanted.items():
            before = state_of(user, forward)
            after = {**before, **changes}
            if after["enabled"] and not after["destination"]:
                raise wrong_field("destination", "a forward that is enabled needs a destination")
            if after != before:
                setattr(user, f"{forward}_enabled", after["enabled"])
                setattr(user, f"{forward}_destination", after["destination"] or "")
                notifier.updated(user, forward, **after)


def state_of(user: User, forward: str) -> dict[str, Any]:
    return {
        "enabled": getattr(user, f"{forward}_enabled"),
        "destination": getattr(user, f"{forward}_destination") or None,
    }
