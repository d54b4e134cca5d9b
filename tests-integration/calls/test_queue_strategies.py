# SPDX-License-Identifier: GPL-3.0-or-later
"""Frank calls a queue with three members several times: whom does each strategy choose?

Where chance decides, what is asserted fails less often than once in 10^9 runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from offices import Desk, Office, conversation, quiet, rang
from people import Staff
from xivo_testkit.fleet import Fleet, eventually

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("fresh")]

EXTEN = "1427"
MANY = 20
"""So many calls never ring at one of three members alone: 3 * (1/3)^20 is below 10^-9."""


@dataclass
class Distribution:
    """A queue of Erin, Grace and Henry, whom Frank and others call."""

    fleet: Fleet
    staff: Staff
    name: str
    chosen: list[str] = field(default_factory=list)

    @property
    def members(self) -> dict[str, Desk]:
        return {"erin": self.staff.erin, "grace": self.staff.grace, "henry": self.staff.henry}

    def rings(self, caller: Desk) -> str:
        """Somebody calls; whose telephone rings, and only his."""
        everybody = self.members
        quiet(caller, *everybody.values())
        caller.phone.calls(EXTEN)

        def ringing() -> list[str]:
            return [name for name, called in zip(everybody, rang(*everybody.values()), strict=True) if called]

        (name,) = eventually(ringing, what="somebody rings")
        self.chosen.append(name)
        return name

    def is_answered(self, caller: Desk) -> str:
        """The one whose telephone rings talks with the caller."""
        name = self.rings(caller)
        self.members[name].phone.answers()
        self.members[name].phone.talks()
        self.members[name].phone.hears(caller.phone.tone_hz)
        assert rang(*[desk for other, desk in self.members.items() if other != name]) == [False, False]
        return name

    def ends(self, caller: Desk, name: str) -> None:
        """The caller hangs up, and the queue knows that this member is free again."""
        member = self.members[name]
        caller.phone.hangs_up()
        member.phone.ends()
        eventually(lambda: self._is_free(member), what=f"{name} is free")

    def serves(self, calls: int) -> list[str]:
        """Frank's calls, one after the other; who took them, and heard him."""
        took = []
        for _ in range(calls):
            name = self.is_answered(self.staff.frank)
            self.ends(self.staff.frank, name)
            took.append(name)
        return took

    def rings_only(self, calls: int) -> list[str]:
        """Frank hangs up as soon as it rings."""
        for _ in range(calls):
            self.ends(self.staff.frank, self.rings(self.staff.frank))
        return self.chosen[-calls:]

    def only(self, *names: str) -> None:
        """The others have a pause."""
        for name, member in self.members.items():
            self.fleet.asterisk(f"queue {'unpause' if name in names else 'pause'} member {interface(member)}")
        paused = len(self.members) - len(names)
        eventually(lambda: self.fleet.asterisk(f"queue show {self.name}").count("(paused") == paused, what="pauses")

    def _is_free(self, member: Desk) -> bool:
        lines = self.fleet.asterisk(f"queue show {self.name}").splitlines()
        mine = [line for line in lines if interface(member) in line]
        talks = interface(member) in self.fleet.asterisk("core show channels concise")
        return not talks and any("(Not in use)" in line for line in mine)


def interface(member: Desk) -> str:
    return f"PJSIP/{member.employee.sip_username}"


def queue(
    office: Office, staff: Staff, strategy: str, penalties: tuple[int, ...] = (0, 0, 0), **more: Any
) -> Distribution:
    """Each scenario has a queue of its own name: what Asterisk remembers of members is theirs in that queue."""
    name = f"by-{strategy}"
    desks = (staff.erin, staff.grace, staff.henry)
    ids = [desk.employee.user_id for desk in desks]
    users = [{"user_id": user, "penalty": penalty} for user, penalty in zip(ids, penalties, strict=True)]
    office.numbers("queue", EXTEN, EXTEN)
    usual = {"context": "default", "exten": EXTEN, "retry": 1, "timeout": 20}
    office.make("/queues", name=name, strategy=strategy, users=users, **usual | more)
    office.settle("default", EXTEN)
    made = Distribution(office.fleet, staff, name)
    eventually(lambda: made.fleet.asterisk(f"queue show {name}").count("(Not in use)") == 3, what="three members")
    return made


