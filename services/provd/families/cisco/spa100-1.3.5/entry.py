# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco SPA112, SPA122."""

from __future__ import annotations

from typing import ClassVar

from .common import CiscoAtaPlugin


class CiscoPlugin(CiscoAtaPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    FIRMWARE: ClassVar[dict[str, tuple[str, str]]] = {
        "SPA1": ("spa100-fw", "*1[12]2*.bin"),
    }
