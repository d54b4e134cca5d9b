# SPDX-License-Identifier: GPL-3.0-or-later
"""Yealink's DECT base W52P with firmware 25.73.0.20."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseYealinkPlugin


class YealinkPlugin(BaseYealinkPlugin):
    IS_PLUGIN: ClassVar[bool] = True
