# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .numbers import Numbers, Object

_PLURALS = {"paging": "pagings", "music_on_hold": "musics_on_hold"}
_EVENTS = {
    "noanswer": "without an answer",
    "busy": "when busy",
    "congestion": "when the lines are overloaded",
    "fail": "when it fails",
    "unconditional": "always",
}


@dataclass(slots=True)
class Step:
    """Something that happens, and what follows from it."""

    text: str
    steps: list[Step] = field(default_factory=list)

    def add(self, text: str) -> Step:
        step = Step(text)
        self.steps.append(step)
        return step

    def as_object(self) -> dict[str, Any]:
        return {"text": self.text, "steps": [step.as_object() for step in self.steps]}


class Explainer:
    """Follows calls through a snapshot of the configuration."""

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self._snapshot = snapshot
        self._by_id: dict[str, dict[int, Object]] = {
            plural: {item["id"]: item for item in items if "id" in item}
            for plural, items in snapshot.items()
            if isinstance(items, list) and all(isinstance(item, dict) for item in items)
        }
        self._numbers = Numbers(snapshot)
        self._told: set[tuple[str, Any]] = set()

    def explain(self, exten: str, context: str) -> Step:
        first = Step(f"{exten} is dialled in context {context}")
        self._dialled(first, exten, context)
        return first

    def _dialled(self, step: Step, exten: str, context: str) -> None:
        if not self._numbers.has(context):
            step.add(f"there is no context {context}: the call is refused")
            return
        extension = self._numbers.find(exten, context)
        if extension is None:
            step.add("no extension has this number: the caller hears that it does not exist")
            return
        if extension["context"] != context:
            step = step.add(f"context {context} includes {extension['context']}")
        if extension["exten"] != exten:
            step = step.add(f"it matches {extension['exten']}")
        if extension["type"] == "outcall":
            self._outcall(step, extension, exten)
        else:
            self._reached(step, extension)

    def _reached(self, step: Step, extension: Object) -> None:
        if extension.get("typeval") is not None:
            self._object(step, extension["type"], extension["typeval"])
            return
        line_id = self._numbers.line_of.get(extension["id"])
        if line_id is None:
            step.add("nothing is behind this extension: the call ends")
            return
        users = self._numbers.users_of.get(line_id, [])
        if not users:
            self._line(step.add("nobody uses its line"), line_id)
        for user_id in users[:1]:
            self._user(step, user_id)

    def _outcall(self, step: Step, extension: Object, number: str) -> None:
        """Trunks in their order; strip first, then what comes in front (ADM-264)."""
        outcall = self._by_id["outcalls"][int(extension["typeval"])]
        step = step.add(f"outgoing call {_name(outcall)} (id {outcall['id']})")
        if outcall.get("preprocess_subroutine"):
            step.add(f"subroutine {outcall['preprocess_subroutine']} runs first")
        self._schedule(step, outcall)
        if outcall["emergency"]:
            step.add("passes whatever else forbids it")
        sent = extension["external_prefix"] + number[extension["strip_digits"] :]
        trunks = [self._by_id["trunks"][trunk_id] for trunk_id in outcall["trunks"]]
        if not any(trunk["enabled"] for trunk in trunks):
            step.add("it has no trunk: the caller hears that the number does not exist")
        for trunk in trunks:
            state = "" if trunk["enabled"] else ", which is disabled"
            step.add(f"dials {sent} on trunk {_name(trunk)}{state}")

    def _user(self, step: Step, user_id: int, ring_time: int = 0) -> None:
        user = self._by_id["users"].get(user_id)
        if user is None:
            step.add(f"user {user_id} does not exist")
            return
        name = f"{user['firstname']} {user['lastname'] or ''}".strip()
        step = step.add(f"user {name} (id {user_id})")
        if self._is_told(step, "user", user_id):
            return
        if not user.get("enabled", True):
            step.add("is disabled: the call is refused")
            return
        if user.get("preprocess_subroutine"):
            step.add(f"subroutine {user['preprocess_subroutine']} runs first")
        self._schedule(step, user)
        forwards = _forwards(user)
        if "unconditional" in forwards:
            self._number_of(
                step.add(f"forwards every call to {forwards['unconditional']}"), user, forwards["unconditional"]
            )
            return
        if user.get("dnd_enabled"):
            step.add("does not want to be disturbed: it is as if he were busy")
            self._otherwise(step, user, forwards, ("busy",))
            return
        seconds = ring_time or user.get("ring_seconds")
        ringing = step.add(f"rings for {seconds} seconds" if seconds else "rings until the caller gives up")
        for line_id in self._numbers.lines_of.get(user_id, []):
            self._line(ringing, line_id)
        if user.get("simultaneous_calls"):
            step.add(f"is busy with {user['simultaneous_calls']} calls at once")
        self._otherwise(step, user, forwards, ("noanswer", "busy", "congestion", "fail"))

    def _line(self, step: Step, line_id: int) -> None:
        line = self._by_id["lines"][line_id]
        place = f"device {line['device_id']}, key {line['device_slot']}" if line["device_id"] else "no device"
        disabled = "" if line.get("enabled", True) else ", disabled"
        step.add(f"line {line['name']} ({line['protocol']}, {place}{disabled})")

    def _otherwise(self, step: Step, user: Object, forwards: Mapping[str, str], events: Iterable[str]) -> None:
        """What follows an unsuccessful attempt: his forward, his mailbox, what the administrator set, or nothing."""
        fallbacks = user.get("fallbacks") or {}
        mailbox = self._mailbox(user)
        for event in events:
            if event in forwards:
                self._number_of(step.add(f"{_EVENTS[event]}: is forwarded to {forwards[event]}"), user, forwards[event])
            elif mailbox is not None:
                self._object(step.add(f"{_EVENTS[event]}:"), "voicemail", mailbox)
            elif fallbacks.get(event):
                self._destination(step, fallbacks[event], f"{_EVENTS[event]}: ")
            elif event in {"noanswer", "busy"}:
                step.add(f"{_EVENTS[event]}: the call ends")

    def _mailbox(self, user: Object) -> int | None:
        """His, while he and the mailbox itself have it switched on."""
        mailbox = self._by_id.get("voicemails", {}).get(user.get("voicemail_id") or 0)
        return mailbox["id"] if mailbox and mailbox["enabled"] and user.get("voicemail_enabled", True) else None

    def _number_of(self, step: Step, user: Object, number: str) -> None:
        """A forward is dialled where the user's line may call."""
        lines = self._numbers.lines_of.get(user["id"], [])
        if lines and ("forward", number) not in self._told:
            self._told.add(("forward", number))
            self._dialled(step, number, self._by_id["lines"][lines[0]]["context"])

    def _object(self, step: Step, kind: str, identifier: int, ring_time: int = 0) -> None:
        if kind == "user":
            self._user(step, identifier, ring_time)
            return
        thing = self._by_id.get(_PLURALS.get(kind, f"{kind}s"), {}).get(identifier)
        title = kind.replace("_", " ")
        if thing is None:
            step.add(f"{title} {identifier}")
            return
        step = step.add(f"{title} {_name(thing)} (id {identifier})")
        if self._is_told(step, kind, identifier):
            return
        if thing.get("enabled") is False:
            step.add("is disabled: the call is refused")
            return
        if thing.get("preprocess_subroutine"):
            step.add(f"subroutine {thing['preprocess_subroutine']} runs first")
        self._schedule(step, thing)
        self._members(step, thing)
        for key in ("timeout", "ring_seconds", "ring_time"):
            if thing.get(key):
                step.add(f"for {thing[key]} seconds")
        if isinstance(thing.get("destination"), dict):
            self._destination(step, thing["destination"])
        for event, destination in (thing.get("fallbacks") or {}).items():
            if destination:
                self._destination(step, destination, f"{_EVENTS.get(event, event)}: ")
        for choice in thing.get("choices") or []:
            if isinstance(choice, dict) and isinstance(choice.get("destination"), dict):
                self._destination(step, choice["destination"], f"key {choice.get('key', choice.get('exten', '?'))}: ")

    def _members(self, step: Step, thing: Object) -> None:
        users = [one["user_id"] for one in thing.get("users") or [] if isinstance(one, dict) and "user_id" in one]
        if not users:
            return
        strategy = f" ({thing['ring_strategy']})" if thing.get("ring_strategy") else ""
        ringing = step.add(f"rings its members{strategy}")
        for user_id in users:
            user = self._by_id["users"].get(user_id, {})
            ringing.add(f"{user.get('firstname', '')} {user.get('lastname') or ''}".strip() or f"user {user_id}")

    def _schedule(self, step: Step, thing: Object) -> None:
        schedule = self._by_id.get("schedules", {}).get(thing.get("schedule_id") or 0)
        if schedule is None:
            return
        closed = step.add(f"outside the hours of schedule {_name(schedule)}:")
        destination = schedule.get("closed_destination") or schedule.get("destination")
        if isinstance(destination, dict):
            self._destination(closed, destination)

    def _destination(self, step: Step, destination: Object, when: str = "") -> None:
        kind = destination.get("type", "none")
        if kind in {"none", "hangup"}:
            cause = destination.get("cause", "normal")
            step.add(f"{when}the call ends" + ("" if kind == "none" or cause == "normal" else f" ({cause})"))
        elif kind == "extension":
            there = f"{destination['exten']}@{destination['context']}"
            self._again(step.add(f"{when}as if {there} were dialled"), destination["exten"], destination["context"])
        elif kind == "sound":
            step.add(f"{when}plays {destination['filename']}")
        elif kind == "custom":
            step.add(f"{when}runs {destination['command']}")
        elif kind == "application":
            step.add(f"{when}{destination['application']} {_details(destination)}".strip())
        else:
            target = "voice_menu" if kind == "voicemenu" else kind
            identifier = destination.get(f"{target}_id")
            place = step.add(when.strip()) if when else step
            self._object(place, target, identifier or 0, destination.get("ring_time") or 0)

    def _again(self, step: Step, exten: str, context: str) -> None:
        if not self._is_told(step, "extension", (exten, context)):
            self._dialled(step, exten, context)

    def _is_told(self, step: Step, kind: str, identifier: Any) -> bool:
        """Configurations may go in circles; each thing is told once."""
        if (kind, identifier) in self._told:
            step.add("as above")
            return True
        self._told.add((kind, identifier))
        return False


def _forwards(user: Object) -> dict[str, str]:
    """The forwards that are on, by event."""
    return {
        event: str(user[f"{event}_destination"])
        for event in ("unconditional", "noanswer", "busy")
        if user.get(f"{event}_enabled") and user.get(f"{event}_destination")
    }


def _name(thing: Object) -> str:
    return str(thing.get("label") or thing.get("name") or thing.get("exten") or thing.get("number") or "")


def _details(destination: Object) -> str:
    return ", ".join(f"{key} {value}" for key, value in destination.items() if key in {"context", "email"} and value)
