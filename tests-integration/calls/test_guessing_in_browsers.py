# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords are tried in WebSockets: all of one address count together, and with what else comes from there."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from burglar import CONNECTIONS, GUESSES, MOST_FAILURES, NOBODY, Burglar, heard_by
from offices import Desk
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import dismiss, hire

pytestmark = pytest.mark.integration

REFUSED_DIRECTLY = """
import socket
def tries(first_line):
    with socket.create_connection(("{server}", 8088), timeout=20) as connection:
        connection.sendall((first_line + "\\r\\nHost: asterisk\\r\\n\\r\\n").encode())
        try:
            return connection.recv(100)
        except ConnectionResetError:
            return b"reset"
print(tries("GET /ws HTTP/1.1"), tries("GET /ws HTTP/1.1\\r\\nBrowser: {forged}"), tries("POST / HTTP/1.1"))
"""
MEANWHILE_BANNED = """
browser = Guesser("wss:{edge}", 20)
before = len(browser.guess("REGISTER", "{nobody}"))
while Guesser("{asterisk}", 5).guess("REGISTER", "{nobody}"):
    pass
print(before, len(browser.guess("REGISTER", "{nobody}")))
"""

UNSENT = """
from pathlib import Path
lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
fields = [line.split() for line in lines]
print(sum(own.endswith(":1F98") and int(queues.partition(":")[0], 16) > 0 for _, own, _, _, queues, *_ in fields))
"""
"""Of Asterisk's connections at port 8088, how many have data that their other end did not confirm (proc(5))."""


@pytest.fixture
def account(fleet: Fleet, confd: httpx.Client) -> Iterator[str]:
    """Of somebody whom the guard does not know yet, with its password."""
    newcomer = hire(confd, "Nora", "Newman", "1542")
    try:
        eventually(lambda: newcomer.sip_username in fleet.asterisk("pjsip show endpoints"), what="her line")
        secret = confd.get(f"/lines_sip/{newcomer.line_id}").json()["secret"]
        yield f"{newcomer.sip_username}:{secret}"
    finally:
        dismiss(confd, newcomer)


def last_word(heard: dict[str, list[dict[str, str]]]) -> str:
    return heard["answers"][-1]["text"][:11]


@pytest.mark.parametrize("way", ["", "blind-", "full-"], ids=["one after the other", "without waiting", "full"])
def test_who_guesses_in_a_websocket_is_banned(
    fleet: Fleet, burglar: Burglar, bystander: Burglar, alice: Desk, way: str
) -> None:
    heard = burglar.guesses(GUESSES, alice.employee.sip_username, NOBODY, transport=f"{way}wss:")
    print(f"\n{GUESSES} guesses in a WebSocket: {len(heard['answers'])} answers")
    assert len(heard["answers"]) <= MOST_FAILURES
    assert not heard["heard_last"]
    eventually(lambda: burglar.is_banned, what="the ban")
    assert burglar.guesses(1, NOBODY)["answers"] == []  # nor elsewhere
    assert burglar.guesses(1, NOBODY, transport="wss:")["answers"] == []
    assert len(bystander.guesses(1, NOBODY, transport="patient-wss:")["answers"]) == 2
    assert fleet.address("edge", "fleet") not in fleet.exec("guard", "guard", "list")
    eventually(lambda: f"{burglar.address} is banned" in fleet.logs("guard"), what="the guard's log")


def test_many_websockets_of_one_guesser_get_no_more_answers(
    burglar: Burglar, bystander: Burglar, alice: Desk, account: str
) -> None:
    guessing = [
        burglar.begins(GUESSES, alice.employee.sip_username, NOBODY, transport="wss:") for _ in range(CONNECTIONS)
    ]
    assert last_word(bystander.guesses(1, account, transport="patient-wss:")) == "SIP/2.0 200"
    answers = [len(one["answers"]) for one in map(heard_by, guessing)]
    print(f"\n{CONNECTIONS} WebSockets: {answers} answers")
    assert 1 <= sum(answers) <= MOST_FAILURES
    eventually(lambda: burglar.is_banned, what="the ban")
    assert not bystander.is_banned
    assert last_word(bystander.guesses(1, account, transport="patient-wss:")) == "SIP/2.0 200"


