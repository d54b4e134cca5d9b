# SPDX-License-Identifier: GPL-3.0-or-later
"""In which language the system speaks to somebody."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import httpx
import pytest
from offices import Desk, Office, of, quiet
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import likeness, tone_share, tone_wav

pytestmark = pytest.mark.integration

LIBRARY = Path(__file__).resolve().parents[2] / "asterisk/extensions_lib"
NOBODY, PROMPT = "1039", "ss-noservice"
SOUNDS = "/usr/share/asterisk/sounds"
LIKE = 0.9
TONE_HZ = 1150


def prompt(fleet: Fleet, language: str) -> bytes:
    return base64.b64decode(fleet.exec("asterisk", "base64", "-w0", f"{SOUNDS}/{language}/{PROMPT}.wav"))


def heard_of_nobody(desk: Desk) -> bytes:
    quiet(desk)
    desk.phone.calls(NOBODY)
    desk.phone.talks()
    desk.phone.ends()
    return desk.phone.recording()


@pytest.mark.parametrize(("language", "spoken"), [("fr_FR", "fr"), ("fr_CA", "fr"), ("en_US", "en"), ("de_DE", "en")])
def test_a_user_hears_his_own(
    office: Office, fleet: Fleet, confd: httpx.Client, alice: Desk, language: str, spoken: str
) -> None:  # CC-084
    office.put(of(alice), language=language)
    office.settle()
    name = alice.employee.sip_username
    eventually(lambda: language in fleet.asterisk(f"pjsip show endpoint {name}"), what=language)
    heard = heard_of_nobody(alice)
    other = {"fr": "en", "en": "fr"}[spoken]
    assert likeness(heard, prompt(fleet, spoken)) > LIKE > likeness(heard, prompt(fleet, other))


def test_one_that_was_added_is_heard(office: Office, confd: httpx.Client, alice: Desk) -> None:  # CC-084
    assert confd.post("/sounds", json={"name": "de_DE"}).status_code == 201
    binary = {"Content-Type": "application/octet-stream"}
    try:
        answer = confd.put(f"/sounds/de_DE/files/{PROMPT}.wav", content=tone_wav(TONE_HZ, 3), headers=binary)
        assert answer.status_code == 204, answer.text
        office.put(of(alice), language="de_DE")
        office.settle()
        name = alice.employee.sip_username
        eventually(lambda: "de_DE" in office.fleet.asterisk(f"pjsip show endpoint {name}"), what="de_DE")
        assert tone_share(heard_of_nobody(alice), TONE_HZ) > 0.5
    finally:
        confd.delete(f"/sounds/de_DE/files/{PROMPT}.wav")
        assert confd.delete("/sounds/de_DE").status_code == 204


def test_a_subroutine_may_choose_for_one_call(office: Office, fleet: Fleet, alice: Desk) -> None:
    content = (
        f"[default]\nexten = {NOBODY},1,Set(CHANNEL(language)=fr_FR)\nsame = n,Answer()\nsame = n,Playback({PROMPT})\n"
    )
    office.make("/configuration_files", name="in-french.conf", content=content)
    office.settle("default", NOBODY)
    assert likeness(heard_of_nobody(alice), prompt(fleet, "fr")) > LIKE


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_that_the_system_says_is_missing(fleet: Fleet, language: str) -> None:
    said = set(re.findall(r"(?:Playback|Background)\(([a-z][^)$,]*)", "".join(map(Path.read_text, LIBRARY.glob("*")))))
    names = {name for joined in said for name in joined.split("&") if name} | {"activated", "de-activated"}
    assert len(names) > 10
    there = {Path(line).stem for line in fleet.exec("asterisk", "ls", f"{SOUNDS}/{language}/").split()}
    assert names <= there, names - there
