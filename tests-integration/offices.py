# SPDX-License-Identifier: GPL-3.0-or-later
"""What scenarios configure by the API: known to Asterisk and to agid before a call is made, gone again afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import created

if TYPE_CHECKING:
    from conftest import Desk

Json = dict[str, Any]


class Office:
    """``make`` creates, ``put`` changes; ``clear`` deletes and puts back, the latest first."""

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
        answer = self.confd.put(path, json=body)
        assert answer.status_code == 204, f"PUT {path}: {answer.status_code} {answer.text}"
        old = {name: before[name] for name in body}
        self._undo.append(lambda: self.confd.put(path, json=old))

    def numbers(self, kind: str, start: str, end: str, context: str = "default") -> None:
        """Let a context have these numbers as well."""
        found = self.confd.get("/contexts", params={"search": context}).json()["items"]
        row = next(one for one in found if one["name"] == context)
        ranges = {**row["ranges"], kind: [*row["ranges"].get(kind, []), {"start": start, "end": end}]}
        self.put(f"/contexts/{row['id']}", ranges=ranges)

    def settle(self, context: str = "default", *wanted: str) -> None:
        """Until the dialplan and agid have what confd has."""
        version = self.confd.get("/snapshot").json()["version"]

        def known() -> bool:
            dialplan = self.fleet.asterisk(f"dialplan show {context}") if wanted else ""
            agid = httpx.get(f"{self.fleet.url('agid', 9492)}/status", timeout=2).json()
            # it looks for a newer configuration whenever the host agent asks for files
            written = httpx.get(f"{self.fleet.url('confgend', 8669)}/status", timeout=2).json()["version"]
            files = httpx.get(f"{self.fleet.url('sysconfd', 8668)}/status", timeout=2).json()["configuration"]
            there = all(text in dialplan for text in wanted)
            current = files["current"] and not files["pending"]
            return bool(there and current and min(agid["snapshot"], written) >= version)

        eventually(known, 15, every=0.1, what=f"{wanted} in {context}")

    def clear(self) -> None:
        if "0 active channels" not in self.fleet.asterisk("core show channels"):
            self.fleet.asterisk("channel request hangup all")  # a scenario that failed leaves its call behind
        for undo in reversed(self._undo):
            undo().raise_for_status()
        self._undo.clear()


def to_user(desk: Desk, ring_time: int = 0) -> Json:
    """The destination *user*."""
    return {"type": "user", "user_id": desk.employee.user_id, "ring_time": ring_time}


def of(desk: Desk, resource: str = "") -> str:
    """The path of a user, or of one of his sub-resources."""
    return f"/users/{desk.employee.user_id}{resource}"


def quiet(*desks: Desk) -> None:
    for desk in desks:
        desk.phone.forgets()


def rang(*desks: Desk) -> list[bool]:
    """Which of them were called since they were quiet or last seen ringing."""
    return [bool(desk.phone.unseen("CALL_INCOMING")) for desk in desks]
