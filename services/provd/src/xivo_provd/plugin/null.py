# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in plugin of devices that must not be served."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from .base import Device, Plugin, RawConfig
from .errors import SynchronizeError

NULL_ID = "null"


class NullPlugin(Plugin):
    """Offers no configuration; every HTTP and TFTP request of its devices is rejected."""

    IS_PLUGIN: ClassVar[bool] = True

    def info(self) -> dict[str, Any]:
        return {
            "capabilities": {"*, *, *": {"sip.lines": 0}},
            "description": "Plugin that offers no configuration service and rejects TFTP/HTTP requests",
            "version": "1.0",
        }

    def static_file(self, _path: str) -> Path | None:
        return None

    async def synchronize(self, _device: Device, _raw_config: RawConfig) -> None:
        raise SynchronizeError("the null plugin cannot synchronise a device")
