# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco SPA901, SPA921, SPA922, SPA941, SPA942, SPA962."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseCiscoPlugin


class CiscoPlugin(BaseCiscoPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    FIRMWARE: ClassVar[dict[str, tuple[str, str]]] = {
        "SPA901": ("spa901-fw", "spa901*.bin"),
        "SPA921": ("spa921-941-fw", "spa941*.bin"),
        "SPA941": ("spa921-941-fw", "spa941*.bin"),
        "SPA922": ("spa922-942-fw", "spa942*.bin"),
        "SPA942": ("spa922-942-fw", "spa942*.bin"),
        "SPA962": ("spa962-fw", "spa962*.bin"),
    }
