# SPDX-License-Identifier: GPL-3.0-or-later
"""What a benchmark says: a value, and the bound that it has to keep."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 5


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    bound: str
    """such as `>= 0.6` or `<= 10`"""
    note: str = ""

    @property
    def kept(self) -> bool:
        relation, limit = self.bound.split()
        return self.value >= float(limit) if relation == ">=" else self.value <= float(limit)

    def row(self) -> str:
        mark = "kept" if self.kept else "**missed**"
        return f"| {self.name} | {self.value:.4g} {self.unit} | {self.bound} {self.unit} | {mark} | {self.note} |"


def median_of(once: Callable[[], float], runs: int = RUNS) -> float:
    return statistics.median(once() for _ in range(runs))
