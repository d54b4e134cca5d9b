# SPDX-License-Identifier: GPL-3.0-or-later
"""Zenitel IP stations with firmware 01.11.3.2."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseZenitelPlugin


class ZenitelPlugin(BaseZenitelPlugin):
    IS_PLUGIN: ClassVar[bool] = True
