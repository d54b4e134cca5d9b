# SPDX-License-Identifier: GPL-3.0-or-later
"""One call, followed to its end: who calls, when, and what becomes of the telephones that ring are given."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NoReturn

from .numbers import Numbers, Object, fits, matching, outgoing
from .opening import closing

Outcome = Literal["answer", "busy", "noanswer", "congestion"]
MAX_FORWARDS = 10
"""XIVO_MAX_FWD_COUNT of the dialplan."""
_CALLERS = ("internal", "services", "others")
"""Types of contexts where a number that leads nowhere is announced as such."""


@dataclass(frozen=True, slots=True)
class Situation:
    """``caller`` is a user's id, None for a call from outside; users whom ``outcomes`` does not name answer."""

    moment: datetime
    caller: int | None = None
    caller_number: str = ""
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Station:
    """Where the call comes by; the last one is where it ends. ``what`` names the object of that ``kind``."""

    kind: str
    what: str = ""
    users: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{_TEXTS[self.kind]} {self.what}".strip()


_TEXTS = {
    "dialled": "is dialled:",
    "rings": "rings",
    "talks": "is answered by",
    "waits": "waits in",
    "voicemail": "leaves a message in mailbox",
    "room": "joins conference room",
    "pin": "is asked for the PIN of conference room",
    "menu": "hears voice menu",
    "sound": "hears",
    "trunk": "goes out as",
    "custom": "runs",
    "application": "uses",
    "closed": "is out of the hours of",
    "forwarded": "is forwarded:",
    "refused": "is not permitted",
    "password": "is asked for the password of",
    "nowhere": "hears that there is no such number",
    "rejected": "is rejected: there is no such number",
    "unanswered": "hears that nobody answers",
    "busy": "hears the busy tone",
    "congestion": "hears the congestion tone",
    "failed": "hears that something went wrong",
    "ended": "is hung up",
}


class _Over(Exception):
    """The call has come to its end."""


