# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sends requests and never a password goes on for a while, as an office at its start does, but not for long."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from burglar import hang_up_for_good
from offices import conversation, has_no_past
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

BOX = "phone-g"
MOST_ANSWERS = 100
ASKING = """
import json, socket, ssl, sys
way, server, user, count = sys.argv[1:]
asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if way == "UDP" else socket.SOCK_STREAM)
asking.connect((server, 5060 if way == "UDP" else 5061))
if way == "TLS":
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    asking = context.wrap_socket(asking)
own = ":".join(map(str, asking.getsockname()))
answers = []
for number in range(int(count)):
    text = (
        f"REGISTER sip:{server} SIP/2.0\\r\\nVia: SIP/2.0/{way} {own};branch=z9hG4bKasking{number};rport\\r\\n"
        f"From: <sip:{user}@{server}>;tag={number}\\r\\nTo: <sip:{user}@{server}>\\r\\nCall-ID: asking{number}\\r\\n"
        f"CSeq: 1 REGISTER\\r\\nMax-Forwards: 70\\r\\nContact: <sip:{user}@{own}>\\r\\nContent-Length: 0\\r\\n\\r\\n"
    )
    for patience in (0.5, 1, 2, 4) if way == "UDP" else (60,):
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


@pytest.fixture
def address(fleet: Fleet) -> Iterator[str]:
    """Of who asks."""
    address = fleet.address(BOX, "phones")
    hang_up_for_good(fleet, BOX)
    has_no_past(fleet, address)
    yield address
    has_no_past(fleet, address)


def asked(fleet: Fleet, way: str, user: str, count: int) -> list[str]:
    """How he is answered, until he is no more."""
    server = fleet.address("asterisk", "phones")
    found: list[str] = json.loads(fleet.exec(BOX, "python3", "-c", ASKING, way, server, user, str(count)))
    return found


@pytest.mark.parametrize("user", ["autoprov", "nobody"])
def test_who_asks_a_hundred_times_is_banned_whether_he_names_a_user_or_not(
    fleet: Fleet, address: str, user: str
) -> None:
    answers = asked(fleet, "UDP", user, 1000)
    eventually(lambda: address in fleet.exec("guard", "guard", "list"), what="the ban")
    assert 10 < len(answers) <= MOST_ANSWERS
    assert set(answers) == {"401"}


@pytest.mark.parametrize("user", ["autoprov", "nobody"])
def test_who_only_asks_inside_of_tls_is_no_guesser_whether_he_names_a_user_or_not(
    fleet: Fleet, address: str, user: str
) -> None:
    """A ban would tell which of them there is."""
    assert asked(fleet, "TLS", user, 30) == ["401"] * 30
    conversation()  # the time in which he would be banned
    assert address not in fleet.exec("guard", "guard", "list")
