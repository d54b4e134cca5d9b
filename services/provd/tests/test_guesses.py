# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand guessed MAC addresses: nothing is disclosed, the guesser is banned at once, few devices are made."""

from __future__ import annotations

import pytest
from xivo_provd.guard import Guard, GuardLimits, Offence
from xivo_provd.phones.answers import Outcome
from xivo_provd.phones.door import Visit
from xivo_provd.plugin import HTTPRequest, RequestType, TFTPRequest
from xivo_provd.settings import GuardSettings

from .conftest import LINE_PASSWORD, YEALINK_MAC, give_line, only_device

PHONE, THIEF, ROUTER = "10.34.1.50", "10.34.1.66", "10.34.1.254"
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


class TestAnOfficeBehindNat:
    """DEV-199: many phones at the one address of their router."""

    @pytest.fixture
    async def office(self, provd, api):
        """Its first phone has a line."""
        await self.is_behind_nat(api)
        await provd.get(ROUTER, "/001565123456.cfg")
        await give_line(api, await only_device(api))
        return provd

    async def is_behind_nat(self, api):
        assert (await api.put("/configure/NAT", json={"param": {"value": 1}})).status_code == 204

    async def boots(self, provd, number: int) -> int:
        """What a phone gets that nobody knows."""
        agent = f"Yealink SIP-T46G 28.80.0.125 00:15:65:12:00:{number:02x}"
        return (await provd.get(ROUTER, f"/0015651200{number:02x}.cfg", agent)).status_code

    async def test_all_its_phones_may_be_new_at_once(self, provd, api):
        await self.is_behind_nat(api)
        assert [await self.boots(provd, number) for number in range(40)] == [200] * 40
        devices = (await api.get("/dev_mgr/devices")).json()["devices"]
        assert len({device["mac"] for device in devices}) == 40
        assert {device["ip"] for device in devices} == {ROUTER}

    async def test_who_invents_phones_gets_banned_all_the_same(self, make_provd):
        async with make_provd(guard=GuardSettings(new_devices=3, behind_nat=2)) as provd, provd.caller() as api:
            await self.is_behind_nat(api)
            assert [await self.boots(provd, number) for number in range(8)] == [200] * 6 + [429] * 2
            assert len((await api.get("/dev_mgr/devices")).json()["devices"]) == 6

    async def test_one_phone_without_the_key_costs_its_neighbours_nothing(self, office, api):
        for _ in range(13):
            await office.plain_get(ROUTER, "/001565123499.cfg", "Yealink SIP-T46G 28.80.0.125 00:15:65:12:34:99")
        assert list((await api.get("/guard/bans")).json()["bans"]) == [ROUTER]
        own = await office.get(ROUTER, "/001565123456.cfg")
        assert (own.status_code, LINE_PASSWORD in own.text) == (200, True)
        newer = await office.get(ROUTER, "/001565123456.cfg", f"Yealink SIP-T46G 28.80.0.130 {YEALINK_MAC}")
        assert newer.status_code == 200
        assert (await office.plain_get(ROUTER, "/001565123456.cfg")).status_code == 429
        assert await self.boots(office, 1) == 429

    async def test_the_ban_of_another_address_opens_no_phone_of_the_office(self, office, api):
        for number in range(13):
            await office.get(THIEF, f"/00156599990{number:x}.cfg", "curl/8")
        assert list((await api.get("/guard/bans")).json()["bans"]) == [THIEF]
        stolen = await office.get(THIEF, "/001565123456.cfg")
        assert (stolen.status_code, stolen.text) == (429, "")
        assert (await only_device(api))["ip"] == ROUTER

    async def test_what_is_asked_during_a_ban_makes_it_no_longer(self, office, api):
        for _ in range(13):
            await office.plain_get(ROUTER, "/001565123499.cfg")
        before = (await api.get("/guard/bans")).json()["bans"][ROUTER]
        for _ in range(30):
            await office.get(ROUTER, "/001565123456.cfg", "Yealink SIP-T46G 28.80.0.125 00:15:65:12:34:99")
        assert (await api.get("/guard/bans")).json()["bans"][ROUTER] <= before
        assert (await office.get(ROUTER, "/001565123456.cfg")).status_code == 200
