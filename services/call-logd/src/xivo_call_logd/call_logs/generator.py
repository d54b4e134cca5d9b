# SPDX-License-Identifier: GPL-3.0-or-later
"""From the channel events of one call to its line in the call log; a pure function.

Both vocabularies are read: that of Asterisk up to 11 (`BRIDGE_START`, `BRIDGE_END`; manual, 1.11.1), and today's
(`BRIDGE_ENTER` and `BRIDGE_EXIT` for each channel).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from xivo_call_logd.cel.schemas import CelRow

# Channels wait in such a bridge (parking, music); they do not hear each other.
_HOLDING = "holding_bridge"
_NO_EXTENSIONS = ("", "s")


@dataclass(frozen=True, slots=True)
class GeneratedCallLog:
    linkedid: str
    date: datetime
    date_answer: datetime | None
    conversation_end: datetime | None
    date_end: datetime
    source_name: str
    source_exten: str
    destination_name: str
    destination_exten: str
    reached_exten: str
    user_field: str

    @property
    def duration(self) -> timedelta:
        """From the first conversation to the end of the last; zero if nobody answered."""
        if self.date_answer is None or self.conversation_end is None:
            return timedelta()
        return self.conversation_end - self.date_answer


def is_over(rows: Iterable[CelRow]) -> bool:
    """True if the call ended: Asterisk said so, or all its channels ended."""
    alive: set[str] = set()
    started = False
    for row in rows:
        if row.eventtype == "LINKEDID_END":
            return True
        if row.eventtype == "CHAN_START":
            started = True
            alive.add(row.uniqueid)
        elif row.eventtype == "CHAN_END":
            alive.discard(row.uniqueid)
    return started and not alive


def generate(rows: Iterable[CelRow]) -> GeneratedCallLog | None:
    """The call log of one `linkedid`; None if the beginning of the call is not among `rows`."""
    events = sorted(rows, key=attrgetter("eventtime"))
    beginning = _beginning(events)
    if beginning is None:
        return None
    caller = [row for row in events if row.uniqueid == beginning.uniqueid]
    hangup = next((row for row in reversed(caller) if row.eventtype == "HANGUP"), events[-1])
    name, number = _source(beginning, caller)
    talk = _Conversation(beginning.uniqueid)
    for row in events:
        talk.hear(row)
    reached = _reached(events, beginning.uniqueid, talk)
    return GeneratedCallLog(
        linkedid=beginning.linkedid,
        date=beginning.eventtime,
        date_answer=talk.began,
        conversation_end=talk.ended or (hangup.eventtime if talk.began else None),
        date_end=hangup.eventtime,
        source_name=name,
        source_exten=number,
        destination_name=reached.cid_name if reached else "",
        destination_exten=_destination(beginning, caller, number),
        reached_exten=reached.cid_num if reached else "",
        user_field=next((row.userfield for row in reversed(caller) if row.userfield), ""),
    )


def _beginning(events: Sequence[CelRow]) -> CelRow | None:
    """The start of the calling channel: it gave the call its id."""
    starts = [row for row in events if row.eventtype == "CHAN_START"]
    return next((row for row in starts if row.uniqueid == row.linkedid), starts[0] if starts else None)


def _source(beginning: CelRow, caller: Sequence[CelRow]) -> tuple[str, str]:
    """Who calls: as his channel started, not as he is presented later (an outgoing call shows the company's number)."""
    if beginning.cid_num:
        return beginning.cid_name or beginning.cid_num, beginning.cid_num
    known = next((row for row in caller if row.cid_num), beginning)
    return beginning.cid_name or known.cid_name or known.cid_num, known.cid_num


def _destination(beginning: CelRow, caller: Sequence[CelRow], source: str) -> str:
    """What was dialled.

    A click-to-call channel starts without extension; it then shows the destination as its own name and number
    until it is connected (manual, 1.11.1).
    """
    if beginning.exten not in _NO_EXTENSIONS:
        return beginning.exten
    for row in caller:
        if row.eventtype != "CHAN_START" and row.cid_num not in ("", source) and row.cid_name in ("", row.cid_num):
            return row.cid_num
    return next((row.exten for row in caller if row.exten not in _NO_EXTENSIONS), "")


def _reached(events: Sequence[CelRow], caller: str, talk: "_Conversation") -> CelRow | None:
    """The first other party: the one who answered, or else whose phone rang."""
    others = [row for row in events if row.uniqueid != caller and row.cid_num]
    if talk.partner is not None:
        partner = next((row for row in others if row.uniqueid == talk.partner), None)
        if partner is not None:
            return partner
    if talk.began is not None:
        answers = [row for row in others if row.eventtype == "ANSWER" and row.eventtime <= talk.began]
        if answers:
            return answers[-1]
    return next((row for row in others if row.eventtype == "CHAN_START"), None)


class _Conversation:
    """When people heard each other: an `ANSWER` alone may be a machine's, a bridge of two is a conversation."""

    def __init__(self, caller: str) -> None:
        self.began: datetime | None = None
        self.ended: datetime | None = None
        self.partner: str | None = None
        self._caller = caller
        self._bridges: defaultdict[str, set[str]] = defaultdict(set)

    def hear(self, row: CelRow) -> None:
        match row.eventtype:
            case "BRIDGE_START":
                self._begin(row.eventtime)
            case "BRIDGE_END":
                self._end(row.eventtime)
            case "BRIDGE_ENTER":
                self._enter(row)
            case "BRIDGE_EXIT":
                self._exit(_bridge(row)[0], row)
            case "CHAN_END":
                for bridge in [name for name, inside in self._bridges.items() if row.uniqueid in inside]:
                    self._exit(bridge, row)

    def _enter(self, row: CelRow) -> None:
        bridge, technology = _bridge(row)
        if technology == _HOLDING:
            return
        inside = self._bridges[bridge]
        inside.add(row.uniqueid)
        if len(inside) == 2:
            self._begin(row.eventtime)
            if self.partner is None and self._caller in inside:
                self.partner = next(channel for channel in inside if channel != self._caller)

    def _exit(self, bridge: str, row: CelRow) -> None:
        inside = self._bridges[bridge]
        if row.uniqueid in inside:
            inside.discard(row.uniqueid)
            if len(inside) == 1:
                self._end(row.eventtime)

    def _begin(self, at: datetime) -> None:
        self.began = self.began or at
        self.ended = None

    def _end(self, at: datetime) -> None:
        if self.began is not None:
            self.ended = at


def _bridge(row: CelRow) -> tuple[str, str]:
    """Id and technology, from the event's JSON."""
    try:
        extra = json.loads(row.extra) if row.extra else {}
    except ValueError:
        return "", ""
    if not isinstance(extra, dict):
        return "", ""
    return str(extra.get("bridge_id", "")), str(extra.get("bridge_technology", ""))
