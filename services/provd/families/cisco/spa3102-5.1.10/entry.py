# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco SPA3102."""

from __future__ import annotations

from typing import ClassVar

from .common import CiscoAtaPlugin


class CiscoPlugin(CiscoAtaPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    FIRMWARE: ClassVar[dict[str, tuple[str, str]]] = {
        "SPA3102": ("spa3102-fw", "spa3102*.bin"),
    }
