# SPDX-License-Identifier: GPL-3.0-or-later
"""Gigaset C470 IP, C475 IP, S675 IP, S685 IP."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseGigasetPlugin


class GigasetPlugin(BaseGigasetPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    HAS_MORE_PAGES = False
