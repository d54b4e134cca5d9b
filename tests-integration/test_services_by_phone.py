# SPDX-License-Identifier: GPL-3.0-or-later
"""Star codes and programmed keys: what they switch is so in confd, on lamps and for calls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from offices import Desk, settled
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.lamp import OFF, ON, Lamp
from xivo_testkit.recorder import BusRecorder

pytestmark = pytest.mark.integration

DND = {"type": "service", "service": "enablednd"}
FORWARD = {"type": "forward", "forward": "unconditional"}


def dials(desk: Desk, code: str) -> None:
    """Listens until it is over."""
    desk.phone.calls(code)
    desk.phone.talks()
    desk.phone.ends()


@pytest.fixture
def keys(fleet: Fleet, confd: httpx.Client, alice: Desk) -> Iterator[Any]:
    """`keys(destination, ...)`: Alice has these keys; their numbers, in order, once Asterisk watches them."""
    user = alice.employee.user_id
    numbers = {"enablednd": f"*735{user}***225", None: f"*735{user}***221", "1002": f"*735{user}***221*1002"}

    def put(*destinations: dict[str, Any]) -> list[str]:
        body = {str(place): {"destination": to, "blf": True} for place, to in enumerate(destinations, 1)}
        assert confd.put(f"/users/{user}/funckeys", json={"keys": body}).status_code == 204
        found = [numbers[to.get("service") or to.get("exten")] for to in destinations]
        eventually(lambda: all(number in fleet.asterisk("core show hints") for number in found), what="hints")
        settled(fleet, confd)
        return found

    yield put
    assert confd.put(f"/users/{user}/funckeys", json={"keys": {}}).status_code == 204


@pytest.fixture
def lamp(fleet: Fleet, confd: httpx.Client, bob: Desk) -> Any:
    """`with lamp(number)`: one of Bob's telephone."""
    secret = confd.get(f"/lines_sip/{bob.employee.line_id}").json()["secret"]
    return lambda number: Lamp(fleet.address("asterisk"), bob.employee.sip_username, secret, number)


@pytest.fixture(autouse=True)
def as_before(confd: httpx.Client, alice: Desk, bob: Desk) -> Iterator[None]:
    yield
    off = {"enabled": False}
    for desk in (alice, bob):
        path = f"/users/{desk.employee.user_id}"
        confd.put(f"{path}/services", json={"dnd": off, "callrecord": off, "incallfilter": off})
        confd.put(f"{path}/forwards", json={"busy": off, "noanswer": off, "unconditional": off})


def service(confd: httpx.Client, desk: Desk, name: str) -> bool:
    state: dict[str, bool] = confd.get(f"/users/{desk.employee.user_id}/services/{name}").json()
    return state["enabled"]


def forward(confd: httpx.Client, desk: Desk, name: str = "unconditional") -> dict[str, Any]:
    state: dict[str, Any] = confd.get(f"/users/{desk.employee.user_id}/forwards/{name}").json()
    return state


