# SPDX-License-Identifier: GPL-3.0-or-later
"""Aastra with firmware 4.1.0."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseAastraPlugin


class AastraPlugin(BaseAastraPlugin):
    IS_PLUGIN: ClassVar[bool] = True
