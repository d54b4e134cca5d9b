# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator saves is what the next call meets."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from offices import Desk
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import dismiss, hire

pytestmark = pytest.mark.integration


def reloads(fleet: Fleet) -> int:
    """How many reload cycles the host agent has run, from its metrics."""
    text = httpx.get(f"{fleet.url('sysconfd', 8668)}/metrics", timeout=5).text
    return int(
        sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith("xivo_sysconfd_reloads_total"))
    )


class TestSaving:
    def test_a_new_user_can_be_called_within_two_seconds(self, fleet: Fleet, confd: httpx.Client, alice: Desk) -> None:
        # API-049
        newcomer = hire(confd, "Charles", "Curie", "1003")
        saved = time.monotonic()
        eventually(
            lambda: (
                newcomer.sip_username in fleet.asterisk(f"pjsip show endpoint {newcomer.sip_username}")
                and "1003" in fleet.asterisk("dialplan show 1003@default")
                and "Unable to find" not in fleet.asterisk(f"pjsip show endpoint {newcomer.sip_username}")
            ),
            2,
        )
        print(f"callable after {time.monotonic() - saved:.2f} s")
        dismiss(confd, newcomer)

    def test_a_change_of_name_shows_on_the_next_call(self, confd: httpx.Client, alice: Desk, bob: Desk) -> None:
        # API-110
        path = f"/users/{alice.employee.user_id}"
        assert confd.put(path, json={"firstname": "Alicia"}).status_code == 204
        try:
            time.sleep(0.5)
            bob.phone.forgets()
            alice.phone.calls("1002")
            assert bob.phone.rings()["peerdisplayname"] == "Alicia Abrams"
            alice.phone.hangs_up()
            bob.phone.ends()
        finally:
            assert confd.put(path, json={"firstname": "Alice"}).status_code == 204

    def test_a_hundred_users_in_a_burst_cause_at_most_three_reloads(self, fleet: Fleet, confd: httpx.Client) -> None:
        time.sleep(2)
        before = reloads(fleet)
        with ThreadPoolExecutor(4) as pool:
            newcomers = list(pool.map(lambda n: hire(confd, f"Burst{n}", "Temp", str(1100 + n)), range(100)))
        last = newcomers[-1]
        eventually(lambda: "Unable to find" not in fleet.asterisk(f"pjsip show endpoint {last.sip_username}"), 5)
        time.sleep(1.5)
        after = reloads(fleet)
        print(f"100 users: {after - before} reloads")
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda newcomer: dismiss(confd, newcomer), newcomers))
        assert after - before <= 3

    def test_live_reload_off_keeps_asterisk_as_it_is(self, fleet: Fleet, confd: httpx.Client) -> None:
        # API-061
        assert confd.put("/configuration/live_reload", json={"enabled": False}).status_code == 204
        try:
            newcomer = hire(confd, "Quiet", "One", "1004")
            time.sleep(2)
            assert "Unable to find" in fleet.asterisk(f"pjsip show endpoint {newcomer.sip_username}")
        finally:
            assert confd.put("/configuration/live_reload", json={"enabled": True}).status_code == 204
        eventually(lambda: "Unable to find" not in fleet.asterisk(f"pjsip show endpoint {newcomer.sip_username}"), 5)
        dismiss(confd, newcomer)


class TestHandlersAskedFor:
    def test_a_dialplan_reload_is_finished_when_the_answer_comes(self, fleet: Fleet) -> None:
        # SYS-316
        with fleet.client("sysconfd", 8668) as sysconfd:
            answer = sysconfd.post("/exec_request_handlers", json={"ipbx": ["dialplan reload"]})
        assert answer.is_success, answer.text
