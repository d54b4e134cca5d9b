# SPDX-License-Identifier: GPL-3.0-or-later
"""Polycom SPIP501, SPIP600, SPIP601, SPIP4000."""

from __future__ import annotations

from typing import ClassVar

from .common import BasePolycomPlugin


class PolycomPlugin(BasePolycomPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    ROOT: ClassVar[str] = "config"
    HAS_LOCK: ClassVar[bool] = False
    HAS_SOFT_KEYS: ClassVar[bool] = False
    CODECS: ClassVar[dict[str, str]] = {"pcma": "G711A", "pcmu": "G711Mu", "g729": "G729AB"}
