# SPDX-License-Identifier: GPL-3.0-or-later
"""An administrator's own dialplan: it takes calls, a slip in it is told and costs nothing, nobody overwrites it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from offices import Desk, Office, quiet
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.recorder import BusRecorder

pytestmark = pytest.mark.integration

FOLDER = "/etc/asterisk/extensions_extra.d"
TONE_HZ = 1004
GOOD = """[default]
exten = 8701,1,Answer()
same = n,Milliwatt(m)
"""


def hears_the_tone(fleet: Fleet, caller: Desk, number: str) -> None:
    quiet(caller)
    caller.phone.calls(number)
    caller.phone.talks()
    caller.phone.hears(TONE_HZ)
    caller.phone.hangs_up()
    caller.phone.ends()


@pytest.fixture
def own(office: Office, fleet: Fleet) -> int:
    """A number that an administrator wrote, in a file of the API."""
    made = office.make("/configuration_files", name="own.conf", content=GOOD)
    eventually(lambda: "Milliwatt" in fleet.asterisk("dialplan show 8701@default"), what="8701")
    return made


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        (GOOD + "same = n,Playback(hello\n", "line 4"),
        (GOOD + "exten = 8702,2,Answer()\n", "line 4"),
        ("exten = 8701,1,Answer()\n", "line 1"),
        ("[default\nexten = 8701,1,Answer()\n", "line 1"),
        (GOOD + "#exec /bin/sh\n", "line 4"),
        (GOOD + "[nobodys](+)\nexten = s,1,NoOp\n", "line 4"),
    ],
    ids=["bracket", "priority", "no context", "section", "program", "addition to nothing"],
)
def test_a_slip_is_told_with_its_line_and_what_was_there_goes_on(
    confd: httpx.Client, fleet: Fleet, own: int, slip: str, told: str
) -> None:  # ADM-295
    answer = confd.put(f"/configuration_files/{own}", json={"content": slip})
    assert answer.status_code == 400
    assert told in answer.text, answer.text
    assert confd.get(f"/configuration_files/{own}").json()["content"] == GOOD
    assert "Milliwatt" in fleet.asterisk("dialplan show 8701@default")


def test_it_takes_calls(fleet: Fleet, own: int, alice: Desk) -> None:  # ADM-295
    hears_the_tone(fleet, alice, "8701")


class TestByHand:
    """ADM-278, ADM-295: a file in the folder, which nobody but the administrator writes."""

    @pytest.fixture
    def by_hand(self, fleet: Fleet) -> Iterator[str]:
        path = f"{FOLDER}/by-hand.conf"
        self.writes(fleet, path, GOOD.replace("8701", "8703"))
        yield path
        fleet.exec("asterisk", "sh", "-c", f"rm -f {path}*")
        fleet.asterisk("dialplan reload")

    @staticmethod
    def writes(fleet: Fleet, path: str, text: str) -> None:
        fleet.exec("asterisk", "sh", "-c", f'printf %s "$0" >{path}', text)
        fleet.asterisk("dialplan reload")

    def test_stays_as_it_is_through_changes_of_the_api(
        self, fleet: Fleet, office: Office, by_hand: str, own: int, alice: Desk
    ) -> None:
        office.put(f"/configuration_files/{own}", content=GOOD.replace("8701", "8704"))
        office.settle("default", "8704")
        assert fleet.exec("asterisk", "cat", by_hand) == GOOD.replace("8701", "8703")
        hears_the_tone(fleet, alice, "8703")

    def test_a_subroutine_is_there_and_no_container_takes_it_along(self, fleet: Fleet) -> None:  # API-217
        path = f"{FOLDER}/manuals.conf"
        try:
            self.writes(fleet, path, "[myexemple]\nexten = s,1,NoOp(This is an example)\nsame  = n,Return()\n")
            shown = fleet.asterisk("dialplan show myexemple")
            assert "NoOp(This is an example)" in shown
            assert "Return()" in shown
            volumes = [
                mount["Destination"] for mount in fleet.inspect("asterisk")["Mounts"] if mount["Type"] == "volume"
            ]
            assert any(FOLDER.startswith(f"{volume}/") for volume in volumes)
        finally:
            fleet.exec("asterisk", "rm", "-f", path)
            fleet.asterisk("dialplan reload")

    def test_a_slip_costs_that_file_only(
        self, fleet: Fleet, office: Office, bus: BusRecorder, by_hand: str, own: int, alice: Desk
    ) -> None:
        """Asterisk alone would read no dialplan at all any more."""
        self.writes(fleet, by_hand, "[default\nexten = 8703,1,Answer()\n")
        office.put(f"/configuration_files/{own}", content=GOOD.replace("8701", "8704"))
        told = bus.waits_for("asterisk_file_refused", lambda heard: "by-hand" in heard.data["file"]).data
        assert told["file"] == "extensions_extra.d/by-hand.conf"
        assert "line 1" in told["findings"][0]
        office.settle("default", "8704")
        assert fleet.exec("asterisk", "ls", FOLDER).split().count("by-hand.conf.refused") == 1
        hears_the_tone(fleet, alice, "8704")

    def test_a_slip_that_is_there_when_asterisk_boots_costs_that_file_only(
        self, fleet: Fleet, bus: BusRecorder, own: int, alice: Desk
    ) -> None:  # ADM-295
        """Asterisk alone would come up without any dialplan, and without the command to read one."""
        path = f"{FOLDER}/at-boot.conf"
        fleet.exec(
            "asterisk", "sh", "-c", f'printf %s "$0" >{path}', "[default]\nexten = 8705,1,Answer()\n[left open\n"
        )
        try:
            fleet.restart("asterisk")
            told = bus.waits_for("asterisk_file_refused", lambda heard: "at-boot" in heard.data["file"]).data
            assert "line 3" in told["findings"][0]
            assert "at-boot.conf was renamed and is not loaded" in fleet.logs("sysconfd")
            eventually(lambda: "Milliwatt" in fleet.asterisk("dialplan show 8701@default"), what="8701")
            assert "8705" not in fleet.asterisk("dialplan show default")
            eventually(lambda: self.is_registered(fleet, alice), 120, every=1, what="Alice's telephone")
            hears_the_tone(fleet, alice, "8701")
        finally:
            fleet.exec("asterisk", "sh", "-c", f"rm -f {path}*")

    @staticmethod
    def is_registered(fleet: Fleet, desk: Desk) -> bool:
        return desk.employee.sip_username in fleet.asterisk("pjsip show contacts")
