# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered files in memory: the same request from the same address gets the same file until something changes.

What changes without telling (the clocks, a firmware put into a plugin's folder) shows after :data:`MAX_AGE`.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import timedelta

from prometheus_client import Counter

from ..stale import EVERYTHING, Stale

HITS = Counter("xivo_provd_rendered_hits_total", "Requests of phones answered from memory")

MAX_BYTES = 64 * 1024 * 1024
OVERHEAD = 2048
"""What the keys of an entry weigh, by estimate."""
MAX_AGE = timedelta(minutes=10)
_MAX_NOTED = 50_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """``secret_of`` is the device whose secret is in it, None for common files."""

    content: bytes
    subject: str
    secret_of: str | None


class RenderedFiles:
    """A file that was read from the database before a change and comes after it is not kept: see :meth:`begin`."""

    def __init__(self, max_bytes: int = MAX_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_bytes = max_bytes
        self._clock = clock
        self._bytes = 0
        self._files: OrderedDict[Hashable, Rendered] = OrderedDict()
        self._kept_at: dict[Hashable, float] = {}
        self._keys_of: dict[str, set[Hashable]] = {}
        self._moment = 0
        self._all_stale_at = 0
        self._stale_at: OrderedDict[str, int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._files)

    @property
    def size(self) -> int:
        return self._bytes

    def get(self, key: Hashable) -> Rendered | None:
        found = self._files.get(key)
        if found is not None and self._clock() - self._kept_at[key] > MAX_AGE.total_seconds():
            self._drop(key)
            return None
        if found is not None:
            self._files.move_to_end(key)
            HITS.inc()
        return found

    def begin(self) -> int:
        """To be called before anything is read; its result goes to :meth:`keep`."""
        return self._moment

    def keep(self, key: Hashable, rendered: Rendered, begun: int) -> None:
        if self._all_stale_at > begun or self._stale_at.get(rendered.subject, 0) > begun:
            return
        self._drop(key)
        self._files[key] = rendered
        self._kept_at[key] = self._clock()
        self._keys_of.setdefault(rendered.subject, set()).add(key)
        self._bytes += len(rendered.content) + OVERHEAD
        while self._bytes > self._max_bytes:
            self._drop(next(iter(self._files)))

    def forget(self, stale: Stale) -> None:
        self._moment += 1
        if EVERYTHING in stale:
            self._all_stale_at = self._moment
            self._files.clear()
            self._kept_at.clear()
            self._keys_of.clear()
            self._stale_at.clear()
            self._bytes = 0
            return
        for subject in stale:
            self._stale_at[subject] = self._moment
            self._stale_at.move_to_end(subject)
            for key in self._keys_of.pop(subject, set()):
                self._bytes -= len(self._files.pop(key).content) + OVERHEAD
                del self._kept_at[key]
        while len(self._stale_at) > _MAX_NOTED:
            # Whatever is under way since before that is not kept.
            _, self._all_stale_at = self._stale_at.popitem(last=False)

    def _drop(self, key: Hashable) -> None:
        rendered = self._files.pop(key, None)
        if rendered is None:
            return
        self._bytes -= len(rendered.content) + OVERHEAD
        del self._kept_at[key]
        keys = self._keys_of[rendered.subject]
        keys.discard(key)
        if not keys:
            del self._keys_of[rendered.subject]
