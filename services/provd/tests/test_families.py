# SPDX-License-Identifier: GPL-3.0-or-later
"""Our two families: what their phones tell, and what they get. XIVO_GOLDEN=write renews the golden files."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from xivo_provd.plugin import (
    DeviceSupport,
    DHCPRequest,
    HTTPRequest,
    RawConfigError,
    RequestType,
    TFTPRequest,
)
from xivo_provd.plugin.loader import PluginLoader
from xivo_provd.plugin.repository import FolderRepository
from xivo_provd.rawconfig import HostDefaults, normalize

from .conftest import PLUGINS, SNOM_AGENT, YEALINK_AGENT

GOLDEN = Path(__file__).parent / "golden"
HOST = HostDefaults("10.34.1.11", 8667, 69)

FULL: dict[str, Any] = {
    "X_key": "",
    "X_xivo_phonebook_ip": "10.34.1.11",
    "admin_password": "adm&<1>",
    "admin_username": "admin",
    "codecs": ["g722", "pcma", "pcmu", "unknown"],
    "dns_enabled": True,
    "dns_ip": "10.34.1.12",
    "exten_dnd": "*25",
    "exten_fwd_busy": "*23",
    "exten_fwd_disable_all": "*20",
    "exten_fwd_no_answer": "*22",
    "exten_fwd_unconditional": "*21",
    "exten_park": None,
    "exten_pickup_call": "*8",
    "exten_pickup_group": None,
    "exten_voicemail": "*98",
    "funckeys": {
        "1": {"label": "Zoé & Co", "line": 1, "type": "blf", "value": "1005"},
        "2": {"label": "", "line": 1, "type": "speeddial", "value": "1006"},
        "4": {"label": "Parc", "line": 1, "type": "park", "value": "701"},
        "5": {"label": "?", "line": 1, "type": "unknown", "value": "1"},
        "30": {"label": "Module", "line": 2, "type": "speeddial", "value": "1030"},
        "900": {"label": "Too many", "line": 1, "type": "speeddial", "value": "1900"},
    },
    "locale": "fr_FR",
    "ntp_enabled": True,
    "ntp_ip": "10.34.1.11",
    "protocol": "SIP",
    "sip_dtmf_mode": "SIP-INFO",
    "sip_lines": {
        "1": {
            "auth_username": "auth1",
            "backup_proxy_ip": "10.34.1.21",
            "backup_registrar_ip": "10.34.1.21",
            "display_name": "Elès 01",
            "number": "1001",
            "password": "p<ss&1",
            "proxy_ip": "10.34.1.11",
            "registrar_ip": "10.34.1.11",
            "username": "user1",
        },
        "2": {
            "display_name": "Second",
            "number": "1002",
            "password": "pass2",
            "registrar_port": 5070,
            "username": "user2",
            "voicemail": "*971002",
        },
    },
    "sip_srtp_mode": "preferred",
    "sip_subscribe_mwi": True,
    "sip_transport": "tcp",
    "syslog_enabled": True,
    "syslog_ip": "10.34.1.13",
    "syslog_level": "info",
    "timezone": "Europe/Paris",
    "user_password": "usr",
    "user_username": "user",
    "vlan_enabled": True,
    "vlan_id": 341,
    "vlan_pc_port_id": 342,
    "vlan_priority": 5,
}
YEALINK = {"id": "1", "mac": "00:15:65:12:34:56", "vendor": "Yealink", "model": "T46G", "version": "28.80.0.125"}
SNOM = {"id": "2", "mac": "00:04:13:ab:cd:ef", "vendor": "Snom", "model": "720", "version": "8.7.5.17"}


@pytest.fixture
async def loader(tmp_path) -> PluginLoader:
    repository = FolderRepository(PLUGINS)
    for plugin_id, entry in (await repository.index(lambda *_: None)).items():
        await repository.fetch(plugin_id, entry, tmp_path / plugin_id, lambda *_: None)
    loader = PluginLoader(tmp_path, None, {})
    loader.load_all()
    assert loader.failures == {}
    return loader


@pytest.fixture
def yealink(loader):
    return loader.get("xivo-yealink-v80")


@pytest.fixture
def snom(loader):
    return loader.get("xivo-snom-8.7.5")


def check_golden(name: str, content: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("XIVO_GOLDEN") == "write":
        path.write_bytes(content)
    assert content.decode("utf-8") == path.read_text("utf-8")


def yealink_values(content: bytes) -> dict[str, str]:
    pairs = (line.split(" = ", 1) for line in content.decode().splitlines() if line and line[0] != "#")
    return {key: value for key, value in pairs}  # noqa: C416  it checks that all are pairs


class TestGoldenFiles:
    def test_yealink_with_everything(self, yealink):
        # API-145 DEV-193 ADM-007 ADM-009
        files = yealink.render(YEALINK, normalize(FULL, HOST))
        assert list(files) == ["001565123456.cfg"]
        check_golden("yealink-full.cfg", files["001565123456.cfg"])

    def test_yealink_with_nothing(self, yealink):
        # API-145
        files = yealink.render(YEALINK, normalize({}, HOST))
        check_golden("yealink-empty.cfg", files["001565123456.cfg"])

    def test_yealink_of_the_old_kind(self, yealink):
        # ADM-013
        device = {**YEALINK, "model": "T26P", "version": "6.72.0.30"}
        files = yealink.render(device, normalize(FULL, HOST))
        check_golden("yealink-t26p.cfg", files["001565123456.cfg"])

    def test_yealink_common(self, yealink):
        files = yealink.render_common(normalize(FULL, HOST))
        assert "y000000000028.cfg" in files
        check_golden("yealink-common.cfg", files["y000000000028.cfg"])

    def test_snom_with_everything(self, snom):
        # API-145 DEV-193 ADM-009 ADM-010 ADM-028
        files = snom.render(SNOM, normalize(FULL, HOST))
        assert list(files) == ["000413ABCDEF.xml", "snom720-000413ABCDEF.htm"]
        assert len(set(files.values())) == 1
        check_golden("snom-full.xml", files["000413ABCDEF.xml"])

    def test_snom_with_nothing(self, snom):
        # API-145
        files = snom.render(SNOM, normalize({}, HOST))
        check_golden("snom-empty.xml", files["snom720-000413ABCDEF.htm"])

    def test_snom_common(self, snom):
        check_golden("snom-common.xml", snom.render_common(normalize(FULL, HOST))["snom720.htm"])


class TestYealinkFiles:
    def test_each_key_is_written_once(self, yealink):
        # ADM-005 ADM-013
        content = yealink.render(YEALINK, normalize(FULL, HOST))["001565123456.cfg"]
        lines = [line for line in content.decode().splitlines() if "key." in line]
        assert len(lines) == len({line.split(" = ")[0] for line in lines})
        values = yealink_values(content)
        assert [values[f"linekey.{number}.type"] for number in range(1, 7)] == ["15", "15", "16", "13", "0", "10"]
        assert values["linekey.3.value"] == "1005"
        assert values["linekey.3.extension"] == "*81005"

    def test_keys_beyond_the_phones_own_go_to_the_module(self, yealink):
        # ADM-029
        values = yealink_values(yealink.render(YEALINK, normalize(FULL, HOST))["001565123456.cfg"])
        assert values["expansion_module.1.key.5.value"] == "1030"

    def test_both_servers(self, yealink):
        # ADM-011 CC-224
        values = yealink_values(yealink.render(YEALINK, normalize(FULL, HOST))["001565123456.cfg"])
        assert values["account.1.sip_server.1.address"] == "10.34.1.11"
        assert values["account.1.sip_server.2.address"] == "10.34.1.21"
        assert values["account.2.sip_server.2.address"] == "%NULL%"

    def test_a_value_cannot_add_a_setting(self, yealink):
        raw = {"sip_lines": {"1": {"username": "u\naccount.2.enable = 1", "password": "p"}}}
        content = yealink.render(YEALINK, normalize(raw, HOST))["001565123456.cfg"]
        assert b"\naccount.2.enable = 1" not in content
        assert yealink_values(content)["account.1.user_name"] == "u account.2.enable = 1"

    def test_without_a_mac_there_is_no_file(self, yealink):
        with pytest.raises(RawConfigError):
            yealink.render({"id": "1"}, normalize(FULL, HOST))


class TestSnomFiles:
    def test_it_is_xml_with_the_values_as_they_are(self, snom):
        # DEV-193
        content = snom.render(SNOM, normalize(FULL, HOST))["000413ABCDEF.xml"]
        root = ET.fromstring(content)
        values = {(node.tag, node.get("idx")): node.text for node in root.iter()}
        assert values["user_realname", "1"] == "Elès 01"
        assert values["user_pass", "1"] == "p<ss&1"
        assert values["user_failover_identity", "1"] == "3"
        assert values["user_host", "3"] == "10.34.1.21"
        assert values["dkey_dnd", None] == "speed *25"
        assert values["dst", None] == "3600 03.05.07 02:00:00 10.05.07 03:00:00"
        labels = [node.get("label") for node in root.iter("fkey")]
        assert "Zoé & Co" in labels

    def test_keys_follow_the_line_keys(self, snom):
        # ADM-013 ADM-026
        root = ET.fromstring(snom.render(SNOM, normalize(FULL, HOST))["000413ABCDEF.xml"])
        keys = {int(node.get("idx")): node.text for node in root.iter("fkey")}
        assert (keys[0], keys[1]) == ("line", "line")
        assert keys[2] == "blf sip:1005@10.34.1.11|*8"
        assert keys[31] == "speed 1030"
        assert len(keys) == max(keys) + 1

    def test_on_the_3xx_keys_are_not_shared(self, snom):
        device = {**SNOM, "model": "320"}
        root = ET.fromstring(snom.render(device, normalize(FULL, HOST))["000413ABCDEF.xml"])
        assert next(iter(root.iter("fkey"))).text == "blf sip:1005@10.34.1.11|*8"


HTTP_IDENTITIES = [
    (YEALINK_AGENT, "/y000000000028.cfg", "Yealink", "T46G", "28.80.0.125", "00:15:65:12:34:56"),
    ("Yealink SIP-T46G 28.80.0.125", "/001565123456.cfg", "Yealink", "T46G", "28.80.0.125", "00:15:65:12:34:56"),
    ("Yealink W52P 25.80.0.15 00:15:65:00:00:01", "/x", "Yealink", "W52P", "25.80.0.15", "00:15:65:00:00:01"),
    ("yealink SIP-T21P_E2 52.80.0.95 001565000001", "/x", "Yealink", "T21P_E2", "52.80.0.95", "00:15:65:00:00:01"),
    (SNOM_AGENT, "/snom720.htm", "Snom", "720", "8.7.5.17", "00:04:13:ab:cd:ef"),
    (
        "Mozilla/4.0 (compatible; snom320-SIP 8.7.5.17 1.1.3-s)",
        "/snom320-000413ABCDEF.htm",
        "Snom",
        "320",
        "8.7.5.17",
        "00:04:13:ab:cd:ef",
    ),
    ("Mozilla/4.0 (compatible; snomD725-SIP 8.7.5.44)", "/x", "Snom", "D725", "8.7.5.44", None),
    ("Mozilla/4.0 (compatible; snom lid 3605; snom 320-SIP 8.7.3.19 1.1)", "/x", "Snom", "320", "8.7.3.19", None),
]


class TestIdentification:
    @pytest.mark.parametrize(("agent", "path", "vendor", "model", "version", "mac"), HTTP_IDENTITIES)
    def test_by_user_agent(self, loader, agent, path, vendor, model, version, mac):
        # CC-053
        request = HTTPRequest("10.0.0.5", path, {"user-agent": agent})
        found = [info for plugin in loader if (info := plugin.extract(request, RequestType.HTTP))]
        expected = {"vendor": vendor, "model": model, "version": version}
        assert found == [expected | ({"mac": mac} if mac else {})]

    @pytest.mark.parametrize(
        "agent",
        ["", "curl/7.88", "Mozilla/5.0 (X11)", "Aastra6731i MAC:00-08-5D", "Yealink" * 1000, "snom" + "0" * 5000],
    )
    def test_others_are_not_ours(self, loader, agent):
        request = HTTPRequest("10.0.0.5", "/001565123456.cfg", {"user-agent": agent})
        assert not [info for plugin in loader if (info := plugin.extract(request, RequestType.HTTP))]

    @pytest.mark.parametrize(
        ("filename", "expected"),
        [
            ("y000000000028.cfg", {"vendor": "Yealink", "model": "T46G"}),
            ("001565123456.cfg", {"vendor": "Yealink", "mac": "00:15:65:12:34:56"}),
            ("snom720.htm", {"vendor": "Snom", "model": "720"}),
            ("snom720-000413ABCDEF.htm", {"vendor": "Snom", "model": "720", "mac": "00:04:13:ab:cd:ef"}),
            ("000413ABCDEF.xml", {"vendor": "Snom", "mac": "00:04:13:ab:cd:ef"}),
            ("y000000000099.cfg", None),
            ("aabbccddeeff.cfg", None),
        ],
    )
    def test_by_file_name(self, loader, filename, expected):
        # CC-053
        request = TFTPRequest("10.0.0.5", filename)
        found = [info for plugin in loader if (info := plugin.extract(request, RequestType.TFTP))]
        assert found == ([expected] if expected else [])

    @pytest.mark.parametrize(
        ("vendor_class", "expected"),
        [(b"yealink", {"vendor": "Yealink"}), (b"snom720", {"vendor": "Snom", "model": "720"}), (b"MSFT 5.0", None)],
    )
    def test_by_vendor_class(self, loader, vendor_class, expected):
        # API-142 CC-061
        request = DHCPRequest("10.0.0.5", "00:15:65:12:34:56", {60: vendor_class})
        found = [info for plugin in loader if (info := plugin.extract(request, RequestType.DHCP))]
        assert found == ([expected] if expected else [])


class TestSupport:
    @pytest.mark.parametrize(
        ("vendor", "model", "version", "yealink", "snom"),
        [
            ("Yealink", "T46G", "28.80.0.125", DeviceSupport.EXACT, DeviceSupport.IMPROBABLE),
            ("Yealink", "T46G", "28.81.0.1", DeviceSupport.COMPLETE, DeviceSupport.IMPROBABLE),
            ("Yealink", "T22P", "7.72.0.30", DeviceSupport.INCOMPLETE, DeviceSupport.IMPROBABLE),
            ("Yealink", "T99X", "1.2.3.4", DeviceSupport.UNKNOWN, DeviceSupport.IMPROBABLE),
            ("Yealink", None, None, DeviceSupport.PROBABLE, DeviceSupport.IMPROBABLE),
            ("Snom", "720", "8.7.5.17", DeviceSupport.IMPROBABLE, DeviceSupport.EXACT),
            ("Snom", "720", "8.9.3.40", DeviceSupport.IMPROBABLE, DeviceSupport.COMPLETE),
            (None, None, None, DeviceSupport.UNKNOWN, DeviceSupport.UNKNOWN),
        ],
    )
    def test_levels(self, loader, vendor, model, version, yealink, snom):
        info = {"vendor": vendor, "model": model, "version": version}
        levels = [loader.get(name).pg_associator.associate(info) for name in ("xivo-yealink-v80", "xivo-snom-8.7.5")]
        assert levels == [yealink, snom]


class TestCapabilities:
    def test_every_model_of_the_matrix(self, loader):
        # ADM-001 ADM-002 ADM-003 ADM-004
        models = {
            "xivo-yealink-v80": "T19P T20P T21P T22P T26P T28P T32G T38G T41P T42G T46G W52P",
            "xivo-snom-8.7.5": "300 320 360 370 710 715 720 D725 760 820 821 870 MP PA1",
        }
        for plugin_id, wanted in models.items():
            capabilities = loader.get(plugin_id).info()["capabilities"]
            by_model = {key.split(", ")[1]: value for key, value in capabilities.items()}
            assert set(wanted.split()) <= set(by_model)
            for value in by_model.values():
                assert value["class"] in ("official", "community")
                assert value["provisioning"] in ("Y", "N", "NT", "NYT", "NT¹", "N¹")
                allowed = {"Y", "N", "NT", "NYT", "FK", "SK", "HK", "MN"}
                assert set(value["keys"].values()) <= allowed
                assert len(value["keys"]) in (0, 29)

    def test_figures_of_three_models(self, yealink, snom):
        # API-155 ADM-002
        t46g = yealink.info()["capabilities"]["Yealink, T46G, 28.80.0.125"]
        assert (t46g["sip.lines"], t46g["function_keys"], t46g["high_availability"], t46g["switchboard"]) == (
            6,
            27,
            True,
            True,
        )
        s720 = snom.info()["capabilities"]["Snom, 720, 8.7.5.17"]
        assert (s720["sip.lines"], s720["function_keys"], s720["expansion_modules"]) == (12, 18, ["Vision", "D7"])
        assert s720["keys"]["dnd"] == "HK"
