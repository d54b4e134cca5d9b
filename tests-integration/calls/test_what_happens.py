# SPDX-License-Identifier: GPL-3.0-or-later
"""What `xivo dialplan what` tells of a call is what the call does: two hundred numbers and situations, drawn."""

from __future__ import annotations

import contextlib
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from drawn_office import GROUPS, INCALLS, NOBODY, OUTCOMES, OUTSIDE, QUEUES, ROOMS, USERS, DrawnOffice, draw
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from offices import Office
from xivo_cli.dialplan.course import Course, Outcome, Situation, Station
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.recorder import BusRecorder

pytestmark = pytest.mark.integration

SEED, BATCH, BATCHES = 1512, 10, 20
ENDS_BY_SOUND = {
    "ss-noservice": "nowhere",
    "vm-nobodyavail": "unanswered",
    "feature-not-avail-line": "refused",
    "something-terribly-wrong": "failed",
    "demo-congrats": "sound",
}
TONES = {"17": "busy", "34": "congestion"}
"""By cause of the hang-up (Q.850)."""
_DESK = re.compile(r"^Local/u(\d+)@what-desks-")
_TRUNK = re.compile(r"^Local/(\d+)@what-trunks-")


@dataclass(frozen=True)
class Drawn:
    """A call: who dials what, and what becomes of the desks."""

    number: str
    caller: str | None
    outcomes: tuple[Outcome, ...]

    @property
    def context(self) -> str:
        return "from-extern" if self.number in INCALLS else "default"


Told = tuple[Drawn, list[Station]]


inside = st.sampled_from((*USERS, *USERS, *GROUPS, *QUEUES, *ROOMS, NOBODY))
outside = st.builds(lambda digits: f"{OUTSIDE}{digits:04}", st.integers(0, 9999))
outcomes = st.tuples(*[st.sampled_from(OUTCOMES) for _ in USERS])
calls = st.builds(Drawn, st.one_of(inside, outside), st.sampled_from(USERS), outcomes) | st.builds(
    Drawn, st.sampled_from(INCALLS), st.none(), outcomes
)


class Line:
    """One real call, watched until it comes to rest."""

    def __init__(self, fleet: Fleet, drawn: Drawn, office: DrawnOffice) -> None:
        self.drawn = drawn
        self.call_id = f"what-{uuid.uuid4().hex[:12]}"
        self.rest: tuple[str, str] | None = None
        desks = zip(USERS, drawn.outcomes, strict=True)
        variables = [f"__WHAT_u{number}={outcome}" for number, outcome in desks]
        if drawn.caller:
            variables.append(f"__XIVO_USERID={office.users[drawn.caller]}")
        action(
            fleet, "Originate", Channel=f"Local/{drawn.number}@{drawn.context}/n", Context="what-callers", Exten="s",
            Priority=1, Async="true", Timeout=60000, ChannelId=self.call_id, OtherChannelId=f"{self.call_id}-2",
            Variable=variables,
        )  # fmt: skip

    def look(self, channels: list[dict[str, Any]], bus: BusRecorder) -> bool:
        """Whether it came to rest, and where."""
        of_call = [channel for channel in channels if channel["Linkedid"] == self.call_id]
        steering = next((channel for channel in of_call if channel["Uniqueid"] == f"{self.call_id}-2"), None)
        if steering is not None:
            self.rest = self._place(steering, of_call)
        elif over := [event for event in bus.named("Hangup") if event.data["Uniqueid"] == f"{self.call_id}-2"]:
            self.rest = ("ended", over[0].data["Cause"])
        return self.rest is not None

    def _place(self, steering: dict[str, Any], of_call: list[dict[str, Any]]) -> tuple[str, str] | None:
        data = steering["ApplicationData"]
        match steering["Application"]:
            case "Dial" | "Queue" if steering["BridgeId"]:
                return self._partner(steering, of_call)
            case "VoiceMail":
                return "voicemail", data.split(",")[0]
            case "ConfBridge":
                return "room", data.split("@")[0]
            case "Read":
                return "pin", ""
            case "Playback" if (sound := data.split(",")[0]) in ENDS_BY_SOUND:
                return ENDS_BY_SOUND[sound], ""
            case "Busy" | "Congestion" as tone:
                return tone.lower(), ""
            case "Wait" if steering["Context"] == "what-menu":
                return "menu", ""
        return None

    def _partner(self, steering: dict[str, Any], of_call: list[dict[str, Any]]) -> tuple[str, str] | None:
        for channel in of_call:
            if channel["BridgeId"] == steering["BridgeId"] and channel is not steering:
                if desk := _DESK.match(channel["Channel"]):
                    return "talks", desk[1]
                if trunk := _TRUNK.match(channel["Channel"]):
                    return "trunk", trunk[1]
        return None

    def rang(self, bus: BusRecorder) -> set[str]:
        """The desks that were called."""
        begun = (event.data for event in bus.named("DialBegin") if event.data.get("DestLinkedid") == self.call_id)
        return {desk[1] for data in begun if (desk := _DESK.match(data["DestChannel"]))}


