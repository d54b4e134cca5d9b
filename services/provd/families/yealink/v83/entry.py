# SPDX-License-Identifier: GPL-3.0-or-later
"""Yealink's DECT base W60B with firmware 77.83."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseYealinkPlugin


class YealinkPlugin(BaseYealinkPlugin):
    IS_PLUGIN: ClassVar[bool] = True
    STATIC: ClassVar[str] = "static."
