# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose name and number the one sees who is called outside: the outgoing call's, the user's own, or nobody's."""

from __future__ import annotations

import pytest
from offices import Desk, Office, of, quiet
from provider import HEARD, Invite, Provider, peer
from xivo_testkit.fleet import Fleet

pytestmark = pytest.mark.integration

HEAD_OFFICE = "0299140000"
OWN = '"Alice at home" <0299140042>'


def shown(
    office: Office, provider: Provider, alice: Desk, *, user: str, outcall: str = "", internal: bool = False
) -> Invite:
    """What the provider gets when Alice, with that caller id of her own, calls by that outgoing call."""
    trunk = office.make("/trunks", **peer("provider", provider.address, provider.port))
    extension = {"exten": "**97.", "strip_digits": 4, "caller_id": outcall}
    office.make(
        "/outcalls", name="shown", context="to-extern", trunks=[trunk], extensions=[extension],
        internal_caller_id=internal,
    )  # fmt: skip
    office.put(of(alice), outgoing_caller_id=user)
    office.settle("to-extern", "**97")
    quiet(alice)
    alice.phone.calls("**970123456789")
    alice.phone.talks()
    invite = provider.hears()
    alice.phone.hangs_up()
    alice.phone.ends()
    return invite


@pytest.mark.parametrize(
    ("user", "outcall", "internal", "name", "number"),
    [
        ("default", "", False, "Alice Abrams", "1001"),
        ("default", HEAD_OFFICE, False, "Alice Abrams", HEAD_OFFICE),
        ("default", f'"Acme" <{HEAD_OFFICE}>', False, "Acme", HEAD_OFFICE),
        (OWN, HEAD_OFFICE, False, "Alice at home", "0299140042"),
        (OWN, HEAD_OFFICE, True, "Alice Abrams", "1001"),
    ],
    ids=["as she is", "the outgoing call's number", "its name and number", "her own", "internal"],
)
def test_internal_then_the_users_own_then_the_outgoing_calls(
    office: Office, provider: Provider, alice: Desk, user: str, outcall: str, internal: bool, name: str, number: str
) -> None:  # ADM-287, ADM-288, ADM-289, ADM-290, ADM-291
    invite = shown(office, provider, alice, user=user, outcall=outcall, internal=internal)
    assert (invite.caller_name, invite.caller_number) == (name, number)


def test_who_wants_to_stay_unknown_is_not_told(
    office: Office, fleet: Fleet, provider: Provider, alice: Desk
) -> None:  # ADM-290, ADM-291
    """The network knows, and is asked to keep it to itself (RFC 3323)."""
    invite = shown(office, provider, alice, user="anonymous", outcall=HEAD_OFFICE)
    assert invite.caller_number == "anonymous"
    assert "Abrams" not in invite.caller_name
    heard = fleet.exec(provider.box, "cat", HEARD)
    assert "Privacy: id" in heard
