# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco 7905G, 7912G, 7920, 7940G, 7960G in SCCP mode."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseCiscoSccpPlugin


class CiscoSccpPlugin(BaseCiscoSccpPlugin):
    IS_PLUGIN: ClassVar[bool] = True
