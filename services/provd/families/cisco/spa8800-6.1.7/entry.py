# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco SPA8800."""

from __future__ import annotations

from typing import ClassVar

from .common import CiscoAtaPlugin


class CiscoPlugin(CiscoAtaPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    FIRMWARE: ClassVar[dict[str, tuple[str, str]]] = {
        "SPA8800": ("spa8800-fw", "*8800*.bin"),
    }
