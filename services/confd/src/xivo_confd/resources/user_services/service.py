# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from ...edge.unit import Unit
from ..users.finding import known_user, locked_user
from .notifier import UserServicesNotifier

COLUMNS = {"dnd": "dnd_enabled", "incallfilter": "incallfilter_enabled", "callrecord": "call_record_enabled"}
"""A service's name and where its state is."""


class UserServicesService:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit)

    async def get(self, user_id: int) -> dict[str, bool]:
        """Raises UserNotFound."""
        user = await known_user(self._unit, user_id)
        return {service: getattr(user, column) for service, column in COLUMNS.items()}

    async def switch(self, user_id: int, wanted: Mapping[str, bool]) -> None:
        """Only what changes is announced. Raises UserNotFound."""
        user = await locked_user(self._unit, user_id)
        notifier = UserServicesNotifier(self._unit)
        for service, enabled in wanted.items():
            if getattr(user, COLUMNS[service]) != enabled:
                setattr(user, COLUMNS[service], enabled)
                notifier.updated(user, service, enabled=enabled)
