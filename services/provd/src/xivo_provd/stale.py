# SPDX-License-Identifier: GPL-3.0-or-later
"""What a unit of work makes stale of what is kept in memory."""

from __future__ import annotations

EVERYTHING = "*"
"""A parameter or a plugin changed, which any device may notice."""

COMMON = "common"
"""The files that phones of a family share."""

Stale = set[str]
"""Ids of devices, and the words above."""
