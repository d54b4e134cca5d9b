# SPDX-License-Identifier: GPL-3.0-or-later
"""Polycom VVX300, VVX310, VVX400, VVX410, VVX500, VVX600."""

from __future__ import annotations

from typing import ClassVar

from .common import BasePolycomPlugin


class PolycomPlugin(BasePolycomPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    LINES_TAKE_KEYS: ClassVar[bool] = True
    PLACES_KEYS: ClassVar[bool] = True
