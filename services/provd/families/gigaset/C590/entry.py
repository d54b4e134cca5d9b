# SPDX-License-Identifier: GPL-3.0-or-later
"""Gigaset C590 IP, C595 IP, C610 IP, C610A IP, N300 IP, N300A IP, N510 IP PRO."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseGigasetPlugin


class GigasetPlugin(BaseGigasetPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    HAS_MORE_PAGES = True
