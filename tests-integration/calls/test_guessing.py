# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody tries passwords on Asterisk: he learns nothing, and is soon not heard any more."""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import mean, median

import httpx
import pytest
from burglar import CONNECTIONS, GUESSES, MOST_FAILURES, NOBODY, Burglar, heard_by, knows
from offices import Desk, conversation, quiet
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.lamp import OFF, Lamp
from xivo_testkit.office import dismiss, hire

pytestmark = pytest.mark.integration


def without_what_always_differs(answer: str) -> str:
    text = re.sub(r"^(Via|From|To|Call-ID|CSeq|Content-Length):.*\r\n", "", answer, flags=re.MULTILINE)
    return re.sub(r'(nonce|opaque)="[^"]*"', r"\1", text)


def test_known_and_unknown_users_get_the_same_answer(burglar: Burglar, alice: Desk) -> None:
    username = alice.employee.sip_username
    texts: dict[str, set[str]] = defaultdict(set)
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(12):
        burglar.is_forgotten()
        answers = burglar.guesses(4, username, NOBODY, transport="patient-")["answers"]
        assert len(answers) == 8  # a challenge and a refusal for each user, to REGISTER and to INVITE
        for position, one in enumerate(answers):
            kind = f"{one['method']} {('challenge', 'refusal')[position % 2]}"
            texts[kind].add(without_what_always_differs(one["text"]))
            seconds[one["user"]].append(one["seconds"])
    for kind, different in texts.items():
        assert len(different) == 1, f"{kind}: {different}"
    known, unknown = median(seconds[username]), median(seconds[NOBODY])
    print(f"\nanswered within (median): known user {known * 1000:.2f} ms, unknown user {unknown * 1000:.2f} ms")
    assert all(next(iter(texts[kind])).startswith("SIP/2.0 401") for kind in texts)
    slower = mean(here > there for here, there in zip(seconds[username], seconds[NOBODY], strict=True))
    assert abs(known - unknown) < 0.003 or 0.15 < slower < 0.85  # a busy machine is slow for both


def test_who_guesses_is_banned_and_the_telephones_go_on(fleet: Fleet, burglar: Burglar, alice: Desk, bob: Desk) -> None:
    guessing = burglar.begins(GUESSES, alice.employee.sip_username, NOBODY, bob.employee.sip_username)
    calls = 0
    while guessing.poll() is None:
        quiet(alice, bob)
        alice.phone.calls(bob.employee.exten)
        bob.phone.rings()
        bob.phone.answers()
        alice.phone.talks()
        conversation(1)
        alice.phone.hangs_up()
        alice.phone.ends()
        bob.phone.ends()
        calls += 1
    heard = heard_by(guessing)
    failures = len(heard["answers"])
    print(f"\n{GUESSES} guesses in {heard['seconds']:.1f} s: {failures} were answered; {calls} calls meanwhile")
    eventually(lambda: burglar.is_banned, what="the ban")
    assert 1 <= failures <= MOST_FAILURES
    assert not heard["heard_last"]
    assert calls >= 1
    eventually(lambda: f"{burglar.address} is banned" in fleet.logs("guard"), what="the guard's log")
    for desk in (alice, bob):
        assert desk.phone.address not in fleet.exec("guard", "guard", "list")


@pytest.mark.parametrize("way", ["", "blind-"], ids=["one after the other", "without waiting"])
def test_who_guesses_inside_of_tls_is_banned_as_soon(burglar: Burglar, alice: Desk, way: str) -> None:
    heard = burglar.guesses(GUESSES, alice.employee.sip_username, NOBODY, transport=f"{way}tls:")
    print(f"\n{GUESSES} guesses in TLS: {len(heard['answers'])} answers")
    eventually(lambda: burglar.is_banned, what="the ban")
    assert 1 <= len(heard["answers"]) <= MOST_FAILURES
    assert not heard["heard_last"]
    assert burglar.guesses(1, NOBODY)["answers"] == []


def test_many_connections_of_one_guesser_get_no_more_answers(burglar: Burglar, alice: Desk) -> None:
    guessing = [burglar.begins(GUESSES, alice.employee.sip_username, transport="tls:") for _ in range(CONNECTIONS)]
    answers = [len(one["answers"]) for one in map(heard_by, guessing)]
    print(f"\n{CONNECTIONS} connections of TLS: {answers} answers")
    eventually(lambda: burglar.is_banned, what="the ban")
    assert 1 <= sum(answers) <= MOST_FAILURES


