# SPDX-License-Identifier: GPL-3.0-or-later
"""Snom 360 with firmware 8.4.35."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseSnomPlugin


class SnomPlugin(BaseSnomPlugin):
    IS_PLUGIN: ClassVar[bool] = True
