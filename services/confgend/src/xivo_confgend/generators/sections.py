# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from prometheus_client import Gauge
from xivo_asterisk.errors import AsteriskInjection

logger = logging.getLogger(__name__)

_left_out = Gauge("xivo_confgend_left_out_sections", "Parts that cannot be written and are missing", ["file"])


class Unwritable(ValueError):
    """What confd holds cannot stand in a file of Asterisk."""


class SectionCache:
    """Remembers each section's text for as long as what it was made of is equal.

    A section that cannot be written is left out and said once: it costs one line or number, not the whole file.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._known: dict[Hashable, tuple[Any, str | None]] = {}

    def render(self, inputs: Iterable[tuple[Hashable, Any]], make: Callable[[Any], str]) -> list[str]:
        """The texts of all (key, input) in order; only those whose input changed are made again."""
        known: dict[Hashable, tuple[Any, str | None]] = {}
        for key, given in inputs:
            before = self._known.get(key)
            known[key] = before if before is not None and before[0] == given else (given, self._make(make, key, given))
        self._known = known
        texts = [text for _, text in known.values() if text is not None]
        _left_out.labels(self._file).set(len(known) - len(texts))
        return texts

    def _make(self, make: Callable[[Any], str], key: Hashable, given: Any) -> str | None:
        try:
            return make(given)
        except (AsteriskInjection, Unwritable) as error:
            logger.warning("%s: %s is left out: %s", self._file, key, error)
            return None
