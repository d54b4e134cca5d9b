# SPDX-License-Identifier: GPL-3.0-or-later
"""Digium with firmware 1.4.0.0."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseDigiumPlugin


class DigiumPlugin(BaseDigiumPlugin):
    IS_PLUGIN: ClassVar[bool] = True