def while_the_first_talks_on(calls: Distribution, other: Desk) -> list[str]:
    """The first call is the longest: the second and the third come and go meanwhile. Then three more."""
    first = calls.is_answered(other)
    took = [first, *calls.serves(2)]
    conversation(1.2)  # Asterisk knows to the second when a call ended
    calls.ends(other, first)
    assert sorted(took) == ["erin", "grace", "henry"]
    return took


def test_linear_begins_with_the_first_each_time(office: Office, staff: Staff, alice: Desk) -> None:  # CC-140
    calls = queue(office, staff, "linear")
    assert calls.serves(4) == ["erin"] * 4
    assert calls.is_answered(alice) == "erin"
    assert calls.serves(2) == ["grace", "grace"]
    calls.ends(alice, "erin")
    assert calls.serves(1) == ["erin"]


def test_linear_goes_on_to_the_next_when_nobody_answers(office: Office, staff: Staff) -> None:  # CC-140, CC-143
    calls = queue(office, staff, "linear", timeout=2)
    assert calls.rings(staff.frank) == "erin"
    staff.erin.phone.ends()
    staff.grace.phone.rings()
    staff.grace.phone.ends()
    staff.henry.phone.rings()
    calls.ends(staff.frank, "henry")


def test_leastrecent_chooses_who_hung_up_longest_ago(office: Office, staff: Staff, alice: Desk) -> None:  # CC-140
    calls = queue(office, staff, "leastrecent")
    first, second, third = while_the_first_talks_on(calls, alice)
    assert calls.serves(3) == [second, third, first]


def test_rrmemory_goes_on_behind_who_answered_last(office: Office, staff: Staff, alice: Desk) -> None:  # CC-140
    calls = queue(office, staff, "rrmemory")
    order = while_the_first_talks_on(calls, alice)
    assert calls.serves(4) == [*order, order[0]]


def test_rrordered_does_so_in_the_order_of_the_members(office: Office, staff: Staff, alice: Desk) -> None:  # CC-140
    calls = queue(office, staff, "rrordered")
    assert while_the_first_talks_on(calls, alice) == ["erin", "grace", "henry"]
    assert calls.serves(4) == ["erin", "grace", "henry", "erin"]


def test_fewestcalls_chooses_who_had_the_fewest(office: Office, staff: Staff) -> None:  # CC-140
    """Erin had two calls alone; the others have theirs before she has another."""
    calls = queue(office, staff, "fewestcalls")
    calls.only("erin")
    assert calls.serves(2) == ["erin"] * 2
    calls.only("erin", "grace", "henry")
    assert sorted(calls.serves(4)) == ["grace", "grace", "henry", "henry"]
    assert sorted(calls.serves(3)) == ["erin", "grace", "henry"]


def test_random_rings_at_one_and_not_always_the_same(office: Office, staff: Staff) -> None:  # CC-140
    calls = queue(office, staff, "random")
    assert len(set(calls.rings_only(MANY))) > 1
    calls.only("grace")
    assert calls.serves(1) == ["grace"]  # the one who can


def test_wrandom_does_so_among_equals(office: Office, staff: Staff) -> None:  # CC-140
    calls = queue(office, staff, "wrandom")
    assert len(set(calls.rings_only(MANY))) > 1


def test_wrandom_heeds_penalties(office: Office, staff: Staff) -> None:  # CC-140
    """With a penalty of 1,000 a member draws from 1,001,000 numbers instead of 1,000, and the lowest rings.

    Each call goes to Erin or Henry once in 1,000 times; that five of ten do happens once in 10^12.
    """
    calls = queue(office, staff, "wrandom", (1000, 0, 1000))
    assert calls.rings_only(10).count("grace") > 5


def test_ringall_rings_at_all(office: Office, staff: Staff) -> None:  # CC-140
    calls = queue(office, staff, "ringall")
    everybody = list(calls.members.values())
    quiet(*everybody)
    staff.frank.phone.calls(EXTEN)
    for desk in everybody:
        desk.phone.rings()
    staff.henry.phone.answers()
    staff.henry.phone.talks()
    for desk in (staff.erin, staff.grace):
        desk.phone.ends()
    staff.henry.phone.hears(staff.frank.phone.tone_hz)
    calls.ends(staff.frank, "henry")
