# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco 7906G, 7911G, 7941G, 7941G-GE, 7942G, 7961G, 7962G in SCCP mode."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseCiscoSccpPlugin


class CiscoSccpPlugin(BaseCiscoSccpPlugin):
    IS_PLUGIN: ClassVar[bool] = True
