# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco SPA8000."""

from __future__ import annotations

from typing import ClassVar

from .common import CiscoAtaPlugin


class CiscoPlugin(CiscoAtaPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    FIRMWARE: ClassVar[dict[str, tuple[str, str]]] = {
        "SPA8000": ("spa8000-fw", "*8000*.bin"),
    }
