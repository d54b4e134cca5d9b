# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Self

from ...edge.unit import Unit
from .dao import current, is_live_reload_on
from .notifier import ConfigurationNotifier


class ConfigurationService:
    def __init__(self, unit: Unit, notifier: ConfigurationNotifier) -> None:
        self._session = unit.session
        self._notifier = notifier

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit, ConfigurationNotifier(unit))

    async def is_live_reload_on(self) -> bool:
        return await is_live_reload_on(self._session)

    async def set_live_reload(self, enabled: bool) -> None:
        """Off: changes are stored and announced, and wait for a reload by hand (API-061)."""
        (await current(self._session)).live_reload = enabled
        self._notifier.live_reload_edited(enabled)
