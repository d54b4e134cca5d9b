# SPDX-License-Identifier: GPL-3.0-or-later
"""*26 has all calls of a user recorded, those that he makes as well; other calls are not."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from offices import Desk, changed, conversation, settled
from people import Staff
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import tone_share

TWO_SECONDS = 2 * 16000

pytestmark = pytest.mark.integration


@pytest.fixture
def in_service(fleet: Fleet, confd: httpx.Client) -> Iterator[None]:
    """The code *26, which a new system has not."""
    items = confd.get("/extension_features").json()["items"]
    path = f"/extension_features/{next(item['id'] for item in items if item['feature'] == 'callrecord')}"
    changed(confd, path, enabled=True)
    eventually(lambda: "callrecord" in fleet.asterisk("dialplan show *26@default"), what="*26")
    yield
    changed(confd, path, enabled=False)


def recordings(confd: httpx.Client) -> set[str]:
    if "monitor" not in {item["name"] for item in confd.get("/sounds").json()["items"]}:
        return set()
    return {item["name"] for item in confd.get("/sounds/monitor/files").json()["items"]}


def whole(confd: httpx.Client, name: str) -> bytes:
    """The recording once it is two seconds long."""
    answer = confd.get(f"/sounds/monitor/files/{name}", headers={"Accept": "*/*"})
    answer.raise_for_status()
    return answer.content if len(answer.content) > TWO_SECONDS else b""


def dials_the_code(fleet: Fleet, confd: httpx.Client, desk: Desk) -> None:
    desk.phone.forgets()
    desk.phone.calls("*26")
    desk.phone.talks()
    desk.phone.ends()
    settled(fleet, confd)


def talk(caller: Desk, called: Desk) -> None:
    caller.phone.forgets()
    called.phone.forgets()
    caller.phone.calls(called.employee.exten)
    called.phone.rings()
    called.phone.answers()
    caller.phone.talks()
    conversation(3)
    caller.phone.hangs_up()
    called.phone.ends()


def test_calls_made_and_received_are_recorded_until_it_is_dialled_again(
    fleet: Fleet, confd: httpx.Client, staff: Staff, in_service: None
) -> None:  # CC-121
    before = recordings(confd)
    dials_the_code(fleet, confd, staff.erin)
    for caller, called in ((staff.frank, staff.erin), (staff.erin, staff.grace)):
        already = recordings(confd)
        talk(caller, called)
        (name,) = eventually(lambda known=already: recordings(confd) - known, what="the file")
        wav = eventually(lambda file=name: whole(confd, file), what="all of it")
        assert name.startswith(f"user-{caller.employee.exten}-{called.employee.exten}-")
        assert tone_share(wav, caller.phone.tone_hz) > 0.2
        assert tone_share(wav, called.phone.tone_hz) > 0.2
    dials_the_code(fleet, confd, staff.erin)
    already = recordings(confd)
    talk(staff.frank, staff.erin)
    talk(staff.frank, staff.grace)
    assert recordings(confd) == already
    for name in already - before:
        assert confd.delete(f"/sounds/monitor/files/{name}").status_code == 204