class TestDoNotDisturb:  # SYS-186
    def test_is_switched_by_its_code_and_shown_by_a_lamp(
        self, confd: httpx.Client, bus: BusRecorder, keys: Any, lamp: Any, alice: Desk, bob: Desk
    ) -> None:
        (number,) = keys(DND)
        with lamp(number) as seen:
            seen.shows(OFF)
            dials(alice, "*25")
            assert service(confd, alice, "dnd")
            seen.shows(ON)
            mine = alice.employee.user_id
            told = bus.waits_for("users_services_dnd_updated", lambda heard: heard.data["user_id"] == mine)
            assert told.data["enabled"] is True
            alice.phone.forgets()
            bob.phone.calls("1001")
            assert "486" in str(bob.phone.ends().get("param"))
            assert alice.phone.unseen("CALL_INCOMING") == []
            dials(alice, "*25")
            assert not service(confd, alice, "dnd")
            seen.shows(OFF)
        bob.phone.calls("1001")
        alice.phone.rings()
        bob.phone.hangs_up()
        alice.phone.ends()

    def test_its_lamp_follows_the_api_and_the_key(
        self, confd: httpx.Client, keys: Any, lamp: Any, alice: Desk
    ) -> None:  # SYS-187, API-083
        (number,) = keys(DND)
        path = f"/users/{alice.employee.user_id}/services/dnd"
        with lamp(number) as seen:
            assert confd.put(path, json={"enabled": True}).status_code == 204
            seen.shows(ON)
            dials(alice, number)
            assert not service(confd, alice, "dnd")
            seen.shows(OFF)

    def test_its_lamp_is_right_after_agid_was_away(
        self, fleet: Fleet, confd: httpx.Client, keys: Any, lamp: Any, alice: Desk
    ) -> None:
        (number,) = keys(DND)
        path = f"/users/{alice.employee.user_id}/services/dnd"
        with lamp(number) as seen:
            seen.shows(OFF)
            fleet.stop("agid")
            assert confd.put(path, json={"enabled": True}).status_code == 204
            fleet.start("agid")
            fleet.wait_ready("agid", 9492)
            seen.shows(ON)

    def test_the_key_of_somebody_else_does_nothing(
        self, confd: httpx.Client, keys: Any, alice: Desk, bob: Desk
    ) -> None:
        (number,) = keys(DND)
        dials(bob, number)
        assert not service(confd, alice, "dnd")
        assert not service(confd, bob, "dnd")


class TestForwards:
    def test_to_the_number_behind_the_code_and_off_again(
        self, confd: httpx.Client, keys: Any, lamp: Any, alice: Desk, bob: Desk
    ) -> None:  # CC-117, CC-119
        to_bob, to_any = keys({**FORWARD, "exten": "1002"}, {**FORWARD, "exten": None})
        with lamp(to_bob) as first, lamp(to_any) as second:
            dials(alice, "*211002")
            assert forward(confd, alice) == {"enabled": True, "destination": "1002"}
            first.shows(ON)
            second.shows(ON)
            dials(alice, "*211099")
            assert forward(confd, alice) == {"enabled": True, "destination": "1099"}
            first.shows(OFF)
            assert second.states[-1] == ON
            dials(alice, "*20")
            assert forward(confd, alice) == {"enabled": False, "destination": "1099"}
            second.shows(OFF)

    def test_a_call_is_forwarded(self, alice: Desk, bob: Desk, carol: Desk) -> None:
        dials(bob, "*211050")
        carol.phone.forgets()
        bob.phone.forgets()
        alice.phone.calls("1002")
        carol.phone.rings()
        alice.phone.hangs_up()
        carol.phone.ends()
        assert bob.phone.unseen("CALL_INCOMING") == []

    @pytest.mark.parametrize(("code", "name"), [("*22", "noanswer"), ("*23", "busy")])
    def test_of_the_other_kinds(self, confd: httpx.Client, alice: Desk, code: str, name: str) -> None:
        dials(alice, f"{code}1002")
        assert forward(confd, alice, name) == {"enabled": True, "destination": "1002"}
        dials(alice, code)
        assert forward(confd, alice, name)["enabled"] is False


def test_the_status_is_said(alice: Desk) -> None:
    alice.phone.calls("*10")
    alice.phone.talks()
    alice.phone.ends()


def test_a_code_that_is_out_of_service_switches_nothing(confd: httpx.Client, fleet: Fleet, alice: Desk) -> None:
    # ADM-006, CC-121
    items = confd.get("/extension_features").json()["items"]
    row = next(item for item in items if item["feature"] == "callrecord")
    assert row["enabled"] is False
    dials(alice, "*26")
    assert not service(confd, alice, "callrecord")
    path = f"/extension_features/{row['id']}"
    assert confd.put(path, json={"enabled": True}).status_code == 204
    try:
        eventually(lambda: "callrecord" in fleet.asterisk("dialplan show *26@default"), what="*26")
        settled(fleet, confd)
        dials(alice, "*26")
        assert service(confd, alice, "callrecord")
    finally:
        assert confd.put(path, json={"enabled": False}).status_code == 204


