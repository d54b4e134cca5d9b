# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco 7921G in SCCP mode."""

from __future__ import annotations

from typing import ClassVar

from xivo_provd.plugin import DeviceSupport

from .common import BaseCiscoSccpPlugin


class CiscoSccpPlugin(BaseCiscoSccpPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    # Of a phone that does not tell its model the others know more.
    OF_ANY_MODEL: ClassVar[DeviceSupport] = DeviceSupport.IMPROBABLE
