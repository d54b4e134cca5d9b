# SPDX-License-Identifier: GPL-3.0-or-later
"""Polycom SPIP320, SPIP321, SPIP330, SPIP430, SPIP670, VVX1500."""

from __future__ import annotations

from typing import ClassVar

from .common import BasePolycomPlugin


class PolycomPlugin(BasePolycomPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    ROOT: ClassVar[str] = "config"
    HAS_LOCK: ClassVar[bool] = False
    CODECS: ClassVar[dict[str, str]] = {"g722": "G722", "pcma": "G711A", "pcmu": "G711Mu", "g729": "G729AB"}