def action(fleet: Fleet, name: str, **parameters: object) -> list[dict[str, Any]]:
    url = f"{fleet.url('amid', 9491)}/1.0/action/{name}"
    answer = httpx.post(url, json=parameters, headers={"X-Auth-Token": fleet.token()}, timeout=30)
    assert answer.status_code == 200, answer.text
    messages: list[dict[str, Any]] = answer.json()
    return messages


def until_rest(fleet: Fleet, bus: BusRecorder, lines: list[Line], seconds: float = 90) -> None:
    """Until each call ended or stays where it is; calls that do not are left without a rest."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        messages = action(fleet, "CoreShowChannels")
        channels = [message for message in messages if message.get("Event") == "CoreShowChannel"]
        moving = [line for line in lines if line.rest is None and not line.look(channels, bus)]
        if not moving:
            return
        time.sleep(0.2)


def agrees(line: Line, told: list[Station], office: DrawnOffice, bus: BusRecorder) -> bool:
    end = told[-1]
    kind, what = line.rest or ("", "")
    # a caller who hears a tone hangs up; an earlier attempt may have left that cause, too
    ends = {"ended", TONES.get(what, "ended")} if kind == "ended" else {kind}
    if ("nowhere" if end.kind == "rejected" else end.kind) not in ends:
        return False
    if kind == "talks" and what not in {office.number_of(user) for user in end.users}:
        return False
    if kind in ("trunk", "voicemail", "room") and what != end.what:
        return False
    # of several who ring together, one may answer before the others are called
    expected = {office.number_of(user) for station in told if station.kind == "rings" for user in station.users}
    together = any(station.kind == "rings" and len(station.users) > 1 for station in told)
    rang = line.rang(bus)
    return rang <= expected if together else rang == expected


def disagreements(
    lines: list[tuple[Line, list[Station]]], office: DrawnOffice, bus: BusRecorder
) -> list[tuple[Line, list[Station]]]:
    return [(line, told) for line, told in lines if not agrees(line, told, office, bus)]


def told_of(snapshot: dict[str, Any], office: DrawnOffice, call: Drawn) -> list[Station]:
    """What the command says of the call."""
    caller = office.users[call.caller] if call.caller else None
    what = {office.users[number]: outcome for number, outcome in zip(USERS, call.outcomes, strict=True)}
    situation = Situation(datetime.now(UTC), caller, call.caller or "", what)
    return Course(snapshot, situation).follow(call.number, call.context)


def waves(calls: list[Told]) -> list[list[Told]]:
    """Calls that can go on at once: who rings, and a group, has one of them at a time."""
    found: list[tuple[set[str], list[Told]]] = []
    for call in calls:
        places = {station.what for station in call[1] if station.kind == "rings"}
        for taken, wave in found:
            if taken.isdisjoint(places):
                taken.update(places)
                wave.append(call)
                break
        else:
            found.append((places, [call]))
    return [wave for _, wave in found]


@pytest.fixture(scope="module")
def drawn_office(fleet: Fleet, confd: httpx.Client) -> Iterator[DrawnOffice]:
    office = Office(fleet, confd)
    try:
        yield draw(office, SEED)
    finally:
        office.clear()


@settings(
    max_examples=BATCHES, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(drawn=st.lists(calls, min_size=BATCH, max_size=BATCH))
def test_the_command_and_the_call_agree(
    fleet: Fleet, confd: httpx.Client, bus: BusRecorder, drawn_office: DrawnOffice, drawn: list[Drawn]
) -> None:
    snapshot = confd.get("/snapshot").json()
    wrong: list[str] = []
    for wave in waves([(call, told_of(snapshot, drawn_office, call)) for call in drawn]):
        lines = [(Line(fleet, call, drawn_office), told) for call, told in wave]
        try:
            until_rest(fleet, bus, [line for line, _ in lines])
        finally:
            fleet.asterisk("channel request hangup all")
        with contextlib.suppress(AssertionError):  # the bus may tell of who rang later than the call ends
            eventually(lambda lines=lines: not disagreements(lines, drawn_office, bus), 20)
        wrong += [
            f"{line.drawn}\n told: {'; '.join(map(str, told))}\n real: {line.rest}, rang {sorted(line.rang(bus))}"
            for line, told in disagreements(lines, drawn_office, bus)
        ]
    assert not wrong, "\n".join(wrong)
