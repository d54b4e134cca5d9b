# SPDX-License-Identifier: GPL-3.0-or-later
"""What every family's test class inherits: it says its plugin, sample phone and format, and gets the scenarios.

XIVO_GOLDEN=write renews the golden files.
"""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from xivo_provd.matrix import KEY_KINDS as MATRIX_KINDS
from xivo_provd.matrix import models_of
from xivo_provd.phones.answers import Outcome
from xivo_provd.plugin import DeviceSupport, DHCPRequest, HTTPRequest, Plugin, RawConfigError, RequestType, TFTPRequest
from xivo_provd.plugin.loader import PluginLoader
from xivo_provd.plugin.repository import FolderRepository
from xivo_provd.rawconfig import HostDefaults, normalize

from .conftest import LINE_PASSWORD, PLUGINS, give_line, only_device

GOLDEN = Path(__file__).parent / "golden"
HOST = HostDefaults("10.34.1.11", 8667, 69)
PHONE = "10.34.1.50"

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
# The kinds of function keys of the matrix, each as confd gives it to a telephone: type and number (ADM-007).
KEY_KINDS: dict[str, tuple[str, str]] = {
    "usr": ("blf", "1105"),
    "grp": ("speeddial", "2105"),
    "que": ("speeddial", "3105"),
    "cnf": ("blf", "4105"),
    "onl": ("speeddial", "*3"),
    "sta": ("speeddial", "*10"),
    "snd": ("speeddial", "*9"),
    "rec": ("blf", "*7351***226"),
    "flt": ("blf", "*7351***227"),
    "dnd": ("blf", "*7351***225"),
    "gpk": ("speeddial", "*8"),
    "lst": ("speeddial", "*34"),
    "dir": ("speeddial", "*36"),
    "bss": ("blf", "*372"),
    "bxf": ("speeddial", "*1"),
    "axf": ("speeddial", "*2"),
    "fof": ("speeddial", "*20"),
    "fna": ("blf", "*7351***222*31006"),
    "fbu": ("blf", "*7351***223*31006"),
    "fun": ("blf", "*7351***221*31006"),
    "vme": ("blf", "*7351***290"),
    "vmr": ("speeddial", "*98"),
    "vmd": ("speeddial", "*92"),
    "agx": ("blf", "*7351***230*31"),
    "agi": ("blf", "*7351***231*31"),
    "ago": ("blf", "*7351***232*31"),
    "prk": ("park", "700"),
    "ppo": ("blf", "701"),
    "pag": ("speeddial", "*115"),
}
HOSTILE = "x\"y'z<a>&b;c\n{0}\r\n"

Settings = dict[str, str]
Found = Mapping[str, str] | None


def raw_line(username: str = "u", **line: Any) -> dict[str, Any]:
    return {"username": username, "password": "p", "display_name": "D", "number": "1001", **line}


