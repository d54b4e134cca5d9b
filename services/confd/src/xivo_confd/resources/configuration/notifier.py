# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent


class LiveReloadEdited(ConfigEvent):
    name: ClassVar[str] = "live_reload_edited"
    routing_key: ClassVar[str] = "config.configuration.live_reload.edited"

    enabled: bool


class ConfigurationNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def live_reload_edited(self, enabled: bool) -> None:
        self._unit.announce("configuration", LiveReloadEdited(enabled=enabled))
