# SPDX-License-Identifier: GPL-3.0-or-later
"""pjsip.conf for 2,000 lines: from nothing, and after one user changed."""

from __future__ import annotations

import copy
import time

from company import snapshot
from figures import Figure, median_of
from xivo_confgend.generators.pjsip import PjsipGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot

LINES = 2000


def measure() -> list[Figure]:
    data = snapshot(LINES)

    def from_nothing() -> float:
        generator, whole = PjsipGenerator(AsteriskSettings()), Snapshot(data)
        begun = time.perf_counter()
        generator.generate(whole)
        return (time.perf_counter() - begun) * 1e3

    def one_changed() -> float:
        generator = PjsipGenerator(AsteriskSettings())
        generator.generate(Snapshot(data))
        changed = copy.deepcopy(data)
        changed["users"][LINES // 2]["simultaneous_calls"] = 1
        after = Snapshot(changed)
        begun = time.perf_counter()
        generator.generate(after)
        return (time.perf_counter() - begun) * 1e3

    return [
        Figure(f"pjsip.conf for {LINES} lines, snapshot read", median_of(from_nothing), "ms", "<= 100"),
        Figure("pjsip.conf, one user of them changed", median_of(one_changed), "ms", "<= 10"),
    ]
