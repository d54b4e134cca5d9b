# SPDX-License-Identifier: GPL-3.0-or-later
"""Erin calls Frank in vain and dials *40: when he is free again, she is called back, and then he is."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import httpx
import pytest
from offices import Desk, Office, changed, conversation, of, rang
from people import OFF, Staff
from test_schedules import schedule
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import hear_each_other
from xivo_testkit.sound import likeness

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

PROMPTS = {"on": "activated", "off": "de-activated", "error": "feature-not-avail-line"}
GROUP = "1790"


@pytest.fixture(scope="module")
def prompts(fleet: Fleet) -> dict[str, bytes]:
    where = "/usr/share/asterisk/sounds/en"
    files = {answer: f"{where}/{name}.wav" for answer, name in PROMPTS.items()}
    return {answer: base64.b64decode(fleet.exec("asterisk", "base64", "-w0", file)) for answer, file in files.items()}


@pytest.fixture(autouse=True)
def nothing_waits(fleet: Fleet, staff: Staff) -> Iterator[None]:
    """What a test that failed left behind is not the next one's."""
    yield
    if "0 active channels" not in fleet.asterisk("core show channels"):
        fleet.asterisk("channel request hangup all")
        eventually(lambda: "0 active channels" in fleet.asterisk("core show channels"), what="no call")
    waiting = "xivo_agid_completions_waiting"
    metrics = httpx.get(f"{fleet.url('agid', 9492)}/metrics", timeout=30).text
    if f"{waiting} 0.0" not in metrics:
        staff.erin.phone.calls("*40")
        staff.erin.phone.ends()


class Erin:
    """What she does."""

    def __init__(self, fleet: Fleet, desk: Desk, prompts: dict[str, bytes]) -> None:
        self.fleet = fleet
        self.desk = desk
        self.prompts = prompts

    def calls_in_vain(self, called: Desk, *, rings: Desk | None = None) -> None:
        """Hangs up while it rings there, or when she is told that nobody can take it."""
        self.desk.phone.calls(called.employee.exten)
        if rings is None:
            self.desk.phone.ends()
            return
        rings.phone.rings()
        self.desk.phone.hangs_up()
        self.desk.phone.ends()
        rings.phone.ends()

    def asks(self) -> str:
        """The prompt that she hears."""
        self.desk.phone.calls("*40")
        self.desk.phone.talks()
        self.desk.phone.ends()
        heard = self.desk.phone.recording()
        found = {answer: likeness(heard, prompt) for answer, prompt in self.prompts.items()}
        best = max(found, key=lambda answer: found[answer])
        assert found[best] > 0.85, found
        return best

    def is_called_back(self) -> str:
        """Answers; who her telephone said it is about."""
        shown = str(self.desk.phone.rings().get("peerdisplayname", ""))
        self.desk.phone.answers()
        self.desk.phone.talks()
        return shown

    def is_not_called_back(self) -> None:
        conversation(2)
        assert rang(self.desk) == [False]


@pytest.fixture
def erin(fleet: Fleet, staff: Staff, prompts: dict[str, bytes]) -> Erin:
    return Erin(fleet, staff.erin, prompts)


def talk(caller: Desk, called: Desk) -> None:
    caller.phone.calls(called.employee.exten)
    called.phone.rings()
    called.phone.answers()
    caller.phone.talks()


def end(caller: Desk, called: Desk) -> None:
    caller.phone.hangs_up()
    called.phone.ends()
    caller.phone.ends()


def uses_his_telephone(desk: Desk, other: Desk) -> None:
    talk(desk, other)
    conversation(0.5)
    end(desk, other)


def they_talk_at_last(erin: Erin, called: Desk) -> None:
    called.phone.rings()
    called.phone.answers()
    called.phone.talks()
    hear_each_other(called.phone, erin.desk.phone)
    end(erin.desk, called)


def test_when_he_was_busy(confd: httpx.Client, office: Office, staff: Staff, erin: Erin) -> None:
    # ADM-072, ADM-073, ADM-078
    office.put(of(staff.frank, "/telephony"), simultaneous_calls=1)
    office.settle()
    talk(staff.grace, staff.frank)
    erin.calls_in_vain(staff.frank)
    assert erin.asks() == "on"
    erin.is_not_called_back()
    end(staff.grace, staff.frank)
    assert erin.is_called_back() == "Frank Fisher"
    they_talk_at_last(erin, staff.frank)


def test_when_he_did_not_answer(staff: Staff, erin: Erin) -> None:  # ADM-074, ADM-075
    erin.calls_in_vain(staff.frank, rings=staff.frank)
    assert erin.asks() == "on"
    erin.is_not_called_back()
    uses_his_telephone(staff.frank, staff.grace)
    erin.is_called_back()
    they_talk_at_last(erin, staff.frank)


def test_not_while_she_is_on_the_telephone_herself(staff: Staff, erin: Erin) -> None:  # ADM-076
    erin.calls_in_vain(staff.frank, rings=staff.frank)
    assert erin.asks() == "on"
    talk(erin.desk, staff.henry)
    uses_his_telephone(staff.frank, staff.grace)
    conversation(1)
    assert rang(erin.desk) == [False]
    end(erin.desk, staff.henry)
    erin.is_called_back()
    they_talk_at_last(erin, staff.frank)


def test_the_code_a_second_time_cancels_it(staff: Staff, erin: Erin) -> None:  # ADM-077, ADM-078
    erin.calls_in_vain(staff.frank, rings=staff.frank)
    assert [erin.asks(), erin.asks(), erin.asks()] == ["on", "off", "error"]
    uses_his_telephone(staff.frank, staff.grace)
    erin.is_not_called_back()


