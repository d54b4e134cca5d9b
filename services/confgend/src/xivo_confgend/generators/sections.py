# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any


class SectionCache:
    """Remembers each section's text for as long as what it was made of is equal."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Any, str]] = {}

    def render(self, inputs: Iterable[tuple[Hashable, Any]], make: Callable[[Any], str]) -> list[str]:
        """The texts of all (key, input) in order; only those whose input changed are made again."""
        known, texts = {}, []
        for key, given in inputs:
            before = self._known.get(key)
            entry = before if before is not None and before[0] == given else (given, make(given))
            known[key] = entry
            texts.append(entry[1])
        self._known = known
        return texts
