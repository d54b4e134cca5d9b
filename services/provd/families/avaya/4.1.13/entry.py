# SPDX-License-Identifier: GPL-3.0-or-later
"""Avaya 1220 and 1230 with SIP software 4.1.13."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseAvayaPlugin


class AvayaPlugin(BaseAvayaPlugin):
    IS_PLUGIN: ClassVar[bool] = True
