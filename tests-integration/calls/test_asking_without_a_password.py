# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sends requests and never a password goes on for a while, as an office at its start does, but not for long."""

from __future__ import annotations

import json

import pytest
from burglar import hang_up_for_good
from offices import has_no_past
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

BOX = "phone-g"
MOST_ANSWERS = 100
ASKING = """
import json, socket, sys, time
server, user = sys.argv[1:]
asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asking.connect((server, 5060))
own = ":".join(map(str, asking.getsockname()))
answers, deadline = [], time.monotonic() + 90
for number in range(1000):
    text = (
        f"REGISTER sip:{server} SIP/2.0\\r\\nVia: SIP/2.0/UDP {own};branch=z9hG4bKasking{number};rport\\r\\n"
        f"From: <sip:{user}@{server}>;tag={number}\\r\\nTo: <sip:{user}@{server}>\\r\\nCall-ID: asking{number}\\r\\n"
        f"CSeq: 1 REGISTER\\r\\nMax-Forwards: 70\\r\\nContact: <sip:{user}@{own}>\\r\\nContent-Length: 0\\r\\n\\r\\n"
    )
    for patience in (0.5, 1, 2, 4):
        asking.send(text.encode())
        asking.settimeout(patience)
        try:
            answers.append(asking.recv(65535).decode()[8:11])
            break
        except TimeoutError:
            pass
    else:
        break
print(json.dumps(answers))
"""


@pytest.mark.parametrize("user", ["autoprov", "nobody"])
def test_who_asks_a_hundred_times_is_banned_whether_he_names_a_user_or_not(fleet: Fleet, user: str) -> None:
    address = fleet.address(BOX, "phones")
    hang_up_for_good(fleet, BOX)
    has_no_past(fleet, address)
    try:
        answers = json.loads(fleet.exec(BOX, "python3", "-c", ASKING, fleet.address("asterisk", "phones"), user))
        eventually(lambda: address in fleet.exec("guard", "guard", "list"), what="the ban")
    finally:
        has_no_past(fleet, address)
    assert 10 < len(answers) <= MOST_ANSWERS
    assert set(answers) == {"401"}


ASKING_INSIDE_OF_TLS = """
import json, socket, ssl, sys
server, user, count = sys.argv[1:]
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
asking = context.wrap_socket(socket.create_connection((server, 5061), timeout=60))
own = ":".join(map(str, asking.getsockname()))
answers = []
for number in range(int(count)):
    asking.sendall((
        f"REGISTER sip:{server} SIP/2.0\\r\\nVia: SIP/2.0/TLS {own};branch=z9hG4bKasking{number};rport\\r\\n"
        f"From: <sip:{user}@{server}>;tag={number}\\r\\nTo: <sip:{user}@{server}>\\r\\nCall-ID: asking{number}\\r\\n"
        f"CSeq: 1 REGISTER\\r\\nMax-Forwards: 70\\r\\nContact: <sip:{user}@{own}>\\r\\nContent-Length: 0\\r\\n\\r\\n"
    ).encode())
    answers.append(asking.recv(65535).decode()[8:11])
print(json.dumps(answers))
"""


@pytest.mark.parametrize("user", ["autoprov", "nobody"])
def test_who_only_asks_inside_of_tls_is_no_guesser_whether_he_names_a_user_or_not(fleet: Fleet, user: str) -> None:
    """A ban would tell which of them there is."""
    address = fleet.address(BOX, "phones")
    hang_up_for_good(fleet, BOX)
    has_no_past(fleet, address)
    try:
        command = ("python3", "-c", ASKING_INSIDE_OF_TLS, fleet.address("asterisk", "phones"), user, "30")
        assert set(json.loads(fleet.exec(BOX, *command))) == {"401"}
        assert address not in fleet.exec("guard", "guard", "list")
    finally:
        has_no_past(fleet, address)
