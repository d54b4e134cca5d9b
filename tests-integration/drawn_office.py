# SPDX-License-Identifier: GPL-3.0-or-later
"""An office with everything in it, drawn by lot, whose telephones are contexts that answer, are busy or stay silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from offices import Json, Office
from xivo_cli.dialplan.course import Outcome

OUTCOMES: tuple[Outcome, ...] = ("answer", "busy", "noanswer", "congestion")
USERS = tuple(str(number) for number in range(1840, 1852))
GROUPS, QUEUES, ROOMS = ("1860", "1861", "1862"), ("1864", "1865"), ("1866", "1867")
INCALLS = ("0299184000", "0299184001", "0299184002", "0299184003")
NOBODY = "1839"
OUTSIDE = "01849"
"""What numbers outside begin with."""
DESKS = """[what-desks]
exten = _u!,1,Goto(${IF($["${WHAT_${EXTEN}}" = ""]?answer:${WHAT_${EXTEN}})},1)
exten = answer,1,Answer()
same = n,Wait(60)
exten = busy,1,Busy(20)
exten = congestion,1,Congestion(20)
exten = noanswer,1,Ringing()
same = n,Wait(1)
same = n,Hangup(19)

[what-trunks]
exten = _X!,1,Answer()
same = n,Wait(60)

[what-menu]
exten = s,1,Answer()
same = n,Wait(60)

[what-callers]
exten = s,1,Wait(120)
"""
"""A desk does what the inherited variable WHAT_<desk> says; the callers' own side waits until it is hung up."""


@dataclass
class DrawnOffice:
    """``users``: ids by number. A user's desk is named after his number: ``u1840``."""

    users: dict[str, int] = field(default_factory=dict)

    def number_of(self, user_id: int) -> str:
        return next(number for number, found in self.users.items() if found == user_id)


def draw(office: Office, seed: int) -> DrawnOffice:
    """Makes it, and waits until calls know it."""
    return _Drawing(office, Random(seed)).made()


