# SPDX-License-Identifier: GPL-3.0-or-later
"""The menus of the guide, as they are printed there: which prompts a caller hears for which keys, and where he ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from offices import Desk, Office, conversation, quiet
from test_schedules import around_now, from_outside, over, schedule
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import tone_wav, tones_in_order

pytestmark = pytest.mark.integration

GUIDE = Path(__file__).resolve().parents[2] / "docs/admin/ivr"
WELCOME, CHOICES, INVALID, ERROR, SUBMENU, CLOSED, HOLIDAY = 400, 600, 800, 1000, 1200, 1400, 1600
SOUNDS = {
    "ivr-example-welcome-sound": WELCOME,
    "ivr-example-choices": CHOICES,
    "ivr-example-invalid-choice": INVALID,
    "ivr-example-error": ERROR,
    "ivr-example-submenu-choices": SUBMENU,
    "closed": CLOSED,
    "exceptionnal-closed": HOLIDAY,
}
DEPARTMENTS = """[my-ivr-destination-context]
exten = 8000,1,Goto(default,1050,1)
exten = 8001,1,Goto(default,1002,1)
exten = _8[58]XX,1,Goto(default,1002,1)
"""
SHORT_CODE, DID = "8899", "0141384910"
ENTRY = "Goto(dp-ivr-example,s,1)"


@pytest.fixture(scope="module")
def sounds(confd: httpx.Client) -> Iterator[None]:
    """Each prompt is a tone of its own, long enough to be seen playing."""
    assert confd.post("/sounds", json={"name": "ivr-sounds"}).status_code == 201
    for name, hz in SOUNDS.items():
        headers = {"Content-Type": "application/octet-stream"}
        put = confd.put(f"/sounds/ivr-sounds/files/{name}.wav", content=tone_wav(hz, 2), headers=headers)
        assert put.status_code == 204, put.text
    yield
    assert confd.delete("/sounds/ivr-sounds").status_code == 204


@pytest.fixture
def menu(office: Office, fleet: Fleet, confd: httpx.Client, sounds: None) -> Any:
    """`menu(file)`: that file of the guide, behind a short code."""

    def loaded(file: str) -> None:
        office.make("/configuration_files", name="dp-ivr-example.conf", content=(GUIDE / file).read_text())
        office.make("/configuration_files", name="departments.conf", content=DEPARTMENTS)
        files = confd.get("/configuration_files").json()["items"]
        extra = next(item for item in files if item["name"] == "xivo-extrafeatures.conf")
        content = f"{extra['content']}exten => {SHORT_CODE},1,{ENTRY}\n"
        office.put(f"/configuration_files/{extra['id']}", content=content)
        office.settle()
        wanted = ("dp-ivr-example", "my-ivr-destination-context", f"{SHORT_CODE}@default")
        for context in wanted:
            eventually(lambda name=context: "priorities" in fleet.asterisk(f"dialplan show {name}"), what=context)

    return loaded


def plays(fleet: Fleet, prompt: str) -> None:
    eventually(lambda: prompt in fleet.asterisk("core show channels concise"), every=0.02, what=prompt)


def presses(fleet: Fleet, desk: Desk, key: str, after: str = "ivr-example-choices") -> None:
    """While that prompt is heard, which cuts it."""
    plays(fleet, after)
    conversation(0.6)
    desk.phone.types(key)


def heard(desk: Desk) -> list[int]:
    return tones_in_order(desk.phone.recording(), tuple(SOUNDS.values()))


def begins(desk: Desk) -> None:
    quiet(desk)
    desk.phone.calls(SHORT_CODE)
    desk.phone.talks()


class TestOneLevel:  # CC-004, CC-008
    @pytest.mark.parametrize(("key", "name"), [("1", "carol"), ("2", "bob"), ("3", "bob")])
    def test_a_key_leads_to_its_number(
        self, fleet: Fleet, menu: Any, alice: Desk, bob: Desk, carol: Desk, key: str, name: str
    ) -> None:
        menu("minimal.conf")
        called = {"bob": bob, "carol": carol}[name]
        quiet(bob, carol)
        begins(alice)
        presses(fleet, alice, key)
        called.phone.rings()
        called.phone.answers()
        called.phone.talks()
        alice.phone.hangs_up()
        called.phone.ends()
        alice.phone.ends()
        assert heard(alice)[:2] == [WELCOME, CHOICES]

    def test_the_choices_are_repeated_by_a_key(self, fleet: Fleet, menu: Any, alice: Desk, carol: Desk) -> None:
        menu("minimal.conf")
        quiet(carol)
        begins(alice)
        presses(fleet, alice, "4")
        time.sleep(1.5)  # the pause before the choices
        presses(fleet, alice, "1")
        carol.phone.rings()
        alice.phone.hangs_up()
        carol.phone.ends()
        assert heard(alice) == [WELCOME, CHOICES, CHOICES]

    def test_who_presses_nothing_hears_the_choices_thrice(self, menu: Any, alice: Desk) -> None:  # CC-005
        menu("minimal.conf")
        begins(alice)
        alice.phone.ends()
        assert heard(alice) == [WELCOME, CHOICES, INVALID, CHOICES, INVALID, CHOICES, ERROR]

    def test_a_wrong_key_is_said_to_be(self, fleet: Fleet, menu: Any, alice: Desk, bob: Desk) -> None:  # CC-005
        menu("minimal.conf")
        quiet(bob)
        begins(alice)
        presses(fleet, alice, "9")
        plays(fleet, "ivr-example-invalid-choice")
        presses(fleet, alice, "2")
        bob.phone.rings()
        alice.phone.hangs_up()
        bob.phone.ends()
        assert heard(alice) == [WELCOME, CHOICES, INVALID, CHOICES]


class TestTwoLevels:  # CC-010
    def test_down_and_on(self, fleet: Fleet, menu: Any, alice: Desk, bob: Desk) -> None:
        menu("submenu.conf")
        quiet(bob)
        begins(alice)
        presses(fleet, alice, "3")
        presses(fleet, alice, "2", after="ivr-example-submenu-choices")
        bob.phone.rings()
        alice.phone.hangs_up()
        bob.phone.ends()
        assert heard(alice) == [WELCOME, CHOICES, SUBMENU]

    def test_down_and_up_again_without_another_welcome(self, fleet: Fleet, menu: Any, alice: Desk, carol: Desk) -> None:
        menu("submenu.conf")
        quiet(carol)
        begins(alice)
        presses(fleet, alice, "3")
        presses(fleet, alice, "3", after="ivr-example-submenu-choices")
        presses(fleet, alice, "1")
        carol.phone.rings()
        alice.phone.hangs_up()
        carol.phone.ends()
        assert heard(alice) == [WELCOME, CHOICES, SUBMENU, CHOICES]


class TestFromOutside:  # CC-007, CC-009
    @pytest.fixture
    def did(self, office: Office, menu: Any) -> Any:
        """`did(schedule)`: the number from outside that leads to the menu."""

        def made(schedule_id: int | None = None) -> None:
            menu("minimal.conf")
            office.numbers("incall", DID, DID, "from-extern")
            destination = {"type": "custom", "command": ENTRY}
            office.make(
                "/incalls", exten=DID, context="from-extern", destination=destination, schedule_id=schedule_id
            )  # fmt: skip
            office.settle("from-extern", DID)

        return made

    def test_the_menu_answers(self, fleet: Fleet, did: Any) -> None:
        did()
        from_outside(fleet, DID)
        plays(fleet, "ivr-example-choices")
        over(fleet)

    @pytest.mark.parametrize("when", ["open", "closed", "holiday"])
    def test_at_its_hours(self, office: Office, fleet: Fleet, did: Any, when: str) -> None:
        sound = {"type": "sound", "filename": "/var/lib/xivo/sounds/ivr-sounds/closed"}
        holiday = {"type": "sound", "filename": "/var/lib/xivo/sounds/ivr-sounds/exceptionnal-closed"}
        exceptional = [{**around_now("Europe/Paris"), "destination": holiday}] if when == "holiday" else []
        did(schedule(office, is_open=when != "closed", closed=sound, exceptional_periods=exceptional))
        from_outside(fleet, DID)
        plays(fleet, {"open": "ivr-example-welcome", "closed": "sounds/closed", "holiday": "exceptionnal-closed"}[when])
        over(fleet)
