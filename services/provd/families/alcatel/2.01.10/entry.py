# SPDX-License-Identifier: GPL-3.0-or-later
"""Alcatel-Lucent IP Touch 4008 and 4018 Extended Edition with SIP software 2.01.10."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseAlcatelPlugin


class AlcatelPlugin(BaseAlcatelPlugin):
    IS_PLUGIN: ClassVar[bool] = True