class _Drawing:
    def __init__(self, office: Office, lot: Random) -> None:
        self._office = office
        self._lot = lot
        self._drawn = DrawnOffice()
        self._objects: dict[str, list[int]] = {}

    def made(self) -> DrawnOffice:
        office = self._office
        for kind, numbers in (("group", GROUPS), ("queue", QUEUES), ("conference_room", ROOMS)):
            office.numbers(kind, numbers[0], numbers[-1])
        office.numbers("incall", INCALLS[0], INCALLS[-1], "from-extern")
        office.make("/configuration_files", name="what-happens.conf", content=DESKS)
        for number in USERS:
            self._hire(number)
        self._places()
        self._ways_out()
        self._habits()
        self._rules()
        office.settle("default", *USERS, *GROUPS, *QUEUES)
        return self._drawn

    def _make(self, path: str, **body: Any) -> int:
        made = self._office.make(path, **body)
        self._objects.setdefault(path[1:], []).append(made)
        return made

    def _hire(self, number: str) -> None:
        office = self._office
        user = office.make("/users", firstname="Desk", lastname=number)
        line = office.make("/lines_custom", context="default", interface=f"Local/u{number}@what-desks/n", device_slot=1)
        exten = office.make("/extensions", exten=number, context="default")
        office.associate(f"/users/{user}/lines", f"/users/{user}/lines/{line}", line_id=line)
        office.associate(f"/lines/{line}/extensions", f"/lines/{line}/extensions/{exten}", extension_id=exten)
        office.put(f"/users/{user}/telephony", ring_seconds=5, simultaneous_calls=20)
        self._drawn.users[number] = user

    def _places(self) -> None:
        """Where calls can be sent; with nothing of their own yet that sends them on."""
        for number in USERS[::3]:
            box = self._make("/voicemails", name=f"Box {number}", number=number, context="default")
            user = self._drawn.users[number]
            self._office.associate(f"/users/{user}/voicemail", f"/users/{user}/voicemail", voicemail_id=box)
        for number in ROOMS:
            pin = "4321" if number == ROOMS[-1] else ""
            self._make("/conference_rooms", name=f"room{number}", context="default", exten=number, pin=pin)
        self._make("/voice_menus", name="what menu", dialplan_context="what-menu")
        for number in GROUPS:
            self._make(
                "/groups", name=f"what{number}", context="default", exten=number, users=self._members(), timeout=3,
                user_timeout=1, retry_delay=1,
            )  # fmt: skip
        for number in QUEUES:
            self._make(
                "/queues", name=f"what{number}", context="default", exten=number, users=self._members(), ring_time=3,
                timeout=1, retry=1, ringinuse=True,
            )  # fmt: skip

    def _ways_out(self) -> None:
        endpoint = {"protocol": "custom", "interface": "Local", "interface_suffix": "@what-trunks/n"}
        trunk = self._make("/trunks", name="what-trunk", context="from-extern", endpoint=endpoint)
        patterns = [
            {"exten": f"{OUTSIDE[1:]}XXXX", "prefix": "0", "strip_digits": 1, "external_prefix": "0033"},
            {"exten": f"{OUTSIDE}9XXX"},
        ]
        self._make("/outcalls", name="what out", context="to-extern", trunks=[trunk], extensions=patterns)

    def _members(self) -> list[Json]:
        chosen = self._lot.sample(list(self._drawn.users.values()), self._lot.choice((0, 1, 3)))
        return [{"user_id": user} for user in chosen]

    def _habits(self) -> None:
        """What each object does with calls that it does not take, or does not take now."""
        schedules = [self._schedule("08:00", "08:00", closed=True), self._schedule("00:00", "23:59", closed=False)]
        schedules.append(self._schedule("08:00", "08:00", closed=True, destination={"type": "none"}))
        for user in self._drawn.users.values():
            self._habits_of(user, schedules)
        for path, events in (("groups", ("noanswer", "congestion", "fail")), ("queues", ("noanswer", "fail"))):
            for identifier in self._objects[path]:
                fallbacks = {event: self._destination() for event in events if self._chance(0.6)}
                self._office.put(f"/{path}/{identifier}", fallbacks=fallbacks, schedule_id=self._one_of(schedules, 0.3))
        for number in INCALLS:
            self._make(
                "/incalls", exten=number, context="from-extern", destination=self._destination(),
                schedule_id=self._one_of(schedules, 0.4),
            )  # fmt: skip
        self._office.put(f"/voice_menus/{self._objects['voice_menus'][0]}", schedule_id=self._one_of(schedules, 0.3))

    def _habits_of(self, user: int, schedules: list[int]) -> None:
        chances = (("unconditional", 0.12), ("busy", 0.3), ("noanswer", 0.3))
        forwards = {
            event: {"enabled": True, "destination": self._number()} for event, odds in chances if self._chance(odds)
        }
        if forwards:
            self._office.put(f"/users/{user}/forwards", **forwards)
        if self._chance(0.12):
            self._office.put(f"/users/{user}/services/dnd", enabled=True)
        events = ("noanswer", "busy", "congestion", "fail")
        fallbacks = {event: self._destination() for event in events if self._chance(0.5)}
        if fallbacks:
            self._office.put(f"/users/{user}/fallbacks", **fallbacks)
        if (schedule := self._one_of(schedules, 0.2)) is not None:
            self._office.put(f"/users/{user}/telephony", schedule_id=schedule)

    def _rules(self) -> None:
        users = list(self._drawn.users.values())
        forbidden = [USERS[4], GROUPS[0], f"_{OUTSIDE}1XXX"]
        self._make("/call_permissions", name="what not", extensions=forbidden, users=users[:3])
        yet = {"extensions": [USERS[4]], "users": users[1:2]}
        self._make("/call_permissions", name="what yet", mode="allow", **yet)
        of_outcall = {"extensions": [f"_{OUTSIDE}2XXX"], "outcalls": self._objects["outcalls"]}
        self._make("/call_permissions", name="what nobody may", **of_outcall)
        boss, *secretaries = users[5:8]
        for user, role in ((boss, "boss"), *((one, "secretary") for one in secretaries)):
            self._office.put(f"/users/{user}/telephony", bsfilter=role)
        listed = [{"user_id": user, "active": True, "ring_time": 1} for user in secretaries]
        self._make(
            "/call_filters", name="what filter", boss_id=boss, mode="bossfirst-serial", boss_ring_time=1, ring_time=1,
            secretaries=listed, noanswer=self._destination(),
        )  # fmt: skip

    def _schedule(self, start: str, end: str, *, closed: bool, destination: Json | None = None) -> int:
        """One that is open all day, or on a single minute of one day in four years."""
        period: Json = {"hours_start": start, "hours_end": end}
        if closed:
            period |= {"months": [2], "month_days": [29]}
        kinds = {"closed_destination": destination or self._destination(), "timezone": "Europe/Paris"}
        return self._make("/schedules", name=f"what hours {self._lot.random()}", open_periods=[period], **kinds)

    def _chance(self, odds: float) -> bool:
        return self._lot.random() < odds

    def _one_of(self, things: list[int], odds: float) -> int | None:
        return self._lot.choice(things) if self._chance(odds) else None

    def _number(self) -> str:
        return self._lot.choice((*USERS, *USERS, *GROUPS, *ROOMS, NOBODY, f"{OUTSIDE}1234", f"{OUTSIDE}9876"))

    def _destination(self) -> Json:
        lot, objects = self._lot, self._objects
        kinds: list[Callable[[], Json]] = [
            lambda: {"type": "user", "user_id": lot.choice(list(self._drawn.users.values())), "ring_time": 1},
            lambda: {"type": "group", "group_id": lot.choice(objects["groups"])},
            lambda: {"type": "queue", "queue_id": lot.choice(objects["queues"])},
            lambda: {"type": "conference_room", "conference_room_id": lot.choice(objects["conference_rooms"])},
            lambda: {"type": "voicemail", "voicemail_id": lot.choice(objects["voicemails"])},
            lambda: {"type": "voicemenu", "voice_menu_id": objects["voice_menus"][0]},
            lambda: {"type": "extension", "exten": self._number(), "context": "default"},
            lambda: {"type": "sound", "filename": "demo-congrats"},
            lambda: {"type": "hangup", "cause": lot.choice(("normal", "busy", "congestion")), "timeout": 20},
            lambda: {"type": "outcall", "outcall_id": objects["outcalls"][0], "exten": f"{OUTSIDE}5555"},
            lambda: {"type": "none"},
        ]
        return lot.choice(kinds)()
