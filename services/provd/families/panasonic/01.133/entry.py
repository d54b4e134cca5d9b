# SPDX-License-Identifier: GPL-3.0-or-later
"""Panasonic KX-UT113, 123, 133 and 136 with firmware 01.133."""

from __future__ import annotations

from typing import ClassVar

from .common import BasePanasonicPlugin


class PanasonicPlugin(BasePanasonicPlugin):
    IS_PLUGIN: ClassVar[bool] = True
