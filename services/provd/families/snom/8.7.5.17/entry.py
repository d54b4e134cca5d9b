# SPDX-License-Identifier: GPL-3.0-or-later
"""Snom 3xx, 7xx, 8xx, MP and PA1 with firmware 8.7.5; its last release is in the packages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from .common import BaseSnomPlugin

RELEASE = "8.7.5.35"
_FLASH = {model: model for model in ("300", "320", "370", "PA1")}
_RAM = {"D725": "725", **{model: model for model in ("710", "715", "720", "760", "820", "821", "870", "MP")}}


class SnomPlugin(BaseSnomPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    FIRMWARE: ClassVar[Mapping[str, str]] = {
        **{model: f"firmware/snom{name}-{RELEASE}-SIP-f.bin" for model, name in _FLASH.items()},
        **{model: f"firmware/snom{name}-{RELEASE}-SIP-r.bin" for model, name in _RAM.items()},
    }
