# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator saves is what the next call meets."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from offices import Desk, settled
from xivo_testkit.fleet import PATIENCE, Fleet, eventually
from xivo_testkit.office import dismiss, hire

pytestmark = pytest.mark.integration


def reloads(fleet: Fleet) -> int:
    """How many reload cycles the host agent has run, from its metrics."""
    text = httpx.get(f"{fleet.url('sysconfd', 8668)}/metrics", timeout=30).text
    return int(
        sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith("xivo_sysconfd_reloads_total"))
    )


def forget(confd: httpx.Client, user_id: int) -> None:
    """A user with a line that has a number."""
    (line,) = confd.get(f"/users/{user_id}/lines").json()["items"]
    path = f"/lines/{line['line_id']}/extensions"
    (number,) = confd.get(path).json()["items"]
    extension = number["extension_id"]
    gone = f"{path}/{extension}", f"/users/{user_id}/lines/{line['line_id']}", f"/users/{user_id}"
    for one in (*gone, f"/lines_sip/{line['line_id']}", f"/extensions/{extension}"):
        assert confd.delete(one).status_code == 204


class TestSaving:
    def test_a_new_user_can_be_called(self, fleet: Fleet, confd: httpx.Client, alice: Desk) -> None:
        # API-049
        newcomer = hire(confd, "Charles", "Curie", "1003")
        saved = time.monotonic()
        eventually(
            lambda: (
                newcomer.sip_username in fleet.asterisk(f"pjsip show endpoint {newcomer.sip_username}")
                and "1003" in fleet.asterisk("dialplan show 1003@default")
                and "Unable to find" not in fleet.asterisk(f"pjsip show endpoint {newcomer.sip_username}")
            ),
        )
        print(f"callable after {time.monotonic() - saved:.2f} s")
        dismiss(confd, newcomer)

    def test_a_change_of_name_shows_on_the_next_call(
        self, fleet: Fleet, confd: httpx.Client, alice: Desk, bob: Desk
    ) -> None:
        # API-110
        path = f"/users/{alice.employee.user_id}"
        assert confd.put(path, json={"firstname": "Alicia"}).status_code == 204
        try:
            settled(fleet, confd)
            bob.phone.forgets()
            alice.phone.calls("1002")
            assert bob.phone.rings()["peerdisplayname"] == "Alicia Abrams"
            alice.phone.hangs_up()
            bob.phone.ends()
        finally:
            assert confd.put(path, json={"firstname": "Alice"}).status_code == 204

    def test_a_hundred_users_of_a_file_are_few_reloads(self, fleet: Fleet, confd: httpx.Client) -> None:
        """Three at most where the machine does not hold the announcements up; each pause in them may be one more."""
        settled(fleet, confd)
        before = reloads(fleet)
        lines = [f"Burst{number}|{number}|default|sip" for number in range(1100, 1200)]
        file = "\n".join(["firstname|phonenumber|context|protocol", *lines, ""])
        headers = {"Content-Type": "text/csv"}
        assert confd.post("/users/import", content=file, headers=headers, timeout=PATIENCE).status_code == 201
        settled(fleet, confd)
        after = reloads(fleet)
        print(f"100 users: {after - before} reloads")
        newcomers = [user["id"] for user in confd.get("/users", params={"search": "Burst"}).json()["items"]]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda user_id: forget(confd, user_id), newcomers))
        assert len(newcomers) == 100
        assert 1 <= after - before <= 10

    def test_live_reload_off_keeps_asterisk_as_it_is(self, fleet: Fleet, confd: httpx.Client) -> None:
        # API-061
        assert confd.put("/configuration/live_reload", json={"enabled": False}).status_code == 204
        try:
            newcomer = hire(confd, "Quiet", "One", "1004")
            time.sleep(2)
            assert "Unable to find" in fleet.asterisk(f"pjsip show endpoint {newcomer.sip_username}")
        finally:
            assert confd.put("/configuration/live_reload", json={"enabled": True}).status_code == 204
        eventually(lambda: "Unable to find" not in fleet.asterisk(f"pjsip show endpoint {newcomer.sip_username}"))
        dismiss(confd, newcomer)


class TestHandlersAskedFor:
    def test_a_dialplan_reload_is_finished_when_the_answer_comes(self, fleet: Fleet) -> None:
        # SYS-316
        with fleet.client("sysconfd", 8668) as sysconfd:
            answer = sysconfd.post("/exec_request_handlers", json={"ipbx": ["dialplan reload"]})
        assert answer.is_success, answer.text