class Course:
    """Follows one call as the dialplan library does, from the configuration alone."""

    def __init__(self, snapshot: Mapping[str, Any], situation: Situation) -> None:
        self._contexts = {context["name"]: context for context in snapshot["contexts"]}
        self._by_id: dict[str, dict[int, Object]] = {
            plural: {item["id"]: item for item in items if "id" in item}
            for plural, items in snapshot.items()
            if isinstance(items, list) and all(isinstance(item, dict) for item in items)
        }
        self._numbers = Numbers(snapshot)
        self._situation = situation
        self._dialled = ("", "")
        self._sender = situation.caller
        self._forwards = 0
        self.stations: list[Station] = []

    def follow(self, exten: str, context: str) -> list[Station]:
        """From the number that is dialled to the end of the call."""
        with contextlib.suppress(_Over):
            self._dial(exten, context)
        return self.stations

    def _come_by(self, kind: str, what: object = "", users: Iterable[int] = ()) -> None:
        self.stations.append(Station(kind, str(what), tuple(users)))

    def _end(self, kind: str, what: object = "", users: Iterable[int] = ()) -> NoReturn:
        self._come_by(kind, what, users)
        raise _Over

    def _dial(self, exten: str, context: str) -> NoReturn:
        self._come_by("dialled", f"{exten}@{context}")
        self._dialled = (exten, context)
        extension = self._numbers.find(exten, context)
        if extension is None:
            place = self._contexts.get(context)
            self._end("nowhere" if place and place["type"] in _CALLERS else "rejected", exten)
        if extension["type"] == "user":
            self._number_of_a_line(extension)
        elif extension["type"] == "outcall":
            self._outcall(extension["typeval"], exten, extension)
        else:
            self._object(extension["type"], extension["typeval"])
        self._end("ended")

    def _number_of_a_line(self, extension: Object) -> None:
        line_id = self._numbers.line_of.get(extension["id"], 0)
        users = self._numbers.users_of.get(line_id, [])
        line = self._by_id["lines"].get(line_id)
        if line is None or not line.get("enabled", True):
            self._end("nowhere", extension["exten"])
        if not users:
            self._end("talks", f"line {line['name']}")
        self._user(users[0])

    def _object(self, kind: str, identifier: int) -> None:
        follow: dict[str, Callable[[int], None]] = {
            "user": self._user,
            "group": self._group,
            "queue": self._queue,
            "incall": self._incall,
            "conference_room": self._room,
            "voicemail": self._voicemail,
            "voicemenu": self._menu,
        }
        follow[kind](identifier)

    def _one(self, plural: str, identifier: int) -> Object:
        found = self._by_id.get(plural, {}).get(identifier)
        if found is None or found.get("enabled") is False:
            self._end("failed")
        return found

    def _forward(self, destination: Object | None) -> None:
        """Returns only if there is no destination."""
        self._forwards += 1
        if self._forwards > MAX_FORWARDS:
            self._end("congestion")
        kind = (destination or {}).get("type", "none")
        if destination is None or kind == "none":
            return
        match kind:
            case "hangup":
                self._end("ended" if destination["cause"] == "normal" else str(destination["cause"]))
            case "extension":
                self._come_by("forwarded", f"{destination['exten']}@{destination['context']}")
                self._dial(destination["exten"], destination["context"])
            case "outcall":
                self._dialled = (destination["exten"], self._dialled[1])
                self._outcall(destination["outcall_id"], destination["exten"])
            case "sound":
                self._end("sound", destination["filename"])
            case "custom":
                self._end("custom", destination["command"])
            case "application":
                self._end("application", destination["application"])
            case _:
                self._object(kind, destination["voice_menu_id" if kind == "voicemenu" else f"{kind}_id"])
        self._end("ended")

    def _user(self, user_id: int) -> None:
        user = self._by_id["users"].get(user_id)
        if user is None:
            self._end("failed")
        self._authorize(self._situation.caller)
        self._schedule(user)
        self._filter(user)
        if user.get("unconditional_enabled"):
            self._sender = user_id
            self._forward(self._own_forward(user, "unconditional"))
        if user.get("dnd_enabled"):
            self._not_taken(user, "busy", own=False)
            self._end("busy")
        if not self._has_telephone(user_id):
            self._not_taken(user, "fail", own=False)
            self._end("unanswered")
        self._come_by("rings", _name(user), [user_id])
        outcome = self._situation.outcomes.get(user_id, "answer")
        if outcome == "answer":
            self._end("talks", _name(user), [user_id])
        self._not_taken(user, outcome, own=outcome != "congestion")
        self._end("unanswered" if outcome == "noanswer" else outcome)

    def _has_telephone(self, user_id: int) -> bool:
        lines = [self._by_id["lines"][line] for line in self._numbers.lines_of.get(user_id, [])]
        return bool(self._by_id["users"][user_id].get("enabled", True)) and any(
            line.get("enabled", True) for line in lines
        )

    def _filter(self, boss: Object) -> None:
        """His secretaries take the call; returns if it goes to him as always (ADM-063 to ADM-070)."""
        filters = self._by_id.get("call_filters", {}).values()
        row = next((one for one in filters if one["boss_id"] == boss["id"] and one["enabled"]), None)
        caller = self._situation.caller
        if row is None or caller in [secretary["user_id"] for secretary in row["secretaries"]]:
            return
        if row["call_from"] not in ("all", "external" if caller is None else "internal"):
            return
        # in a row the last of the list is the first to ring (ADM-064)
        on = [
            one["user_id"]
            for one in reversed(row["secretaries"])
            if (one["active"] or boss.get("incallfilter_enabled")) and self._has_telephone(one["user_id"])
        ]
        if not on:
            return
        first = [[boss["id"]]] if row["mode"].startswith("bossfirst") else []
        together = [[boss["id"], *on]] if row["mode"] == "all" else [on]
        for users in [*first, *([[user] for user in on] if row["mode"].endswith("serial") else together)]:
            self._come_by("rings", ", ".join(_name(self._by_id["users"][user]) for user in users), users)
            answering = [user for user in users if self._situation.outcomes.get(user, "answer") == "answer"]
            if answering:
                self._end("talks", " or ".join(_name(self._by_id["users"][user]) for user in answering), answering)
        self._forward(row["noanswer"])
        self._end("unanswered")

    def _not_taken(self, user: Object, event: str, *, own: bool) -> None:
        """His forward, his mailbox, what the administrator set; returns if there is nothing of that.

        Where the call goes from here is his doing: his permissions count.
        """
        self._sender = user["id"]
        if own and user.get(f"{event}_enabled") and user.get(f"{event}_destination"):
            self._forward(self._own_forward(user, event))
        mailbox = self._by_id.get("voicemails", {}).get(user.get("voicemail_id") or 0)
        if mailbox and mailbox["enabled"] and user.get("voicemail_enabled"):
            self._forward({"type": "voicemail", "voicemail_id": mailbox["id"]})
        self._forward((user.get("fallbacks") or {}).get(event))

    def _own_forward(self, user: Object, event: str) -> Object | None:
        """It is dialled where his own number is."""
        exten = user.get(f"{event}_destination")
        line_ids = set(self._numbers.lines_of.get(user["id"], []))
        extensions = (
            self._by_id["extensions"].get(found) for found, line in self._numbers.line_of.items() if line in line_ids
        )
        context = next((found["context"] for found in extensions if found), self._dialled[1])
        return {"type": "extension", "exten": exten, "context": context} if exten else None

    def _group(self, group_id: int) -> None:
        group = self._one("groups", group_id)
        self._schedule(group)
        self._rings_many(group, [member["user_id"] for member in group["users"]])
        if not group["timeout"]:
            self._end("waits", f"group {_name(group)}")
        self._forward(group["fallbacks"]["noanswer"])
        self._end("unanswered")

    def _queue(self, queue_id: int) -> None:
        queue = self._one("queues", queue_id)
        self._schedule(queue)
        self._rings_many(queue, [member["user_id"] for member in queue["users"]])
        if not queue["ring_time"]:
            self._end("waits", f"queue {_name(queue)}")
        self._forward(queue["fallbacks"]["noanswer"])
        self._end("unanswered")

    def _rings_many(self, place: Object, members: list[int]) -> None:
        """Returns if nobody of them answers."""
        lines = self._by_id["lines"]
        of_user = self._numbers.lines_of
        there = [user for user in members if any(lines[line].get("enabled", True) for line in of_user.get(user, []))]
        never = {"unavailable", "invalid", "unknown"} if "fallbacks" in place and "joinempty" not in place else set()
        if not there and (never or set(place.get("joinempty", ())) & {"unavailable", "invalid", "unknown"}):
            self._forward(place["fallbacks"]["congestion" if never else "fail"])
            self._end("congestion" if never else "failed")
        if there:
            self._come_by("rings", f"the members of {_name(place)}", there)
        answering = [user for user in there if self._situation.outcomes.get(user, "answer") == "answer"]
        if answering:
            self._end("talks", f"a member of {_name(place)}", answering)

    def _incall(self, incall_id: int) -> None:
        incall = self._one("incalls", incall_id)
        self._decide(
            [[row for row in self._permissions() if incall_id in row["incalls"]]], self._situation.caller_number
        )
        self._schedule(incall)
        self._forward(incall["destination"])
        self._end("ended")

    def _outcall(self, outcall_id: int, number: str, extension: Object | None = None) -> None:
        outcall = self._one("outcalls", outcall_id)
        if not outcall["emergency"]:
            self._authorize(self._sender, outcall_id)
            self._schedule(outcall)
        if not any(self._by_id["trunks"][trunk]["enabled"] for trunk in outcall["trunks"]):
            self._end("nowhere", number)
        nothing: Object = {"external_prefix": "", "strip_digits": 0}
        row = extension or matching(outgoing(outcall), number) or nothing
        self._end("trunk", row["external_prefix"] + number[row["strip_digits"] :])

    def _room(self, room_id: int) -> None:
        room = self._one("conference_rooms", room_id)
        self._end("pin" if room["pin"] or room["admin_pin"] else "room", room["exten"])

    def _voicemail(self, voicemail_id: int) -> None:
        mailbox = self._one("voicemails", voicemail_id)
        self._end("voicemail", f"{mailbox['number']}@{mailbox['context']}")

    def _menu(self, menu_id: int) -> None:
        menu = self._one("voice_menus", menu_id)
        self._schedule(menu)
        self._end("menu", menu["dialplan_context"])

    def _schedule(self, thing: Object) -> None:
        schedule = self._by_id.get("schedules", {}).get(thing.get("schedule_id") or 0)
        closed = closing(schedule, self._situation.moment) if schedule else None
        if closed is None:
            return
        self._come_by("closed", _name(thing))
        self._forward(closed)
        self._end("ended")

    def _authorize(self, user_id: int | None, outcall_id: int | None = None) -> None:
        """The user's own permissions, those of his groups, those of the outgoing call (ADM-093)."""
        rows = self._permissions()
        groups = {
            group["id"]
            for group in self._by_id.get("groups", {}).values()
            if any(member["user_id"] == user_id for member in group["users"])
        }
        levels = (
            [row for row in rows if user_id in row["users"]],
            [row for row in rows if groups & set(row["groups"])],
            [row for row in rows if outcall_id in row["outcalls"]],
        )
        self._decide(levels, self._dialled[0])

    def _permissions(self) -> list[Object]:
        return [row for row in self._by_id.get("call_permissions", {}).values() if row["enabled"]]

    def _decide(self, levels: Iterable[list[Object]], number: str) -> None:
        for level in levels:
            found = [row for row in level if any(fits(pattern, number) for pattern in row["extensions"])]
            if any(row["mode"] == "allow" for row in found):
                return
            if found:
                with_password = [row for row in found if row.get("password_hash")]
                self._end("password" if with_password else "refused", ", ".join(map(_name, with_password)))


def _name(thing: Object) -> str:
    person = f"{thing.get('firstname') or ''} {thing.get('lastname') or ''}".strip()
    return person or str(thing.get("label") or thing.get("name") or thing.get("exten") or thing.get("number") or "")
