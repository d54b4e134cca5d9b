# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco SPA301, SPA303, SPA501G, SPA502G, SPA504G, SPA508G, SPA509G."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseCiscoPlugin


class CiscoPlugin(BaseCiscoPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    HAS_SDES: ClassVar[bool] = True
    HAS_SOFT_KEYS: ClassVar[bool] = True
    FIRMWARE: ClassVar[dict[str, tuple[str, str]]] = {
        "SPA525": ("spa525-fw", "spa525g*.bin"),
        "SPA3": ("spa50x-30x-fw", "spa*30x*.bin"),
        "SPA5": ("spa50x-30x-fw", "spa*30x*.bin"),
    }