def test_many_strangers_at_one_address_who_know_their_passwords_get_in(
    fleet: Fleet, burglar: Burglar, confd: httpx.Client
) -> None:
    """An office's first morning: more telephones at once than a guesser gets answers."""
    newcomer = hire(confd, "Nell", "Newcomer", "1541")
    try:
        eventually(lambda: newcomer.sip_username in fleet.asterisk("pjsip show endpoints"), what="her line")
        secret = confd.get(f"/lines_sip/{newcomer.line_id}").json()["secret"]
        account = f"{newcomer.sip_username}:{secret}"
        registering = [burglar.begins(1, account, transport="patient-tls:") for _ in range(2 * MOST_FAILURES)]
        last = [one["answers"][-1]["text"][:11] for one in map(heard_by, registering)]
    finally:
        dismiss(confd, newcomer)
    assert last == ["SIP/2.0 200"] * len(registering)
    assert not burglar.is_banned


def test_who_is_let_in_again_is_answered(burglar: Burglar) -> None:
    burglar.guesses(8, NOBODY)
    eventually(lambda: burglar.is_banned, what="the ban")
    assert burglar.guesses(1, NOBODY)["answers"] == []
    burglar.is_forgotten()
    assert not burglar.is_banned
    assert len(burglar.guesses(1, NOBODY, transport="patient-")["answers"]) == 2


def test_who_knows_his_password_may_ask_as_often_as_he_likes(fleet: Fleet, confd: httpx.Client, alice: Desk) -> None:
    """Each of his requests is refused once, as every telephone's; success forgets that."""
    secret = confd.get(f"/lines_sip/{alice.employee.line_id}").json()["secret"]
    mine = ""
    for _ in range(120):
        with Lamp(fleet.address("asterisk"), alice.employee.sip_username, secret, "1001") as lamp:
            if not mine:  # from now on a stranger
                mine = lamp.address
                fleet.exec("guard", "guard", "unban", mine, check=False)
            lamp.shows(OFF)
    assert mine not in fleet.exec("guard", "guard", "list")


def test_a_telephone_of_the_house_has_more_patience(fleet: Fleet, alice: Desk, burglar: Burglar) -> None:
    """Many requests at once get a refusal each before the first of them succeeds."""
    burglar.is_known()
    assert len(burglar.guesses(20, NOBODY, transport="patient-")["answers"]) == 40
    assert not burglar.is_banned


def test_the_guard_follows_asterisk_into_its_next_network(fleet: Fleet, burglar: Burglar, alice: Desk) -> None:
    burglar.guesses(8, NOBODY)
    eventually(lambda: burglar.is_banned, what="the ban")
    known = alice.phone.address
    eventually(lambda: known in remembered(fleet), what="a telephone that is known")
    fleet.restart("asterisk")
    eventually(lambda: "fully booted" in fleet.asterisk("core waitfullybooted"), what="Asterisk")
    eventually(lambda: burglar.is_banned, every=1, what="the ban, as before")
    # its container may start a second time while Asterisk's network is made
    eventually(lambda: knows(fleet, known), every=1, what="the telephone, as before")

    def guards() -> bool:
        burglar.is_forgotten()
        burglar.guesses(8, NOBODY)
        return burglar.is_banned

    eventually(guards, every=1, what="a ban")


def remembered(fleet: Fleet) -> str:
    return fleet.exec("guard", "cat", "/var/lib/guard/remembered.json")


def test_the_guard_says_that_asterisk_tells_it_nothing_and_when_it_does_again(fleet: Fleet) -> None:
    def renamed(old: str, new: str) -> None:
        fleet.exec("asterisk", "sed", "-i", rf"s/^\[{old}\]/[{new}]/", "/etc/asterisk/manager.conf")
        fleet.asterisk("manager reload")

    def is_said(text: str, more_than: int) -> None:
        eventually(lambda: said(text) > more_than, what=text)

    def said(text: str) -> int:
        return fleet.logs("guard", tail=10_000).count(text)

    silent, heard = "Asterisk does not tell of passwords", "Asterisk tells of passwords again"
    before = said(silent), said(heard)
    renamed("xivo-guard", "nobody")
    try:
        fleet.restart("guard")
        is_said(silent, before[0])
    finally:
        renamed("nobody", "xivo-guard")
    is_said(heard, before[1])
