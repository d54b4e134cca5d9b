# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of plugin versions."""

from __future__ import annotations

import re

_PART = re.compile(r"\d+|[a-z]+")


def version_key(version: str) -> tuple[tuple[int, str, str], ...]:
    """Sorts 0.4 < 0.4.01 < 0.4.02 < 0.5 < 0.10, and 1.0 < 1.0-a."""
    return tuple((int(part), part, "") if part.isdigit() else (0, "", part) for part in _PART.findall(version.lower()))


def is_newer(version: str, than: str) -> bool:
    return version_key(version) > version_key(than)
