# SPDX-License-Identifier: GPL-3.0-or-later
"""The values that plugins of the successor project get: they ask whether a name is there, not what it is."""

from __future__ import annotations

from typing import Any

from xivo_provd.compat.values import foreign_values
from xivo_provd.rawconfig import HostDefaults, normalize

HOST = HostDefaults("10.34.1.11", 8667, 69)
LINE = {"username": "u", "password": "p", "proxy_ip": "10.34.1.11"}


def values(**raw_config: Any) -> dict[str, Any]:
    return foreign_values(normalize(raw_config, HOST))


class TestWhatIsNotSet:
    def test_is_not_there(self):
        # A plugin fills in what a line lacks with setdefault, and asks "backup_proxy_ip" in line.
        line = values(sip_lines={"1": {**LINE, "display_name": None}})["sip_lines"]["1"]
        assert line == {
            **LINE,
            "auth_username": "u",
            "registrar_ip": "10.34.1.11",
            "registrar_port": 5060,
            "proxy_port": 5060,
        }

    def test_but_what_is_set_is(self):
        line = {**LINE, "dtmf_mode": "SIP-INFO", "backup_proxy_ip": "10.34.1.12"}
        found = values(sip_lines={"1": line})["sip_lines"]["1"]
        assert found["dtmf_mode"] == "SIP-INFO"
        assert (found["backup_proxy_port"], found["backup_registrar_ip"]) == (5060, "10.34.1.12")
        assert "outbound_proxy_port" not in found

    def test_switches_that_are_off(self):
        # One asks "dns_enabled" in the values and then reads dns_ip.
        found = values(ntp_enabled=True, ntp_ip="10.34.1.11", vlan_enabled=False)
        assert {name for name in found if name.endswith("_enabled")} == {"ntp_enabled"}


class TestWhatIsAssumed:
    def test_of_any_phone(self):
        found = values()
        assert (found["config_version"], found["protocol"], found["sip_transport"]) == (1, "SIP", "udp")
        assert (found["sip_lines"], found["funckeys"], found["sccp_call_managers"]) == ({}, {}, {})
        assert found["http_base_url"] == "http://10.34.1.11:8667"
        assert "provisioning_key" not in values(provisioning_key="k")

    def test_of_a_phone_with_call_managers(self):
        assert values(sccp_call_managers={"1": {"ip": "10.34.1.11"}})["protocol"] == "SCCP"

    def test_of_a_key(self):
        keys = {"1": {"type": "blf", "value": "1002", "label": None}, "2": {"type": "park", "label": "P", "line": 2}}
        assert values(funckeys=keys)["funckeys"] == {
            "1": {"type": "blf", "value": "1002", "label": "1002", "line": 1},
            "2": {"type": "park", "label": "P", "line": 2},
        }

    def test_the_phones_own_values_stay_as_they_are(self):
        raw = normalize({"sip_lines": {"1": dict(LINE)}, "funckeys": {"1": {"type": "park"}}}, HOST)
        foreign_values(raw)
        assert raw == normalize({"sip_lines": {"1": dict(LINE)}, "funckeys": {"1": {"type": "park"}}}, HOST)
