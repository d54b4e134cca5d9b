# SPDX-License-Identifier: GPL-3.0-or-later
"""How far something is, on standard error if a person looks at it."""

from __future__ import annotations

import sys

_FEW = 3


class Progress:
    def __init__(self, name: str, end: int = 0) -> None:
        self._name = name
        self._done = 0
        self._end = end

    def step(self) -> None:
        self._done += 1
        if self._end > _FEW:
            self._write(f"{self._name} {self._done}/{self._end}")

    def watch(self, status: str) -> None:
        """The status of an operation of provd, without its many parts."""
        self._write(f"{self._name} {status.partition('(')[0].rpartition('|')[2]}")
        if "success" in status.partition("(")[0] or "fail" in status.partition("(")[0]:
            self._done = self._end = _FEW + 1
            self.end()

    def end(self) -> None:
        if self._end > _FEW and sys.stderr.isatty():
            sys.stderr.write("\n")

    @staticmethod
    def _write(text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
