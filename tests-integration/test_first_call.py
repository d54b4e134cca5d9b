# SPDX-License-Identifier: GPL-3.0-or-later
"""Two phones from their boxes to a conversation, and everything that is to be seen of it afterwards."""

from __future__ import annotations

import csv
import io
import time

import httpx
import pytest
from conftest import phone
from offices import SOONER_THAN_USUAL, Desk, Office, of
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import hear_each_other, yealink_t46g
from xivo_testkit.recorder import BusRecorder

pytestmark = pytest.mark.integration


def call_log(confd: httpx.Client) -> list[dict[str, str]]:
    """What the administrator downloads, a dictionary a line."""
    answer = confd.get("/call_logs", headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def logged(confd: httpx.Client, before: int, count: int = 1) -> list[dict[str, str]]:
    """The lines that came after the first ``before``, once there are ``count``, newest calls last."""
    rows = eventually(lambda: (found := call_log(confd)) and len(found) >= before + count and found)
    assert rows
    return sorted(rows, key=lambda row: row["Call Date"])[before:]


class TestPhonesProvisionThemselves:
    def test_programs_that_plugins_need_for_firmware_and_restarts_are_there(self, fleet: Fleet) -> None:
        # ADM-035
        assert "/bsdtar\n" in fleet.exec("provd", "sh", "-c", "command -v bsdtar")
        assert "/telnet\n" in fleet.exec("provd", "sh", "-c", "command -v telnet")
        assert "spawn" in fleet.exec("provd", "python", "-c", "import pexpect; print(pexpect.spawn.__name__)")

    def test_a_yealink_asks_for_its_vendor_files_and_gets_the_provisioning_account_first(self, alice: Desk) -> None:
        # CC-058
        state = alice.phone.state()
        first_boot = state["requests"][: len(alice.phone.hardware.files)]
        assert [request["file"] for request in first_boot] == list(alice.phone.hardware.files)
        assert {request["status"] for request in first_boot} == {200}
        boots = [event for event in state["events"] if event["type"] == "BOOTED"]
        assert boots[0]["username"] == "autoprov"

    def test_after_the_code_it_restarts_with_the_line_of_its_user(self, alice: Desk, bob: Desk) -> None:
        for desk in (alice, bob):
            state = desk.phone.state()
            assert state["boots"] >= 2
            assert state["account"]["username"] == desk.employee.sip_username

    def test_the_device_is_configured_and_belongs_to_the_line(self, confd: httpx.Client, bob: Desk) -> None:
        # API-064
        found = confd.get("/devices", params={"search": "00:04:13:7a:10:02"}).json()
        assert found["total"] == 1
        device = found["items"][0]
        assert (device["vendor"], device["status"]) == ("Snom", "configured")
        line = confd.get(f"/lines/{bob.employee.line_id}").json()
        assert line["device_id"] == device["id"]

    @pytest.mark.parametrize("blksize", [512, 1024])
    def test_a_phone_that_only_speaks_tftp_gets_the_same_files(self, fleet: Fleet, blksize: int) -> None:
        # DEV-018
        box = phone(fleet, "phone-d", yealink_t46g("00:15:65:7a:10:03"), 660)
        box.boots(protocol="tftp", blksize=blksize)
        box.registers()
        state = box.state()
        assert state["account"]["username"] == "autoprov"
        assert {request["status"] for request in state["requests"]} == {200}

    def test_without_the_key_of_the_url_a_phone_gets_no_account(self, fleet: Fleet) -> None:
        # ADM-018
        box = phone(fleet, "phone-d", yealink_t46g("00:15:65:7a:10:04"), 660)
        box.provisioning_key = ""
        state = box.boots()
        asked = state["requests"][-len(box.hardware.files) :]
        assert [request["status"] for request in asked] == [200, 403]
        assert not state["account"].get("username")


class TestACall:
    def test_it_rings_with_the_callers_name_and_number_and_both_hear_each_other(
        self, confd: httpx.Client, bus: BusRecorder, alice: Desk, bob: Desk
    ) -> None:
        # API-010
        before = len(call_log(confd))
        bob.phone.forgets()
        dialled = time.monotonic()
        alice.phone.calls("1002")
        ringing = bob.phone.rings()
        assert ringing["peerdisplayname"] == "Alice Abrams"
        assert "1001@" in ringing["peeruri"]
        bob.phone.answers()
        alice.phone.talks()
        answered = time.monotonic()
        hear_each_other(alice.phone, bob.phone)
        talked = time.monotonic() - answered
        alice.phone.hangs_up()
        bob.phone.ends()
        whole = time.monotonic() - dialled
        row = logged(confd, before)[0]
        assert "Alice Abrams" in row["Caller"]
        assert "1002" in row["Called"]
        assert talked - 1 <= float(row["Period"]) <= whole + 1  # it is told in whole seconds
        bus.waits_for("call_log_created")
        # API-033
        states = [heard.data.get("ChannelStateDesc") for heard in bus.named("Newstate")]
        assert {"Ringing", "Up"} <= set(states)
        assert bus.named("Hangup")

    def test_a_busy_phone(self, confd: httpx.Client, alice: Desk, bob: Desk) -> None:
        before = len(call_log(confd))
        bob.phone.forgets()
        alice.phone.calls("1002")
        bob.phone.rings()
        bob.phone.rejects()
        closed = alice.phone.ends()
        assert "486" in closed["param"] or "Busy" in closed["param"]
        row = logged(confd, before)[0]
        assert float(row["Period"]) == 0

    def test_nobody_answers(self, office: Office, confd: httpx.Client, alice: Desk, bob: Desk) -> None:
        # API-011
        office.put(of(bob, "/telephony"), ring_seconds=5)
        office.settle()
        before = len(call_log(confd))
        bob.phone.forgets()
        alice.phone.calls("1002")
        bob.phone.rings()
        bob.phone.ends(SOONER_THAN_USUAL)
        alice.phone.ends()
        row = logged(confd, before)[0]
        assert float(row["Period"]) == 0

    def test_an_unknown_number_is_announced(self, confd: httpx.Client, alice: Desk) -> None:
        alice.phone.calls("1998")
        alice.phone.sees("CALL_ESTABLISHED")
        alice.phone.ends()

    def test_presence_of_hints(self, fleet: Fleet, alice: Desk) -> None:
        hints = fleet.asterisk("core show hints")
        assert "1001@default" in hints.replace(" ", "")
