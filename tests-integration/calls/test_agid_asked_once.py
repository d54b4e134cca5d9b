# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a call stops to ask agid: once for each decision, never a chain of questions."""

from __future__ import annotations

import re
from collections import Counter

import httpx
import pytest
from offices import Desk, Office, quiet, to_user
from provider import Provider, peer
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

ASKED = re.compile(r'^xivo_agid_request_seconds_count\{script="([^"]+)"\} (\S+)$', re.MULTILINE)
USER, DID = "incoming_user_set_features", "incoming_did_set_features"
GROUP, QUEUE = "incoming_group_set_features", "incoming_queue_set_features"
OUT = "outgoing_user_set_features"
TABLE = {
    "internal": {USER: 1},
    "incoming": {DID: 1, USER: 1},
    "outgoing": {OUT: 1},
    "group": {GROUP: 1},
    "queue": {QUEUE: 1},
    "incoming to a queue": {DID: 1, QUEUE: 1},
}
"""Connections of FastAGI of a call, by what they ask for: who is called, where a number leads, which way out."""


def asked(fleet: Fleet) -> Counter[str]:
    """Connections since agid started; each is one question."""
    text = httpx.get(f"{fleet.url('agid', 9492)}/metrics", timeout=30).text
    return Counter({script: int(float(count)) for script, count in ASKED.findall(text)})


@pytest.fixture
def provider(fleet: Fleet, provider: Provider, office: Office, alice: Desk, bob: Desk) -> Provider:
    """Bob can be reached from inside and from outside, alone, as a group and as a queue; all may call out."""
    trunk = office.make("/trunks", **peer("provider", provider.address, provider.port))
    office.make(
        "/outcalls",
        name="asked",
        context="to-extern",
        trunks=[trunk],
        extensions=[{"exten": "**96.", "strip_digits": 4}],
    )
    office.numbers("group", "1531", "1531")
    office.numbers("queue", "1532", "1532")
    member = [{"user_id": bob.employee.user_id}]
    office.make("/groups", name="asking", context="default", exten="1531", users=member)
    queue = office.make("/queues", name="asked", context="default", exten="1532", users=member)
    office.make("/incalls", exten="5550031", context="from-extern", destination=to_user(bob))
    to_queue = {"type": "queue", "queue_id": queue}
    office.make("/incalls", exten="5550032", context="from-extern", destination=to_queue)
    office.settle("default", "1531", "1532")
    office.settle("from-extern", "5550031", "5550032")
    office.settle("to-extern", "**96")
    for name in ("asking", "asked"):
        eventually(lambda name=name: "strategy" in fleet.asterisk(f"queue show {name}"), what=name)
    return provider


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("internal", ""),
        ("incoming", "5550031"),
        ("outgoing", "**960123456789"),
        ("group", "1531"),
        ("queue", "1532"),
        ("incoming to a queue", "5550032"),
    ],
)
def test_a_call_asks_once_for_each_decision(
    fleet: Fleet, provider: Provider, alice: Desk, bob: Desk, kind: str, number: str
) -> None:
    quiet(alice, bob)
    eventually(lambda: "0 active channels" in fleet.asterisk("core show channels"), what="nobody calls")
    before = asked(fleet)
    if kind.startswith("incoming"):
        provider.calls(number, "0123456789")
    else:
        alice.phone.calls(number or bob.employee.exten)
    if kind == "outgoing":
        alice.phone.talks()
    else:
        bob.phone.rings()
        bob.phone.answers()
        eventually(lambda: "Up" in fleet.asterisk("core show channels concise"), what="they talk")
    fleet.asterisk("channel request hangup all")
    eventually(lambda: "0 active channels" in fleet.asterisk("core show channels"), what="the end")
    questions = dict(asked(fleet) - before)
    print(f"\n{kind}: {sum(questions.values())} connections, {questions}")
    assert questions == TABLE[kind]