class TestCannotBeAskedFor:
    def test_after_a_conversation(self, staff: Staff, erin: Erin) -> None:
        uses_his_telephone(erin.desk, staff.frank)
        assert erin.asks() == "error"

    def test_if_all_his_calls_are_forwarded(
        self, confd: httpx.Client, office: Office, staff: Staff, erin: Erin
    ) -> None:  # ADM-080
        changed(confd, of(staff.frank, "/forwards/unconditional"), enabled=True, destination="1504")
        office.settle()
        erin.calls_in_vain(staff.frank, rings=staff.henry)
        assert erin.asks() == "error"

    def test_out_of_his_hours(self, office: Office, staff: Staff, erin: Erin) -> None:  # ADM-080
        office.put(of(staff.frank, "/telephony"), schedule_id=schedule(office))
        office.settle()
        erin.calls_in_vain(staff.frank)
        assert erin.asks() == "error"

    def test_if_she_may_not_call_him(self, office: Office, staff: Staff, erin: Erin) -> None:  # ADM-080
        users = [erin.desk.employee.user_id]
        office.make("/call_permissions", name="not Frank", extensions=[staff.frank.employee.exten], users=users)
        office.settle()
        erin.calls_in_vain(staff.frank)
        assert erin.asks() == "error"

    def test_if_a_subroutine_led_elsewhere(self, office: Office, staff: Staff, erin: Erin) -> None:  # ADM-080
        content = "[to-henry]\nexten = s,1,Goto(default,1504,1)\n"
        office.make("/configuration_files", name="to-henry.conf", content=content)
        office.put(of(staff.frank), preprocess_subroutine="to-henry")
        office.settle()
        erin.calls_in_vain(staff.frank, rings=staff.henry)
        assert erin.asks() == "error"

    def test_of_a_group(self, office: Office, staff: Staff, erin: Erin) -> None:  # ADM-084
        office.numbers("group", GROUP, GROUP)
        users = [{"user_id": staff.frank.employee.user_id}]
        office.make("/groups", name="completion", context="default", exten=GROUP, users=users)
        office.settle("default", GROUP)
        erin.desk.phone.calls(GROUP)
        staff.frank.phone.rings()
        erin.desk.phone.hangs_up()
        staff.frank.phone.ends()
        assert erin.asks() == "error"


def test_who_took_his_call_instead_is_not_the_one(
    confd: httpx.Client, office: Office, staff: Staff, erin: Erin
) -> None:  # ADM-081
    office.put(of(staff.frank, "/telephony"), ring_seconds=5)
    changed(confd, of(staff.frank, "/forwards/noanswer"), enabled=True, destination="1504")
    office.settle()
    erin.desk.phone.calls("1502")
    staff.frank.phone.rings()
    staff.henry.phone.rings()
    staff.henry.phone.answers()
    erin.desk.phone.talks()
    end(erin.desk, staff.henry)
    assert erin.asks() == "on"
    changed(confd, of(staff.frank, "/forwards/noanswer"), enabled=False)
    office.settle()
    staff.forget_what_was()
    uses_his_telephone(staff.frank, staff.grace)
    assert erin.is_called_back() == "Frank Fisher"
    they_talk_at_last(erin, staff.frank)


def test_of_a_boss_it_is_the_secretary(office: Office, staff: Staff, erin: Erin) -> None:  # ADM-071, ADM-082
    office.put(of(staff.frank, "/telephony"), bsfilter="boss")
    office.put(of(staff.grace, "/telephony"), bsfilter="secretary")
    secretary = {"user_id": staff.grace.employee.user_id, "active": True, "ring_time": 10}
    office.make(
        "/call_filters", name="franks", mode="secretary-serial", boss_id=staff.frank.employee.user_id,
        ring_time=10, boss_ring_time=10, secretaries=[secretary],
    )  # fmt: skip
    office.settle()
    erin.calls_in_vain(staff.frank, rings=staff.grace)
    assert erin.asks() == "on"
    uses_his_telephone(staff.grace, staff.henry)
    assert erin.is_called_back() == "Grace Green"
    they_talk_at_last(erin, staff.grace)


def test_who_is_not_to_be_disturbed_is_not_called(
    confd: httpx.Client, office: Office, staff: Staff, erin: Erin
) -> None:  # ADM-083
    erin.calls_in_vain(staff.frank, rings=staff.frank)
    assert erin.asks() == "on"
    changed(confd, of(staff.frank, "/services/dnd"), enabled=True)
    office.settle()
    uses_his_telephone(staff.frank, staff.grace)
    staff.frank.phone.forgets()
    erin.is_called_back()
    erin.desk.phone.ends()
    assert rang(staff.frank) == [False]
    changed(confd, of(staff.frank, "/services/dnd"), **OFF)
    assert erin.asks() == "off"


def test_agid_may_start_anew_meanwhile(fleet: Fleet, staff: Staff, erin: Erin) -> None:
    erin.calls_in_vain(staff.frank, rings=staff.frank)
    assert erin.asks() == "on"
    fleet.restart("agid")
    fleet.wait_ready("agid", 9492)
    uses_his_telephone(staff.frank, staff.grace)
    erin.is_called_back()
    they_talk_at_last(erin, staff.frank)


def test_its_code_can_be_taken_out_of_service(fleet: Fleet, confd: httpx.Client, office: Office) -> None:  # ADM-085
    row = next(item for item in confd.get("/extension_features").json()["items"] if item["feature"] == "cctoggle")
    assert (row["enabled"], row["exten"]) == (True, "*40")
    assert "cctoggle" in fleet.asterisk("dialplan show *40@default")
    office.put(f"/extension_features/{row['id']}", enabled=False)
    eventually(lambda: "cctoggle" not in fleet.asterisk("dialplan show *40@default"), what="no *40")
