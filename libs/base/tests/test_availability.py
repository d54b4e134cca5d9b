# SPDX-License-Identifier: GPL-3.0-or-later
"""A dependency goes and returns."""

from __future__ import annotations

import logging

import pytest
from xivo_base.availability import Availability


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provd(clock: Clock) -> Availability:
    return Availability("provd", clock=clock)


def test_going_and_returning_are_said_once(provd: Availability, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        provd.up()
        for _ in range(20):
            provd.down("refused")
        clock.now += 7
        provd.up()
        provd.up()
    said = [(line.levelname, line.message) for line in caplog.records]
    assert said == [
        ("WARNING", "provd is unavailable: refused"),
        ("INFO", "provd is back after 7.0 s (20 failures)"),
    ]


def test_what_was_not_tried_is_not_there_but_may_be_tried(provd: Availability) -> None:
    assert not provd.available
    assert provd.may_try()


class TestCircuitBreaker:
    def test_single_failures_stop_nobody(self, provd: Availability) -> None:
        provd.down("reset")
        provd.down("reset")
        assert provd.may_try()

    def test_after_some_only_one_finds_out_whether_it_is_back(self, provd: Availability, clock: Clock) -> None:
        for _ in range(3):
            provd.down("refused")
        assert not provd.may_try()
        clock.now += 0.11
        assert [provd.may_try() for _ in range(5)] == [True, False, False, False, False]

    def test_pauses_grow_to_a_second(self, provd: Availability, clock: Clock) -> None:
        for _ in range(50):
            provd.down("refused")
        clock.now += 0.9
        assert not provd.may_try()
        clock.now += 0.2
        assert provd.may_try()

    def test_one_success_lets_all_in(self, provd: Availability) -> None:
        for _ in range(9):
            provd.down("refused")
        provd.up()
        assert all(provd.may_try() for _ in range(5))
