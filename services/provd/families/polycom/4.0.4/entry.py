# SPDX-License-Identifier: GPL-3.0-or-later
"""Polycom SPIP331, SPIP335, SPIP450, SPIP550, SPIP560, SPIP650, SPIP5000, SPIP6000, SPIP7000."""

from __future__ import annotations

from typing import ClassVar

from .common import BasePolycomPlugin


class PolycomPlugin(BasePolycomPlugin):
    IS_PLUGIN: ClassVar[bool] = True
