# SPDX-License-Identifier: GPL-3.0-or-later
"""Telephones in browsers: SIP in a WebSocket through the edge, ICE, DTLS-SRTP, opus."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from browser import Browser
from chromium import Chromium
from offices import Desk, Office, quiet, settled
from people import Staff
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import Employee, dismiss, hire

DIALPLAN = """[default]
exten => 1492,1,Answer()
same => n,Read(KEYS,,2,,1,10)
same => n,Set(DB(media/told)=${KEYS})
same => n,Hangup()
"""
pytestmark = pytest.mark.integration


@pytest.fixture
def at_browsers(fleet: Fleet, confd: httpx.Client) -> Iterator[tuple[Employee, Employee]]:
    """Iris and Jack, whose lines are for browsers."""
    people = hire(confd, "Iris", "Irving", "1411"), hire(confd, "Jack", "Jones", "1412")
    for person in people:
        options = [["webrtc", "yes"], ["allow", "opus,alaw"]]
        confd.put(f"/lines_sip/{person.line_id}/options", json={"options": options}).raise_for_status()
    settled(fleet, confd)
    for person in people:
        eventually(lambda name=person.sip_username: name in fleet.asterisk("pjsip show endpoints"))
    yield people
    for person in people:
        dismiss(confd, person)
    settled(fleet, confd)


def browser_of(fleet: Fleet, confd: httpx.Client, person: Employee, tone_hz: int) -> Browser:
    line = confd.get(f"/lines_sip/{person.line_id}").json()
    return Browser(fleet.address("edge"), line["username"], line["secret"], tone_hz)


def chromium_of(fleet: Fleet, confd: httpx.Client, person: Employee, tone_hz: int) -> Chromium:
    line = confd.get(f"/lines_sip/{person.line_id}").json()
    return Chromium(fleet, line["username"], line["secret"], tone_hz)


def codecs_in_use(fleet: Fleet) -> list[str]:
    rows = fleet.asterisk("pjsip show channelstats").splitlines()
    return [row.split()[3] for row in rows if row.count(":") >= 2]


def test_a_browser_calls_a_telephone(
    fleet: Fleet, confd: httpx.Client, at_browsers: tuple[Employee, Employee], staff: Staff
) -> None:
    telephone: Desk = staff.erin
    quiet(telephone)
    with browser_of(fleet, confd, at_browsers[0], 740) as browser:
        browser.calls(telephone.employee.exten)
        telephone.phone.rings()
        telephone.phone.answers()
        browser.talks()
        browser.hears(telephone.phone.tone_hz)
        telephone.phone.hears(browser.tone_hz)
        eventually(lambda: sorted(codecs_in_use(fleet)) == ["alaw", "opus"], what="the codecs of this call alone")
        assert "UDP/TLS/RTP/SAVPF" in browser.remote_sdp
        assert "a=fingerprint:" in browser.remote_sdp
        browser.hangs_up()
        telephone.phone.ends()


def test_keys_can_be_told_in_the_signalling(
    fleet: Fleet, confd: httpx.Client, at_browsers: tuple[Employee, Employee], office: Office
) -> None:
    office.make("/configuration_files", name="keys_of_browsers.conf", content=DIALPLAN)
    options = [["webrtc", "yes"], ["allow", "opus,alaw"], ["dtmfmode", "info"]]
    office.put(f"/lines_sip/{at_browsers[0].line_id}/options", options=options)
    office.settle("default", "1492")
    fleet.asterisk("database del media told")
    with browser_of(fleet, confd, at_browsers[0], 740) as browser:
        browser.calls("1492")
        browser.talks()
        browser.types("42")
        eventually(lambda: "Value: 42" in fleet.asterisk("database get media told"))
        browser.ends()


def test_a_telephone_calls_a_browser(
    fleet: Fleet, confd: httpx.Client, at_browsers: tuple[Employee, Employee], staff: Staff
) -> None:
    telephone: Desk = staff.erin
    quiet(telephone)
    with browser_of(fleet, confd, at_browsers[0], 740) as browser:
        telephone.phone.calls("1411")
        assert telephone.employee.name in browser.rings()
        browser.answers()
        telephone.phone.talks()
        browser.hears(telephone.phone.tone_hz)
        telephone.phone.hears(browser.tone_hz)
        telephone.phone.hangs_up()
        browser.ends()


class TestChromium:
    """The whole of it: a real browser, and JsSIP as web clients have it."""

    def test_it_calls_a_telephone(
        self, fleet: Fleet, confd: httpx.Client, at_browsers: tuple[Employee, Employee], staff: Staff
    ) -> None:
        telephone: Desk = staff.erin
        quiet(telephone)
        with chromium_of(fleet, confd, at_browsers[1], 920) as browser:
            browser.calls(telephone.employee.exten)
            assert at_browsers[1].name in telephone.phone.rings()["peerdisplayname"]
            telephone.phone.answers()
            browser.talks()
            browser.hears(telephone.phone.tone_hz)
            telephone.phone.hears(browser.tone_hz)
            media = browser.media()
            assert (media["sent"], media["received"]) == (["audio/opus"], ["audio/opus"])
            assert media["dtls"] == "connected"
            assert media["cipher"], media
            browser.hangs_up()
            telephone.phone.ends()

    def test_it_is_called_and_types(
        self, fleet: Fleet, confd: httpx.Client, at_browsers: tuple[Employee, Employee], staff: Staff, office: Office
    ) -> None:
        telephone: Desk = staff.erin
        quiet(telephone)
        with chromium_of(fleet, confd, at_browsers[1], 920) as browser:
            telephone.phone.calls("1412")
            assert telephone.employee.name in browser.rings()
            browser.answers()
            telephone.phone.talks()
            browser.hears(telephone.phone.tone_hz)
            telephone.phone.hears(browser.tone_hz)
            telephone.phone.hangs_up()
            browser.ends()
            telephone.phone.ends()
            office.make("/configuration_files", name="keys_of_browsers.conf", content=DIALPLAN)
            office.settle("default", "1492")
            fleet.asterisk("database del media told")
            browser.calls("1492")
            browser.talks()
            browser.types("42")
            eventually(lambda: "Value: 42" in fleet.asterisk("database get media told"))
            browser.ends()
