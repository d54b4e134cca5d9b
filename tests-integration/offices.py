# SPDX-License-Identifier: GPL-3.0-or-later
"""What scenarios configure by the API: known to Asterisk and to agid before a call is made, gone again afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import Employee, created
from xivo_testkit.phones import SimulatedPhone

Json = dict[str, Any]

SOONER_THAN_USUAL = 25
"""Seconds: long for a ring time of a few, and shorter than the thirty for which users ring who set nothing."""


@dataclass
class Desk:
    """A phone and the person whose line it has."""

    phone: SimulatedPhone
    employee: Employee


class Office:
    """``make`` creates, ``put`` changes; ``clear`` puts all back, the latest first, and waits until calls know."""

    def __init__(self, fleet: Fleet, confd: httpx.Client) -> None:
        self.fleet = fleet
        self.confd = confd
        self._undo: list[Callable[[], httpx.Response]] = []

    def make(self, path: str, **body: Any) -> int:
        identifier = int(created(self.confd.post(path, json=body))["id"])
        self._undo.append(lambda: self.confd.delete(f"{path}/{identifier}"))
        return identifier

    def associate(self, path: str, undone: str, **body: Any) -> None:
        """``undone`` is the path whose deletion ends the association."""
        created(self.confd.post(path, json=body))
        self._undo.append(lambda: self.confd.delete(undone))

    def put(self, path: str, **body: Any) -> None:
        """Change these fields; ``clear`` gives them the values that they have now."""
        before: Json = self.confd.get(path).json()
        changed(self.confd, path, **body)
        old = {name: before[name] for name in body}
        self._undo.append(lambda: self.confd.put(path, json=old))

    def numbers(self, kind: str, start: str, end: str, context: str = "default") -> None:
        """Let a context have these numbers as well."""
        found = self.confd.get("/contexts", params={"search": context}).json()["items"]
        row = next(one for one in found if one["name"] == context)
        ranges = {**row["ranges"], kind: [*row["ranges"].get(kind, []), {"start": start, "end": end}]}
        self.put(f"/contexts/{row['id']}", ranges=ranges)

    def incall(self, exten: str, destination: Json, **more: Any) -> None:
        """Let calls from outside to this number lead there."""
        self.numbers("incall", exten, exten, "from-extern")
        self.make("/incalls", exten=exten, context="from-extern", destination=destination, **more)
        self.settle("from-extern", exten)

    def settle(self, context: str = "default", *wanted: str) -> None:
        """Until the dialplan and agid have what confd has."""
        settled(self.fleet, self.confd, context, *wanted)

    def clear(self) -> None:
        if "0 active channels" not in self.fleet.asterisk("core show channels"):
            self.fleet.asterisk("channel request hangup all")  # a scenario that failed leaves its call behind
        undone = [undo() for undo in reversed(self._undo)]
        if undone:
            self.settle()  # the next call must not meet what was set for this one
        self._undo.clear()
        for answer in undone:  # one that failed leaves no more behind than its own
            answer.raise_for_status()


def settled(fleet: Fleet, confd: httpx.Client, context: str = "default", *wanted: str) -> None:
    """Until Asterisk's files, agid and the dialplan of the context have what confd has."""
    version = confd.get("/snapshot/changes", params={"since": 2**62}).json()["version"]

    def known() -> bool:
        dialplan = fleet.asterisk(f"dialplan show {context}") if wanted else ""
        agid = fleet.http.get(f"{fleet.url('agid', 9492)}/status").json()
        # it looks for a newer configuration whenever the host agent asks for files
        written = fleet.http.get(f"{fleet.url('confgend', 8669)}/status").json()["version"]
        files = fleet.http.get(f"{fleet.url('sysconfd', 8668)}/status").json()["configuration"]
        current = files["current"] and not (files["running"] or files["waiting"] or files["pending"])
        there = all(text in dialplan for text in wanted)
        return bool(there and current and min(agid["snapshot"], written) >= version)

    eventually(known, every=0.1, what=f"{wanted} in {context}")


def let_in(fleet: Fleet, box: str) -> str:
    """A container's address on the phones' network, where it has a past no more.

    The telephone of somebody who is gone goes on registering, with what is a wrong password now, until it is banned.
    """
    address = fleet.address(box, "phones")
    has_no_past(fleet, address)
    return address


def has_no_past(fleet: Fleet, address: str) -> None:
    """What the guard counted there is forgotten: an address may have been another's before."""
    fleet.exec("guard", "guard", "unban", address, check=False)


def take_away(confd: httpx.Client, mac: str, employee: Employee) -> None:
    """His telephone, which nobody knows any more."""
    for device in confd.get("/devices", params={"search": mac}).json()["items"]:
        confd.post(f"/devices/{device['id']}/remove_line/{employee.line_id}")
        confd.delete(f"/devices/{device['id']}").raise_for_status()


def changed(confd: httpx.Client, path: str, **fields: Any) -> None:
    """A PUT that confd accepts."""
    answer = confd.put(path, json=fields)
    assert answer.status_code == 204, f"PUT {path} {fields}: {answer.status_code} {answer.text}"


def to_user(desk: Desk, ring_time: int = 0) -> Json:
    """The destination *user*."""
    return {"type": "user", "user_id": desk.employee.user_id, "ring_time": ring_time}


def of(desk: Desk, resource: str = "") -> str:
    """The path of a user, or of one of his sub-resources."""
    return f"/users/{desk.employee.user_id}{resource}"


def quiet(*desks: Desk) -> None:
    for desk in desks:
        desk.phone.forgets()


def hang_up(caller: Desk, *others: Desk) -> None:
    """The caller does, and it is over for the others."""
    caller.phone.hangs_up()
    for desk in others:
        desk.phone.ends()


def rang(*desks: Desk) -> list[bool]:
    """Which of them were called since they were quiet or last seen ringing."""
    return [bool(desk.phone.unseen("CALL_INCOMING")) for desk in desks]


def conversation(seconds: float = 2) -> None:
    """Nobody presses a key: so long they speak, and what was heard is measured afterwards."""
    time.sleep(seconds)
