# SPDX-License-Identifier: GPL-3.0-or-later
"""Snom M300, M700 and M900 with firmware 05.20.0001."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseSnomDectPlugin


class SnomDectPlugin(BaseSnomDectPlugin):
    IS_PLUGIN: ClassVar[bool] = True
