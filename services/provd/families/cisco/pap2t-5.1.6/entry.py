# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco PAP2T."""

from __future__ import annotations

from typing import ClassVar

from .common import CiscoAtaPlugin


class CiscoPlugin(CiscoAtaPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    FIRMWARE: ClassVar[dict[str, tuple[str, str]]] = {
        "PAP2": ("pap2t-fw", "pap2t*.bin"),
    }
