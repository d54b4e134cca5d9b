# SPDX-License-Identifier: GPL-3.0-or-later
"""Distribution queues: who is called, who waits, and where callers go whom nobody answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from offices import Desk, Office
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

NUMBERS = {"start": "1420", "end": "1429"}


@pytest.fixture(scope="module", autouse=True)
def numbers(confd: httpx.Client) -> None:
    contexts = confd.get("/contexts", params={"search": "default"}).json()["items"]
    context = next(one for one in contexts if one["name"] == "default")
    answer = confd.put(f"/contexts/{context['id']}", json={"ranges": {**context["ranges"], "queue": [NUMBERS]}})
    assert answer.status_code == 204, answer.text


@pytest.fixture
def make(fleet: Fleet, confd: httpx.Client) -> Iterator[Any]:
    """`make(name, ...)`: a queue of the context default that Asterisk and agid know, deleted at the end."""
    made: list[int] = []

    def create(name: str, **body: Any) -> int:
        answer = confd.post("/queues", json={"name": name, "context": "default", **body})
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
        version = confd.get("/snapshot").json()["version"]

        def known() -> bool:
            agid = httpx.get(f"{fleet.url('agid', 9492)}/status", timeout=30).json()
            shown = fleet.asterisk(f"queue show {name}"), fleet.asterisk("dialplan show default")
            return "has 0 calls" in shown[0] and body["exten"] in shown[1] and agid["snapshot"] >= version

        eventually(known, every=0.2, what=f"the queue {name}")
        return made[-1]

    yield create
    fleet.asterisk("channel request hangup all")  # a scenario that failed leaves who waits behind
    for queue_id in reversed(made):
        assert confd.delete(f"/queues/{queue_id}").status_code == 204


def to(desk: Desk) -> dict[str, Any]:
    return {"type": "user", "user_id": desk.employee.user_id, "ring_time": 10}


def queue_log_rows(fleet: Fleet, name: str) -> list[tuple[str, str]]:
    """Whom the events of a queue concern, and what they are, in their order."""
    lines = fleet.exec("asterisk", "cat", "/var/log/asterisk/queue_log").splitlines()
    rows = (line.split("|") for line in lines)
    return [(fields[3], fields[4]) for fields in rows if len(fields) > 4 and fields[2] == name]


def queue_log(fleet: Fleet, name: str) -> list[str]:
    """The events of a queue, in their order."""
    return [event for _, event in queue_log_rows(fleet, name)]


def test_a_member_is_called_and_talks_to_the_caller(fleet: Fleet, make: Any, alice: Desk, bob: Desk) -> None:  # CC-145
    make("green", exten="1420", users=[{"user_id": bob.employee.user_id}], caller_id_mode="prepend", caller_id_name="Q")
    assert bob.employee.sip_username in fleet.asterisk("queue show green")
    bob.phone.forgets()
    alice.phone.calls("1420")
    assert bob.phone.rings()["peerdisplayname"] == "Q - Alice Abrams"
    bob.phone.answers()
    alice.phone.talks()
    alice.phone.hears(bob.phone.tone_hz)
    alice.phone.hangs_up()
    bob.phone.ends()
    eventually(lambda: queue_log(fleet, "green")[-3:] == ["ENTERQUEUE", "CONNECT", "COMPLETECALLER"])


def test_a_caller_whom_nobody_answers_goes_on(fleet: Fleet, make: Any, alice: Desk, bob: Desk) -> None:  # CC-144
    make("blue", exten="1421", ring_time=2, fallbacks={"noanswer": to(bob)})
    bob.phone.forgets()
    alice.phone.calls("1421")
    bob.phone.rings()
    alice.phone.hangs_up()
    bob.phone.ends()
    eventually(lambda: queue_log(fleet, "blue") == ["ENTERQUEUE", "EXITWITHTIMEOUT"])


def test_a_queue_without_anybody_is_not_entered(fleet: Fleet, make: Any, alice: Desk, bob: Desk) -> None:  # API-041
    make("red", exten="1422", joinempty=["unavailable", "invalid"], fallbacks={"fail": to(bob)})
    bob.phone.forgets()
    alice.phone.calls("1422")
    bob.phone.rings()
    alice.phone.hangs_up()
    bob.phone.ends()
    eventually(lambda: queue_log(fleet, "red") == ["JOINEMPTY"])


def test_a_queue_that_is_full_is_not_entered(fleet: Fleet, make: Any, alice: Desk, bob: Desk) -> None:  # API-044
    make("small", exten="1424", maxlen=1, fallbacks={"congestion": to(bob)})
    fleet.asterisk("channel originate Local/1424@default application Wait 300")
    eventually(lambda: "has 1 calls" in fleet.asterisk("queue show small"), what="one who waits")
    bob.phone.forgets()
    alice.phone.calls("1424")
    bob.phone.rings()
    alice.phone.hangs_up()
    bob.phone.ends()
    eventually(lambda: queue_log_rows(fleet, "small")[1:] == [("NONE", "FULL")])
    fleet.asterisk("channel request hangup all")


COUNTED = "[counted]\nexten = s,1,Set(GLOBAL(COUNTED)=${GLOBAL(COUNTED)}+)\nsame = n,Return()\n"


def test_who_would_wait_too_long_is_sent_elsewhere(  # CC-146, CC-147, CC-149
    fleet: Fleet, confd: httpx.Client, office: Office, make: Any, alice: Desk, bob: Desk
) -> None:
    """Before the queue's subroutine is called; who waits already stays, however many come."""
    office.make("/configuration_files", name="counted.conf", content=COUNTED)
    eventually(lambda: "Return()" in fleet.asterisk("dialplan show counted"), what="the subroutine")
    fleet.asterisk("dialplan set global COUNTED calls")
    diversions = {"wait_ratio": {"threshold": 0, "destination": to(bob)}}
    queue_id = make("white", exten="1423", diversions=diversions, preprocess_subroutine="counted")
    fleet.asterisk("channel originate Local/1423@default application Wait 300")
    eventually(lambda: "has 1 calls" in fleet.asterisk("queue show white"), what="one who waits")
    bob.phone.forgets()
    alice.phone.calls("1423")
    bob.phone.rings()
    alice.phone.hangs_up()
    bob.phone.ends()
    eventually(lambda: queue_log(fleet, "white") == ["ENTERQUEUE", "DIVERT_CA_RATIO"])
    assert "COUNTED=calls+\n" in fleet.asterisk("dialplan show globals").replace("\r", "") + "\n"
    assert "has 1 calls" in fleet.asterisk("queue show white")
    assert confd.get(f"/queues/{queue_id}").json()["diversions"]["wait_time"] is None
    fleet.asterisk("channel request hangup all")
