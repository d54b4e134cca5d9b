# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_auth.throttle import Throttle


def test_five_failures_cost_a_minute_for_that_account_at_that_address_only() -> None:
    now = [0.0]
    throttle = Throttle(clock=lambda: now[0])
    for _ in range(5):
        assert throttle.wait_seconds("alice", "198.51.100.7") == 0
        throttle.failed("alice", "198.51.100.7")
        now[0] += 1
    assert throttle.wait_seconds("alice", "198.51.100.7") > 50
    assert throttle.wait_seconds("alice", "198.51.100.8") == 0
    assert throttle.wait_seconds("bob", "198.51.100.7") == 0
    now[0] += 60
    assert throttle.wait_seconds("alice", "198.51.100.7") == 0


def test_success_forgives() -> None:
    throttle = Throttle(clock=lambda: 0.0)
    for _ in range(5):
        throttle.failed("alice", "a")
    throttle.succeeded("alice", "a")
    assert throttle.wait_seconds("alice", "a") == 0


def test_memory_is_bounded() -> None:
    throttle = Throttle(most_pairs=3, failures=1, clock=lambda: 0.0)
    for number in range(10):
        throttle.failed(f"account{number}", "a")
    assert [throttle.wait_seconds(f"account{number}", "a") > 0 for number in range(10)] == [False] * 7 + [True] * 3