def test_what_the_ban_cut_off_does_not_count_once_he_is_let_in_again(
    fleet: Fleet, burglar: Burglar, alice: Desk
) -> None:
    """Asterisk repeats what was not sent, unless its end of the connection goes as well."""
    burglar.guesses(GUESSES, alice.employee.sip_username, transport="wss:")
    assert burglar.is_banned
    burglar.is_forgotten()
    eventually(lambda: fleet.exec("guard", "python3", "-c", UNSENT).strip() == "0", what="nothing to repeat")
    assert not burglar.is_counted


def test_refusals_count_together_whichever_way_they_came(burglar: Burglar) -> None:
    assert len(burglar.guesses(2, NOBODY, transport="patient-")["answers"]) == 4
    assert len(burglar.guesses(2, NOBODY, transport="patient-wss:")["answers"]) == 4
    assert not burglar.is_banned
    assert len(burglar.guesses(2, NOBODY, transport="patient-")["answers"]) <= MOST_FAILURES - 8
    eventually(lambda: burglar.is_banned, what="the ban")


def test_who_is_banned_opens_no_websocket_until_he_is_let_in_again(burglar: Burglar) -> None:
    assert len(burglar.guesses(1, NOBODY, transport="patient-wss:")["answers"]) == 2
    burglar.guesses(8, NOBODY)
    eventually(lambda: burglar.is_banned, what="the ban")
    assert "refused" in burglar.guesses(1, NOBODY, transport="wss:")
    burglar.is_forgotten()
    assert len(burglar.guesses(1, NOBODY, transport="patient-wss:")["answers"]) == 2


def test_a_websocket_that_is_open_ends_with_the_ban(fleet: Fleet, burglar: Burglar) -> None:
    edge, asterisk = fleet.address("edge", "phones"), fleet.address("asterisk", "phones")
    assert burglar.runs(MEANWHILE_BANNED.format(edge=edge, asterisk=asterisk, nobody=NOBODY)).split() == ["2", "0"]


def test_success_forgets_in_websockets_and_makes_known_elsewhere(bystander: Burglar, account: str) -> None:
    for _ in range(MOST_FAILURES + 2):
        assert last_word(bystander.guesses(1, account, transport="patient-wss:")) == "SIP/2.0 200"
    assert len(bystander.guesses(8, NOBODY, transport="patient-")["answers"]) == 16  # as a telephone of the house
    assert len(bystander.guesses(8, NOBODY, transport="patient-wss:")["answers"]) == 16
    assert not bystander.is_banned


def test_addresses_that_are_never_banned_are_not_in_browsers_either(burglar: Burglar) -> None:
    burglar.is_spared(True)
    try:
        assert len(burglar.guesses(12, NOBODY, transport="patient-wss:")["answers"]) == 24
        assert not burglar.is_banned
    finally:
        burglar.is_spared(False)


def test_nobody_passes_for_another_browser(fleet: Fleet, burglar: Burglar, bystander: Burglar) -> None:
    """Not even if he knew the edge's secret: not to the edge, nor later in a message that looks like a beginning."""
    claim = f"Browser: {fleet.secrets['GUARD_EDGE_SECRET']} {bystander.address:<40}"
    heard = burglar.guesses(8, NOBODY, transport="wss:", claim=claim)
    assert 1 <= len(heard["answers"]) <= MOST_FAILURES
    eventually(lambda: burglar.is_banned, what="the ban")
    assert not bystander.is_banned


def test_nobody_but_the_edge_opens_websockets_of_asterisk(fleet: Fleet, burglar: Burglar) -> None:
    server = fleet.address("asterisk", "phones")
    forged = f"{'x' * 32} {burglar.address:<40}"
    assert burglar.runs(REFUSED_DIRECTLY.format(server=server, forged=forged)).split() == ["b'reset'"] * 3
