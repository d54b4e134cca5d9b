# SPDX-License-Identifier: GPL-3.0-or-later
"""What PostgreSQL's jsonb and the wire can both hold; clients may add fields of any shape."""

from __future__ import annotations

from typing import Any

MOST_LEVELS = 32
LARGEST_INTEGER = 2**63 - 1


def storable(value: Any, level: int = 0) -> Any:
    """The value itself. Raises `ValueError` for NUL, integers beyond 64 bits and documents too deep."""
    if level > MOST_LEVELS:
        raise ValueError("nested too deeply")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("a text holds NUL")
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise ValueError("an integer is too large")
    if isinstance(value, dict):
        for key, item in value.items():
            storable(key, level + 1)
            storable(item, level + 1)
    elif isinstance(value, list):
        for item in value:
            storable(item, level + 1)
    return value
