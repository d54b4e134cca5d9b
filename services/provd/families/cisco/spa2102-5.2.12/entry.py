# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco SPA2102."""

from __future__ import annotations

from typing import ClassVar

from .common import CiscoAtaPlugin


class CiscoPlugin(CiscoAtaPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    FIRMWARE: ClassVar[dict[str, tuple[str, str]]] = {
        "SPA2102": ("spa2102-fw", "spa2102*.bin"),
    }
