# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody outside with a telephone of his own, who comes by a trunk: ``with outsider(office) as somebody``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from offices import Office, has_no_past, let_in
from people import SOFTPHONE
from xivo_testkit.fleet import eventually
from xivo_testkit.phones import SimulatedPhone

NUMBER = "0477000001"
"""His number, the trunk's account too: his telephone takes calls for this number only."""
_SECRET = "of-somebody-outside"
_BOX = "phone-d"
_TONE_HZ = 1240


@contextmanager
def outsider(office: Office) -> Iterator[SimulatedPhone]:
    """His telephone, registered, and a way out to his number."""
    fleet = office.fleet
    endpoint = {"protocol": "sip", "username": NUMBER, "type": "friend", "host": "dynamic", "codecs": ["alaw", "ulaw"]}
    trunk = office.make("/trunks", name=NUMBER, context="from-extern", secret=_SECRET, endpoint=endpoint)
    extension = {"exten": NUMBER}
    office.make("/outcalls", name="outside", context="to-extern", trunks=[trunk], extensions=[extension])
    office.settle("to-extern", NUMBER)
    eventually(lambda: NUMBER in fleet.asterisk("pjsip show endpoints"), what="the endpoint")
    telephone = SimulatedPhone(let_in(fleet, _BOX), SOFTPHONE, "", _TONE_HZ)
    telephone.forgets()
    account = {
        "username": NUMBER,
        "auth_username": NUMBER,
        "password": _SECRET,
        "display_name": "Somebody",
        "registrar": fleet.address("asterisk", "phones"),
        "port": "5060",
    }
    telephone.boots(account=account)
    has_no_past(fleet, telephone.address)  # the account before was refused once more as it ended
    telephone.registers()
    eventually(lambda: f"{NUMBER}/sip:" in fleet.asterisk("pjsip show contacts"), what="the contact")
    try:
        yield telephone
    finally:
        telephone.boots(account={})  # it would go on registering with what is no account any more