class TestMailbox:
    @pytest.fixture
    def mailbox(self, fleet: Fleet, confd: httpx.Client, alice: Desk) -> Iterator[dict[str, Any]]:
        """Alice's own; from her telephone nobody asks for its password."""
        body = {"name": "Alice", "number": "1001", "context": "default", "ask_password": False}
        made = confd.post("/voicemails", json=body)
        assert made.status_code == 201, made.text
        path = f"/users/{alice.employee.user_id}/voicemail"
        assert confd.post(path, json={"voicemail_id": made.json()["id"]}).status_code == 201
        settled(fleet, confd)
        yield made.json()
        assert confd.delete(path).status_code == 204
        assert confd.delete(f"/voicemails/{made.json()['id']}").status_code == 204

    def test_is_entered(self, fleet: Fleet, mailbox: dict[str, Any], alice: Desk) -> None:  # CC-129
        alice.phone.calls("*98")
        alice.phone.talks()
        eventually(lambda: "VoiceMailMain(1001@default,s)" in fleet.asterisk("core show channels"))
        alice.phone.hangs_up()
        alice.phone.ends()

    def test_is_switched_off_and_on(
        self, fleet: Fleet, confd: httpx.Client, mailbox: dict[str, Any], alice: Desk
    ) -> None:  # CC-126
        path = f"/users/{alice.employee.user_id}/voicemail"
        for state in (False, True):
            dials(alice, "*90")
            eventually(lambda state=state: confd.get(path).json()["enabled"] is state, what=f"enabled: {state}")
            settled(fleet, confd)

    def test_somebody_leaves_a_message(self, fleet: Fleet, mailbox: dict[str, Any], bob: Desk) -> None:
        bob.phone.calls("*961001")
        bob.phone.talks()
        eventually(lambda: "VoiceMail(1001@default,u)" in fleet.asterisk("core show channels"))
        bob.phone.hangs_up()
        bob.phone.ends()

    def test_who_has_none_hears_so(self, bob: Desk) -> None:
        dials(bob, "*98")


@pytest.mark.parametrize("supervised", [True, False])
def test_a_call_that_rings_is_taken_by_its_number(
    fleet: Fleet, confd: httpx.Client, alice: Desk, bob: Desk, carol: Desk, supervised: bool
) -> None:  # ADM-174
    path = f"/users/{bob.employee.user_id}/telephony"
    assert confd.put(path, json={"supervision_enabled": supervised}).status_code == 204
    try:
        eventually(lambda: ("1002@default" in fleet.asterisk("core show hints")) is supervised, what="the hint")
        bob.phone.forgets()
        alice.phone.calls("1002")
        bob.phone.rings()
        carol.phone.calls("*81002")
        carol.phone.talks()
        alice.phone.talks()
        bob.phone.ends()
        alice.phone.hangs_up()
        carol.phone.ends()
    finally:
        assert confd.put(path, json={"supervision_enabled": True}).status_code == 204


def test_nothing_rings_there(carol: Desk) -> None:  # ADM-174
    carol.phone.calls("*81002")
    carol.phone.ends()
    assert carol.phone.unseen("CALL_ESTABLISHED") == []


def test_a_sound_is_recorded(fleet: Fleet, confd: httpx.Client, alice: Desk) -> None:
    def recordings() -> set[str]:
        if "recordings" not in {item["name"] for item in confd.get("/sounds").json()["items"]}:
            return set()
        return {item["name"] for item in confd.get("/sounds/recordings/files").json()["items"]}

    before = recordings()
    alice.phone.calls("*9")
    alice.phone.talks()
    eventually(lambda: "Record(" in fleet.asterisk("core show channels"), what="the recording")
    time.sleep(2)  # it begins after the beep
    alice.phone.hangs_up()
    alice.phone.ends()
    name = eventually(lambda: recordings() - before, what="the file").pop()
    assert name.startswith("1001-")
    assert name.endswith(".wav")
    assert confd.delete(f"/sounds/recordings/files/{name}").status_code == 204
