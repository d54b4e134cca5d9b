# SPDX-License-Identifier: GPL-3.0-or-later
"""Four people with a telephone each, set up by hand: ``with people_at_work(fleet, confd) as staff``."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
from offices import Desk, changed, let_in, of
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import Employee, created, dismiss, hire
from xivo_testkit.phones import Hardware, SimulatedPhone
from xivo_testkit.sound import tone_wav

SOFTPHONE = Hardware("softphone", "02:00:00:00:00:01", "baresip", ())
OFF = {"enabled": False}


@dataclass(frozen=True)
class Staff:
    """Each speaks with a tone of his own."""

    erin: Desk
    frank: Desk
    grace: Desk
    henry: Desk

    @property
    def everybody(self) -> tuple[Desk, ...]:
        return self.erin, self.frank, self.grace, self.henry

    def forget_what_was(self) -> None:
        for desk in self.everybody:
            desk.phone.forgets()


WHO = (
    ("phone-e", 500, ("Erin", "Evans", "1501")),
    ("phone-f", 660, ("Frank", "Fisher", "1502")),
    ("phone-g", 820, ("Grace", "Green", "1503")),
    ("phone-h", 1040, ("Henry", "Hall", "1504")),
)


@contextmanager
def people_at_work(fleet: Fleet, confd: httpx.Client) -> Iterator[Staff]:
    """They leave nothing behind."""
    with ExitStack() as leaving:
        hired: list[Employee] = []
        for _, _, who in WHO:
            hired.append(hire(confd, *who))
            leaving.callback(dismiss, confd, hired[-1])
            leaving.callback(nothing_set, confd, hired[-1])
        with ThreadPoolExecutor(len(WHO)) as pool:
            boxes, tones, _ = zip(*WHO, strict=True)
            desks = list(pool.map(partial(sit_down, fleet, confd), hired, boxes, tones))
        yield Staff(*desks)


def sit_down(
    fleet: Fleet,
    confd: httpx.Client,
    employee: Employee,
    box: str,
    tone_hz: int,
    network: str = "phones",
    **account: Any,
) -> Desk:
    """A telephone that somebody gave the line's name and secret, registered; ``account`` is what it does otherwise."""
    line = confd.get(f"/lines_sip/{employee.line_id}").json()
    eventually(lambda: line["username"] in fleet.asterisk("pjsip show endpoints"), what="the endpoint")
    telephone = SimulatedPhone(fleet.address(box, network), SOFTPHONE, "", tone_hz)
    telephone.forgets()
    usual = {
        "username": line["username"],
        "auth_username": line["username"],
        "password": line["secret"],
        "display_name": employee.name,
        "registrar": fleet.address("asterisk", "phones"),
        "port": "5060",
    }
    telephone.boots(account={**usual, **account})
    let_in(fleet, box if network == "phones" else "router")  # the account before was refused once more as it ended
    telephone.registers()
    eventually(lambda: line["username"] in fleet.asterisk("pjsip show contacts"), what="the contact")
    return Desk(telephone, employee)


def nothing_set(confd: httpx.Client, employee: Employee) -> None:
    """The user as he was hired: no forwards, services, fallbacks or mailbox."""
    path = f"/users/{employee.user_id}"
    changed(confd, f"{path}/services", dnd=OFF, callrecord=OFF, incallfilter=OFF)
    changed(confd, f"{path}/forwards", busy=OFF, noanswer=OFF, unconditional=OFF)
    changed(confd, f"{path}/fallbacks", noanswer=None, busy=None, congestion=None, fail=None)
    telephony = {"call_record_enabled": False, "online_call_record_enabled": False, "bsfilter": "no"}
    changed(confd, f"{path}/telephony", ring_seconds=30, simultaneous_calls=5, **telephony)


@contextmanager
def mailbox_of(fleet: Fleet, confd: httpx.Client, desk: Desk, **fields: Any) -> Iterator[dict[str, Any]]:
    """A voicemail with the user's number, his, and known to Asterisk."""
    number = desk.employee.exten
    body = {"name": desk.employee.name, "number": number, "context": "default", **fields}
    box = created(confd.post("/voicemails", json=body))
    path = of(desk, "/voicemail")
    try:
        created(confd.post(path, json={"voicemail_id": box["id"]}))
        line = f"; mailbox {box['id']} {number}@default"
        # one of that number before it is gone, and its messages with it
        eventually(lambda: line in fleet.exec("asterisk", "cat", "/etc/asterisk/voicemail.conf"), what=line)
        eventually(lambda: number in fleet.asterisk("voicemail show users for default"), what="the mailbox")
        yield box
    finally:
        confd.delete(path)
        with suppress(httpx.HTTPError):
            confd.delete(f"/voicemails/{box['id']}")


@contextmanager
def tone_file(confd: httpx.Client, folder: str, hz: int) -> Iterator[str]:
    """An announcement of one tone, ten seconds long; what destinations call it."""
    created(confd.post("/sounds", json={"name": folder}))
    try:
        headers = {"Content-Type": "application/octet-stream"}
        put = confd.put(f"/sounds/{folder}/files/tone.wav", content=tone_wav(hz, 10), headers=headers)
        assert put.status_code == 204, put.text
        yield f"/var/lib/xivo/sounds/{folder}/tone"
    finally:
        confd.delete(f"/sounds/{folder}")
