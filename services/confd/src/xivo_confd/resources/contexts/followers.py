# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to a context by its name: it takes a new name along, and ends with the context."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ...edge.unit import Unit
from .model import Context

FOLLOWERS: list[Callable[[Unit, Context], Awaitable[None]]] = []
"""Called before a context is deleted, in its transaction."""
