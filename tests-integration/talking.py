# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people reach each other or talk, keys are pressed in the middle of it, and who talks with whom."""

from __future__ import annotations

import re
from collections.abc import Callable

from offices import Desk, quiet
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.phones import hear_each_other
from xivo_testkit.recorder import BusRecorder


def talk(caller: Desk, called: Desk) -> None:
    """Until they hear each other: a key pressed before may be lost."""
    quiet(caller, called)
    caller.phone.calls(called.employee.exten)
    called.phone.rings()
    called.phone.answers()
    caller.phone.talks()
    hear_each_other(caller.phone, called.phone)


def gets_through(caller: Desk, called: Desk) -> None:
    """The other one rings; nobody answers."""
    quiet(caller, called)
    caller.phone.calls(called.employee.exten)
    called.phone.rings()
    caller.phone.hangs_up()
    called.phone.ends()


def channels(fleet: Fleet, name: str) -> list[str]:
    """Of the line, or the trunk, of that name."""
    found = (line.partition("!")[0] for line in fleet.asterisk("core show channels concise").splitlines())
    return [channel for channel in found if name in channel]


def held(fleet: Fleet, bus: BusRecorder, name: str) -> Callable[[], bool]:
    """`held()`: whether music has begun since now in the call that this line, or trunk, has.

    The bus may tell later of the music of calls before.
    """
    present = channels(fleet, name)

    def begun() -> int:
        return sum(heard.data["Channel"] in present for heard in bus.named("MusicOnHoldStart"))

    before = begun()
    return lambda: begun() > before


def presses(fleet: Fleet, bus: BusRecorder, desk: Desk, code: str, other: str) -> None:
    """The code of a transfer; the other one hears music once it is understood, and the number may be typed."""
    is_held = held(fleet, bus, other)
    desk.phone.types(code)
    eventually(is_held, what=f"music after {code}")


def bridged(fleet: Fleet, *desks: Desk) -> bool:
    """Whether they, and nobody else, talk with each other; the two halves of a Local channel count as one."""
    circles: list[set[str]] = []
    for line in fleet.asterisk("core show channels concise").splitlines():
        fields = line.split("!")
        if len(fields) > 12 and fields[12]:
            joined = {fields[12], re.sub(r";[12]$", "", fields[0])}
            touching = [circle for circle in circles if circle & joined]
            circles = [circle for circle in circles if not circle & joined] + [joined.union(*touching)]
    people = [{name for name in circle if name.startswith("PJSIP/")} for circle in circles]
    wanted = [desk.employee.sip_username for desk in desks]
    return any(
        len(circle) == len(wanted) and all(any(one in name for name in circle) for one in wanted) for circle in people
    )
