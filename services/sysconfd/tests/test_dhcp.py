# SPDX-License-Identifier: GPL-3.0-or-later
"""The DHCP server gets its configuration when it is applied, and provd hears of leases."""

import json
import stat

import pytest

COMMON = 'XIVO_DHCP_ACTIVE="1"\nXIVO_DHCP_POOL="10.0.0.10 10.0.0.99"\n'
YEALINK = "06079.65.61.6c.69.6e.6b"


@pytest.fixture
def active(host):
    host.confgend.files["common.conf"] = COMMON
    return host


def applied(host):
    path = host.dhcp / "common.conf"
    return path.read_text() if path.exists() else None


def leased(host, ip, op="commit", mac="0:15:65:0:0:1", *options):
    new = host.dhcp / "leases" / f".new-{ip}"
    new.write_text("\n".join([op, ip, mac, *options, ""]))
    new.replace(host.dhcp / "leases" / ip)


def waiting(host):
    return sorted(path.name for path in (host.dhcp / "leases").iterdir())


class TestApply:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_nothing_before_then_the_settings_and_the_key(self, active, method):  # SYS-193, API-172
        async with active.sysconfd():
            assert applied(active) is None
            answer = await active.client.request(method, "/commonconf_apply")
            assert (answer.status_code, answer.json()) == (200, {})
        assert applied(active) == COMMON + 'XIVO_PROVISIONING_KEY="the-key"\n'
        assert stat.S_IMODE((active.dhcp / "common.conf").stat().st_mode) == 0o640

    async def test_what_was_applied_stays_while_somebody_is_away(self, active):  # SYS-193
        async with active.sysconfd():
            await active.client.post("/commonconf_apply")
            before = applied(active)
            active.confgend.files["common.conf"] = 'XIVO_DHCP_ACTIVE="0"\n'
            active.confgend.away = True
            answer = await active.client.post("/commonconf_apply")
            assert (answer.status_code, answer.json()["error_id"]) == (503, "configuration-unavailable")
            active.confgend.away, active.provd.away = False, True
            answer = await active.client.post("/commonconf_apply")
            assert (answer.status_code, answer.json()["error_id"]) == (503, "provisioning-key-unavailable")
        assert applied(active) == before

    async def test_a_new_key_comes_by_itself_and_nothing_else_does(self, active):  # SYS-203
        async with active.sysconfd():
            await active.client.post("/commonconf_apply")
            active.confgend.files["common.conf"] = 'XIVO_DHCP_ACTIVE="0"\n'
            active.provd.key = "another"
            await active.until(lambda: "another" in applied(active))
        assert applied(active) == COMMON + 'XIVO_PROVISIONING_KEY="another"\n'

    async def test_a_stranger_may_not(self, active):
        async with active.sysconfd(peer="192.0.2.7"):
            assert (await active.client.post("/commonconf_apply")).status_code == 401
        assert applied(active) is None

    async def test_the_servers_own_words_are_shown(self, active):  # DEV-178, SYS-202
        report = {"active": True, "running": False, "findings": ["dhcpd_extra.conf line 1: semicolon expected."]}
        async with active.sysconfd():
            assert (await active.status())["dhcp"] is None
            (active.dhcp / "report.json").write_text(json.dumps(report))
            assert (await active.status())["dhcp"] == report
            (active.dhcp / "report.json").write_text("{")
            assert (await active.status())["dhcp"] is None


class TestUpdate:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_the_server_is_asked_to_fetch(self, host, method):  # API-174, DEV-177
        wanted = host.dhcp / "update-wanted"
        async with host.sysconfd():
            answer = await host.client.request(method, "/dhcpd_update")
            assert (answer.status_code, answer.json()) == (200, {})
            first = wanted.read_text()
            await host.client.request(method, "/dhcpd_update")
            assert wanted.read_text() != first

    async def test_a_stranger_may_not(self, host):
        async with host.sysconfd(peer="192.0.2.7"):
            assert (await host.client.get("/dhcpd_update")).status_code == 401
        assert not (host.dhcp / "update-wanted").exists()


class TestLeases:
    async def test_provd_hears_of_each(self, host):  # CC-061, DEV-017
        leased(host, "10.0.0.10", "commit", "0:15:65:0:0:1", YEALINK, "012")
        async with host.sysconfd():
            await host.until(lambda: not waiting(host))
            leased(host, "10.0.0.10", "release")
            await host.until(lambda: not waiting(host))
        commit = {"op": "commit", "ip": "10.0.0.10", "mac": "0:15:65:0:0:1", "options": [YEALINK, "012"]}
        assert host.provd.heard == [commit, {**commit, "op": "release", "options": []}]

    async def test_they_wait_while_provd_is_away(self, host):  # CC-061
        host.provd.away = True
        async with host.sysconfd():
            leased(host, "10.0.0.10")
            leased(host, "10.0.0.11")
        assert waiting(host) == ["10.0.0.10", "10.0.0.11"]
        host.provd.away = False
        async with host.sysconfd():
            await host.until(lambda: not waiting(host))
        assert {told["ip"] for told in host.provd.heard} == {"10.0.0.10", "10.0.0.11"}

    async def test_a_word_that_comes_meanwhile_is_not_lost(self, host):  # CC-061
        def meanwhile():
            host.provd.on_lease = lambda: None
            leased(host, "10.0.0.10", "release")

        host.provd.on_lease = meanwhile
        leased(host, "10.0.0.10")
        async with host.sysconfd():
            await host.until(lambda: not waiting(host))
        assert [told["op"] for told in host.provd.heard] == ["commit", "release"]

    async def test_what_provd_refuses_holds_nobody_up(self, host):
        host.provd.refuses = 1
        leased(host, "10.0.0.10", "commit", "nonsense")
        async with host.sysconfd():
            await host.until(lambda: not waiting(host))
            leased(host, "10.0.0.11")
            await host.until(lambda: host.provd.heard)
        assert [told["ip"] for told in host.provd.heard] == ["10.0.0.11"]

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("10.0.0.10", ""),
            ("10.0.0.10", "commit\n10.0.0.11\n0:15:65:0:0:1\n"),
            ("10.0.0.10", "explode\n10.0.0.10\n0:15:65:0:0:1\n"),
            ("lease", "commit\nlease\n0:15:65:0:0:1\n"),
            ("10.0.0.10", "commit\n10.0.0.10\n\xff\n"),
        ],
    )
    async def test_what_is_no_report_is_thrown_away(self, host, name, text):
        (host.dhcp / "leases" / name).write_text(text)
        async with host.sysconfd():
            await host.until(lambda: not waiting(host))
        assert host.provd.heard == []
