# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from xivo_sysconfd.asterisk.coalescing import Coalescer
from xivo_sysconfd.settings import CoalescingSettings


@pytest.fixture
def coalescer():
    return Coalescer(CoalescingSettings())


def cycles(coalescer, events, cycle_seconds=0.1):
    """When cycles begin for changes at these times."""
    begun = []
    busy_until = 0.0
    pending = sorted(events)
    now = 0.0
    while pending or coalescer.waiting:
        wait = coalescer.wait(now)
        due = None if wait is None else max(now + wait, busy_until)
        if pending and (due is None or pending[0] <= due):
            now = pending.pop(0)
            coalescer.changed(now)
        else:
            now = due
            coalescer.begin()
            begun.append(now)
            busy_until = now + cycle_seconds
    return begun


def test_a_change_alone_is_served_soon(coalescer):
    assert cycles(coalescer, [10.0]) == [pytest.approx(10.08)]


def test_changes_of_one_save_are_one_cycle(coalescer):
    assert len(cycles(coalescer, [1.0, 1.03, 1.06, 1.1, 1.13])) == 1


def test_a_hundred_users_are_at_most_three_cycles(coalescer):
    for gap in (0.001, 0.01, 0.03, 0.06):
        assert len(cycles(coalescer, [number * gap for number in range(500)])) <= 3


def test_a_slow_row_of_changes_becomes_a_burst(coalescer):
    assert len(cycles(coalescer, [number * 0.1 for number in range(150)])) <= 25


def test_saves_one_after_the_other_are_all_served_soon(coalescer):
    events = [begin + step * 0.02 for begin in range(60) for step in range(5)]
    begun = cycles(coalescer, events)
    assert len(begun) == 60
    assert all(cycle - (begin + 0.08) <= 0.081 for begin, cycle in enumerate(begun))


def test_saves_soon_after_a_burst_are_served_soon_again(coalescer):
    burst = [number * 0.01 for number in range(1000)]
    saves = [11.0 + number for number in range(10)]
    begun = cycles(coalescer, burst + saves)
    assert [cycle - save for cycle, save in zip(begun[-9:], saves[1:], strict=True)] == [pytest.approx(0.08)] * 9


def test_endless_changes_are_served_at_last(coalescer):
    begun = cycles(coalescer, [number * 0.05 for number in range(1000)])
    assert 20 <= begun[0] <= 20.1
    assert len(begun) == 3


def test_nothing_changed(coalescer):
    assert coalescer.wait(5.0) is None
