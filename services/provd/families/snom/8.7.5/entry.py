# SPDX-License-Identifier: GPL-3.0-or-later
"""Snom 3xx, 7xx, 8xx, MP and PA1 with firmware 8.7.5."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseSnomPgAssociator, BaseSnomPlugin

VERSION = "8.7.5"


class SnomPlugin(BaseSnomPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    pg_associator = BaseSnomPgAssociator(VERSION)
