# SPDX-License-Identifier: GPL-3.0-or-later
"""Panasonic KX-UT113, 123, 133 and 136 with firmware 01.133."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from .common import BasePanasonicPlugin


class PanasonicPlugin(BasePanasonicPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    FIRMWARE: ClassVar[Mapping[str, str]] = {
        "KX-HT113": "UT11x12x-01.133_HW1.fw",
        "KX-HT123": "UT11x12x-01.133_HW1.fw",
        "KX-HT133": "UT13x-01.133_HW1.fw",
        "KX-HT136": "UT13x-01.133_HW1.fw",
    }