def check_golden(name: str, content: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("XIVO_GOLDEN") == "write":
        path.write_bytes(content)
    # Bytes count, but lines tell more when they differ.
    assert content.decode("utf-8", "backslashreplace") == path.read_bytes().decode("utf-8", "backslashreplace")


class NotedApp:
    """The daemon as a plugin sees it; notes whom it is asked to notify."""

    def __init__(self) -> None:
        self.notified: list[tuple[str, str, dict[str, str]]] = []

    @property
    def synchronizer(self) -> NotedApp:
        return self

    async def notify(self, device: dict[str, Any], event: str, extra_vars: Mapping[str, str]) -> None:
        self.notified.append((device["id"], event, dict(extra_vars)))


async def install(plugin_id: str, folder: Path, app: Any = None) -> Plugin:
    repository = FolderRepository(PLUGINS)
    entry = (await repository.index(lambda *_: None))[plugin_id]
    await repository.fetch(plugin_id, entry, folder / plugin_id, lambda *_: None)
    return PluginLoader(folder, app, {}).load(plugin_id)


class FamilySuite:
    """Abstract: pytest collects the families' own classes."""

    PLUGIN: ClassVar[str]
    DEVICE: ClassVar[dict[str, Any]]
    GOLDEN: ClassVar[str]
    """Prefix and suffix of the golden files, with ``{}`` between: ``aastra-{}.cfg``."""
    OWN: ClassVar[str]
    """The file of DEVICE that holds its account, as it asks for it by HTTP."""
    BOOT: ClassVar[Sequence[str]]
    """What DEVICE asks for, in this order, until it has its account."""
    BOOT_TFTP: ClassVar[Sequence[str]] = ()
    AGENT: ClassVar[str]
    AGENTS: ClassVar[Sequence[tuple[str, str, Found]]]
    """User-Agent, path, what is found."""
    FILES: ClassVar[Sequence[tuple[str, Found]]] = ()
    VENDOR_CLASSES: ClassVar[Sequence[tuple[bytes, Found]]] = ()
    COMMON: ClassVar[str | None] = None
    """A file that all phones of the family read."""
    ACCOUNT: ClassVar[str] = ""
    """The setting that has the first line's user name."""
    NOTIFY: ClassVar[str | None] = "check-sync"
    PROTOCOL: ClassVar[str] = "SIP"

    def values(self, content: bytes) -> Settings:
        """The settings by name. Fails when the content is not what the vendor's phones can read."""
        raise NotImplementedError

    @pytest.fixture
    def noted(self) -> NotedApp:
        return NotedApp()

    @pytest.fixture
    async def plugin(self, tmp_path, noted) -> Plugin:
        return await install(self.PLUGIN, tmp_path / "installed", noted)

    def own(self, plugin: Plugin, raw: dict[str, Any] | None = None, **device: Any) -> Settings:
        files = plugin.render({**self.DEVICE, **device}, normalize(FULL if raw is None else raw, HOST))
        return self.values(files[self.OWN])

    # Files -------------------------------------------------------------------------------------------

    def test_everything(self, plugin):
        # API-145 DEV-193 ADM-007 ADM-009
        content = plugin.render(self.DEVICE, normalize(FULL, HOST))[self.OWN]
        check_golden(self.GOLDEN.format("full"), content)
        self.values(content)

    def test_nothing(self, plugin):
        # API-145
        content = plugin.render(self.DEVICE, normalize({}, HOST))[self.OWN]
        check_golden(self.GOLDEN.format("empty"), content)
        self.values(content)

    def test_common_files_carry_no_secret(self, plugin):
        if self.COMMON is None:
            pytest.skip("the family has no common file")
        files = plugin.render_common(normalize(FULL, HOST))
        check_golden(self.GOLDEN.format("common"), files[self.COMMON])
        for name, content in files.items():
            assert not plugin.is_sensitive_filename(name)
            assert b"p<ss&1" not in content
            assert b"p&lt;ss&amp;1" not in content

    def test_every_model_of_the_matrix_has_its_files(self, plugin):
        # ADM-002
        rows = models_of(self.PLUGIN)
        assert rows
        for row in rows:
            device = {**self.DEVICE, "model": row.name, "version": row.plugins[self.PLUGIN]}
            for content in plugin.render(device, normalize(FULL, HOST)).values():
                self.values(content)
            assert plugin.pg_associator.associate(device) is DeviceSupport.EXACT, row.name

    def test_every_kind_of_key_leads_to_its_number(self, plugin):
        # ADM-007
        assert KEY_KINDS.keys() == MATRIX_KINDS.keys()
        row = next(row for row in models_of(self.PLUGIN) if row.name == self.DEVICE["model"])
        if row.function_keys == 0 or self.PROTOCOL != "SIP":
            pytest.skip("its keys cannot be set")

        def lines(**keys: Any) -> set[str]:
            raw = {"sip_lines": {"1": raw_line()}, "funckeys": keys}
            files = plugin.render(self.DEVICE, normalize(raw, HOST))
            return {line for content in files.values() for line in content.decode(errors="replace").splitlines()}

        without = lines()
        for kind, (key_type, number) in KEY_KINDS.items():
            key = {"type": key_type, "value": number, "label": kind, "line": 1}
            assert any(number in line for line in lines(**{"1": key}) - without), kind

    def test_lines_beyond_the_models_are_left_out(self, plugin):
        # ADM-002
        if self.PROTOCOL != "SIP":
            pytest.skip("the accounts are the server's")
        for row in models_of(self.PLUGIN):
            lines = {str(number): raw_line(f"account{number:02}") for number in range(1, 25)}
            files = plugin.render({**self.DEVICE, "model": row.name}, normalize({"sip_lines": lines}, HOST))
            text = "\n".join(files[name].decode() for name in files)
            assert f"account{row.lines:02}" in text, row.name
            assert f"account{row.lines + 1:02}" not in text, row.name

    def test_no_value_adds_a_setting(self, plugin):
        # The label, the name and the password go through the template in different places.
        def with_text(text: str) -> dict[str, Any]:
            return {
                "sip_lines": {"1": raw_line(text, password=text, display_name=text, number=text)},
                "funckeys": {"1": {"type": "blf", "value": text, "label": text}},
            }

        plain = self.own(plugin, with_text("plain"))
        hostile = self.own(plugin, with_text(HOSTILE.format("account.2.enable = 1")))
        assert hostile.keys() == plain.keys()

    def test_without_a_mac_there_is_no_file(self, plugin):
        with pytest.raises(RawConfigError):
            plugin.render({"id": "1"}, normalize(FULL, HOST))

    def test_files_with_an_account_are_secret(self, plugin):
        for name in plugin.render(self.DEVICE, normalize(FULL, HOST)):
            assert plugin.is_sensitive_filename(name)
            assert plugin.mac_of_filename(name) == self.DEVICE["mac"]

    def test_packages_are_whole(self, plugin, tmp_path):
        # ADM-014 DEV-183
        path = tmp_path / "installed" / self.PLUGIN / "pkgs" / "pkgs.db"
        if not path.exists():
            pytest.skip("no firmware is published for it")
        packages = configparser.RawConfigParser()
        packages.read(path, "utf-8")
        for section in (packages[name] for name in packages.sections() if name.startswith("pkg_")):
            assert section["version"]
            assert section["description"]
            assert f"install_{section['install'].split()[0]}" in packages
            for file in section["files"].split():
                entry = packages[f"file_{file}"]
                assert entry["url"]
                assert int(entry["size"]) > 0
                assert len(entry["sha1sum"]) == 40

    # Phones ------------------------------------------------------------------------------------------

    def test_found_by_user_agent(self, plugin):
        # CC-053
        for agent, path, expected in self.AGENTS:
            found = plugin.extract(HTTPRequest(PHONE, path, {"user-agent": agent}), RequestType.HTTP)
            assert found == expected, agent
        for agent in ("", "curl/7.88", "Mozilla/5.0 (X11)", self.AGENT[:4] * 2000):
            assert not plugin.extract(HTTPRequest(PHONE, "/x", {"user-agent": agent}), RequestType.HTTP)

    def test_found_by_file_name(self, plugin):
        # CC-053
        for name, expected in (*self.FILES, ("aabbccddeeff.tgz", None), ("x" * 250, None)):
            assert plugin.extract(TFTPRequest(PHONE, name), RequestType.TFTP) == expected, name

    def test_found_by_vendor_class(self, plugin):
        # API-142 CC-061
        for vendor_class, expected in (*self.VENDOR_CLASSES, (b"MSFT 5.0", None), (b"udhcp 1.30", None)):
            request = DHCPRequest(PHONE, self.DEVICE["mac"], {60: vendor_class})
            assert plugin.extract(request, RequestType.DHCP) == expected, vendor_class

    async def test_boots_by_http(self, make_provd):
        # CC-041 CC-053 CC-055 CC-056
        async with self._provd(make_provd) as provd, provd.caller() as api:
            for path in self.BOOT:
                answer = await provd.get(PHONE, path, self.AGENT)
                assert answer.status_code == 200, path
            device = await only_device(api)
            expected = {key: self.DEVICE[key] for key in ("mac", "vendor", "model")}
            assert device.items() >= {**expected, "plugin": self.PLUGIN, "configured": True}.items()
            await self._gets_its_line(provd, api, f"/{self.OWN}")

    async def test_boots_by_tftp(self, make_provd):
        # CC-041 CC-053 API-135
        if not self.BOOT_TFTP:
            pytest.skip("the family has no TFTP")
        async with self._provd(make_provd) as provd, provd.caller() as api:
            for name in self.BOOT_TFTP:
                assert (await provd.tftp(PHONE, name)).outcome is Outcome.SERVED, name
            device = await only_device(api)
            assert device.items() >= {"mac": self.DEVICE["mac"], "plugin": self.PLUGIN}.items()
            await give_line(api, device)
            answer = await provd.tftp(PHONE, self.BOOT_TFTP[-1])
            assert self.PROTOCOL != "SIP" or LINE_PASSWORD.encode() in answer.content

    async def test_resynchronizes(self, plugin, noted):
        # API-140
        if self.NOTIFY is None:
            pytest.skip("see the family's own test")
        await plugin.synchronize(self.DEVICE, normalize(FULL, HOST))
        assert noted.notified == [(self.DEVICE["id"], self.NOTIFY, {})]

    def _provd(self, make_provd: Any) -> Any:
        return make_provd(first_plugins=[self.PLUGIN])

    async def _gets_its_line(self, provd: Any, api: Any, path: str) -> None:
        await give_line(api, await only_device(api))
        answer = await provd.get(PHONE, path, self.AGENT)
        assert answer.status_code == 200
        if self.PROTOCOL == "SIP":
            settings = self.values(answer.content)
            assert "je5qtq" in settings[self.ACCOUNT]
            assert LINE_PASSWORD in answer.text
