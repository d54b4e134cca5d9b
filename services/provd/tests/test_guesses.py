# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand guessed MAC addresses: nothing is disclosed, the guesser is banned at once, few devices are made."""

from __future__ import annotations

import pytest
from xivo_provd.guard import Guard, GuardLimits, Offence
from xivo_provd.phones.answers import Outcome
from xivo_provd.phones.door import Visit
from xivo_provd.plugin import HTTPRequest, RequestType, TFTPRequest

from .conftest import LINE_PASSWORD, YEALINK_MAC, give_line, only_device

PHONE, THIEF = "10.34.1.50", "10.34.1.66"
GUESSES = 10_000
NAMES = ("{mac}.cfg", "Aastra/{mac}.cfg", "{mac}-user.cfg", "SEP{mac}.cnf.xml", "snom720-{mac}.htm")


def guesses(protocol: RequestType, name: str, prefix: str, agent: str) -> list[Visit]:
    visits = []
    for number in range(GUESSES):
        mac = f"001565{0x123000 + number:06x}"
        path = prefix + name.format(mac=mac.upper() if "SEP" in name else mac)
        if protocol is RequestType.TFTP:
            visits.append(Visit(TFTPRequest(THIEF, path), protocol, None))
        else:
            colons = ":".join(mac[start : start + 2] for start in range(0, 12, 2))
            headers = {"user-agent": agent.format(mac=colons)}
            visits.append(Visit(HTTPRequest(THIEF, f"/{path}", headers), protocol, None))
    return visits


@pytest.mark.parametrize(
    ("protocol", "name", "with_key", "agent"),
    [
        *((RequestType.TFTP, name, False, "") for name in NAMES),
        *((RequestType.HTTP, name, False, "curl/8") for name in NAMES),
        (RequestType.HTTP, "{mac}.cfg", False, "Yealink SIP-T46G 28.80.0.125 {mac}"),
        (RequestType.HTTP, "{mac}.cfg", True, "Yealink SIP-T46G 28.80.0.125 {mac}"),
        (RequestType.HTTP, "{mac}.cfg", True, "Yealink SIP-T46G 28.80.0.125"),
        (RequestType.HTTP, "{mac}.cfg", True, "curl/8"),
        (RequestType.HTTP, "Aastra/{mac}.cfg", True, "Aastra6731i"),
    ],
)
async def test_the_guesser_is_banned_and_learns_nothing(provd, api, protocol, name, with_key, agent):
    await provd.get(PHONE, "/001565123456.cfg")
    await give_line(api, await only_device(api))
    prefix = f"{await provd.key()}/" if with_key else ""
    outcomes = []
    for visit in guesses(protocol, name, prefix, agent):
        answer = await provd.app.state.phones.answer(visit)
        assert LINE_PASSWORD.encode() not in answer.content
        outcomes.append(answer.outcome)
    assert outcomes.index(Outcome.BANNED) < 20
    assert set(outcomes[20:]) == {Outcome.BANNED}
    devices = (await api.get("/dev_mgr/devices")).json()["devices"]
    assert len([device for device in devices if device["mac"] != YEALINK_MAC]) <= 10
    assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 200


class TestGuard:
    def test_new_phones_count_within_a_minute(self):
        now = [0.0]
        guard = Guard(GuardLimits(), lambda: now[0])
        for minute in range(5):
            now[0] = minute * 61.0
            assert not any(guard.offend(THIEF, Offence.NEW_DEVICE) for _ in range(10))
        assert guard.offend(THIEF, Offence.NEW_DEVICE)

    def test_a_phone_that_asks_again_and_again_guesses_once(self):
        # many phones ask for files that no plugin has, the same ones at each boot
        guard = Guard(GuardLimits())
        assert not any(guard.offend(PHONE, Offence.GUESS, "00085d123456") for _ in range(300))
        assert any(guard.offend(PHONE, Offence.GUESS, f"00085d12345{number:x}") for number in range(16))


async def test_a_plain_url_in_a_phone_gets_it_banned_but_not_its_neighbours(provd):
    for _ in range(13):
        await provd.plain_get(THIEF, "/001565123499.cfg", "Yealink SIP-T46G 28.80.0.125 00:15:65:12:34:99")
    assert (await provd.plain_get(THIEF, "/y000000000028.cfg")).status_code == 429
    assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 200
