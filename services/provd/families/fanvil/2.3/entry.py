# SPDX-License-Identifier: GPL-3.0-or-later
"""Fanvil C62P with firmware 2.3."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseFanvilPlugin


class FanvilPlugin(BaseFanvilPlugin):
    IS_PLUGIN: ClassVar[bool] = True
