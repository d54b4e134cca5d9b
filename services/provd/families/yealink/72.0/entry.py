# SPDX-License-Identifier: GPL-3.0-or-later
"""Yealink telephones with firmware X.72."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseYealinkPlugin


class YealinkPlugin(BaseYealinkPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    IS_LEGACY = True
