# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of confd's announcements."""

from __future__ import annotations

from xivo_bus.event import Event


class ConfigEvent(Event):
    """Something in the configuration changed. Subclasses say ``name``, ``routing_key`` and their data."""
