# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from xivo_provd.plugin import RawConfigError
from xivo_provd.rawconfig import HostDefaults, has_secrets, map_secrets, merge, normalize
from xivo_provd.resources.configs.inheritance import inherited

HOST = HostDefaults("10.0.0.1", 8667, 69)


class TestInheritance:
    def test_the_child_wins_deeply(self):
        # API-148
        merged = merge([{"a": 1, "d": {"x": 1, "y": [1, 2]}}, {"d": {"y": [3]}, "b": None}])
        assert merged == {"a": 1, "b": None, "d": {"x": 1, "y": [3]}}

    def test_three_levels_and_two_parents(self):
        # API-148
        configs = {
            "base": {"raw_config": {"ip": "1", "ntp_ip": "1", "v": "base"}},
            "template": {"raw_config": {"locale": "fr_FR", "ntp_ip": "2"}},
            "middle": {"parent_ids": ["base", "template"], "raw_config": {"v": "middle"}},
            "leaf": {"parent_ids": ["middle", "gone"], "raw_config": {"locale": "de_DE"}},
        }
        assert inherited("leaf", configs) == {"ip": "1", "ntp_ip": "2", "v": "middle", "locale": "de_DE"}

    def test_a_cycle_ends(self):
        # API-148
        configs = {
            "a": {"parent_ids": ["b"], "raw_config": {"a": 1}},
            "b": {"parent_ids": ["a"], "raw_config": {"b": 1}},
        }
        assert inherited("a", configs) == {"a": 1, "b": 1}

    def test_the_sources_stay_as_they_are(self):
        # API-148
        source = {"d": {"x": 1}}
        merge([source, {"d": {"y": 2}}])
        assert source == {"d": {"x": 1}}


class TestNormalForm:
    def test_nested_and_flat_forms_are_equal(self):
        # API-145
        line = {"username": "100", "password": "p"}
        assert normalize({"sip": {"lines": {"1": line}}}, HOST) == normalize({"sip_lines": {"1": line}}, HOST)

    def test_a_line_inherits_servers(self):
        # API-145 DEV-193
        config = normalize(
            {
                "sip_registrar_ip": "10.0.0.2",
                "sip_backup_registrar_ip": "10.0.0.3",
                "sip_dtmf_mode": "SIP-INFO",
                "sip_lines": {"1": {"username": "u"}, "2": {"username": "v", "registrar_ip": "10.0.0.9"}},
            },
            HOST,
        )
        one, two = config["sip_lines"]["1"], config["sip_lines"]["2"]
        assert (one["registrar_ip"], one["proxy_ip"]) == ("10.0.0.2", "10.0.0.2")
        assert (one["backup_registrar_ip"], one["backup_proxy_ip"]) == ("10.0.0.3", "10.0.0.3")
        assert (one["auth_username"], one["dtmf_mode"], one["registrar_port"]) == ("u", "SIP-INFO", 5060)
        assert two["registrar_ip"] == "10.0.0.9"

    def test_no_value_can_start_a_new_line(self):
        # API-145
        config = normalize({"sip_lines": {"1": {"username": "a\r\nb\0c"}}, "x\ny": "1\n2"}, HOST)
        assert config["sip_lines"]["1"]["username"] == "a b c"
        assert config["x y"] == "1 2"

    PEM = "-----BEGIN CERTIFICATE-----\nMIIBvTCCAW\nOgAwIBAg==\n-----END CERTIFICATE-----\n"

    def test_but_certificates_and_keys_have_lines(self):
        key = self.PEM.replace("CERTIFICATE", "EC PRIVATE KEY")
        chain = f"\n{self.PEM}\r\n{self.PEM}".replace("\n", "\r\n")
        config = normalize({"sip_servers_root_and_intermediate_certificates": chain, "sip_local_key": key}, HOST)
        assert config["sip_servers_root_and_intermediate_certificates"] == self.PEM * 2
        assert config["sip_local_key"] == key
        assert map_secrets(config, lambda _: "*")["sip_local_key"] == "*"

    @pytest.mark.parametrize(
        "text",
        [
            PEM + "admin_password: 1\n",
            PEM.replace("MIIBvTCCAW", "admin password: 1"),
            PEM.replace("OgAwIBAg==", "a=b"),
            PEM.replace("END CERTIFICATE", "END KEY"),
            "-----BEGIN CERTIFICATE-----\nx: 1\n",
        ],
    )
    def test_and_nothing_else_in_their_name(self, text):
        assert "\n" not in normalize({"sip_local_certificate": text}, HOST)["sip_local_certificate"]

    @pytest.mark.parametrize(
        "raw",
        [
            {"http_port": "many"},
            {"http_port": 70000},
            {"sip_lines": [1]},
            {"sip_lines": {"one": {}}},
            {"sip_lines": {"0": {}}},
            {"funckeys": {"1": "x"}},
        ],
    )
    def test_what_cannot_be_used(self, raw):
        # API-145
        with pytest.raises(RawConfigError):
            normalize(raw, HOST)

    def test_the_server_must_be_known(self):
        # API-148
        with pytest.raises(RawConfigError):
            normalize({}, HostDefaults(None, 8667, 69))


def test_secrets_are_found_wherever_they_are():
    raw = {
        "sip_lines": {"1": {"password": "a", "username": "u"}},
        "admin_password": "b",
        "nested": [{"secret": "c"}],
        "user_password": None,
    }
    assert has_secrets(raw)
    hidden = map_secrets(raw, lambda _: "*")
    assert hidden == {
        "sip_lines": {"1": {"password": "*", "username": "u"}},
        "admin_password": "*",
        "nested": [{"secret": "*"}],
        "user_password": None,
    }
    assert not has_secrets({"sip_lines": {"1": {"username": "u", "password": ""}}})
