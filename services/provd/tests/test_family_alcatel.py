# SPDX-License-Identifier: GPL-3.0-or-later
"""Alcatel-Lucent IP Touch 4008 and 4018 Extended Edition."""

from __future__ import annotations

import asyncio
import configparser
import contextlib
import subprocess
from datetime import date
from typing import ClassVar

import pytest
from pytest_socket import enable_socket
from xivo_provd.packages.database import PackageDatabase, PackageError
from xivo_provd.plugin import SynchronizeError
from xivo_provd.rawconfig import normalize

from .compat_vendor import file_section, web_server
from .family_suite import FULL, HOST, FamilySuite, Settings, install
from .test_api import finished

PLUGIN = "xivo-alcatel-2.01.10"
MAC = "00:80:9f:56:07:ae"
AGENT = "Alcatel IP Touch 4018/2.01.10"
IP_TOUCH = {"vendor": "Alcatel-Lucent", "model": "4018 Extended Edition"}


class Telnet:
    """The telnet server of a telephone, on a socket of its own."""

    def __init__(self, password: str = "000000", greeting: bytes = b"\xff\xfb\x01\r\nPassword ? ") -> None:
        self.password, self.greeting = password, greeting
        self.asked: list[str] = []
        self.commands: list[str] = []
        self.path = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self.greeting)
        if (await reader.readline()).decode().strip() == self.password:
            writer.write(b"\r\nLogin accepted\r\n> ")
            self.commands.append((await reader.readline()).decode().strip())
        writer.close()

    async def connect(self, host: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.asked.append(host)
        return await asyncio.open_unix_connection(self.path)


class TestAlcatel(FamilySuite):
    PLUGIN = "xivo-alcatel-2.01.10"
    DEVICE = {"id": "10", "mac": MAC, **IP_TOUCH, "version": "2.01.10", "ip": "10.34.1.60"}
    GOLDEN = "alcatel-{}.txt"
    OWN = "sipconfig-00809f5607ae.txt"
    BOOT = ("/sipconfig.txt", f"/{OWN}")
    BOOT_TFTP = ("sipconfig.txt", OWN)
    AGENT = AGENT
    AGENTS: ClassVar = (
        (AGENT, "/sipconfig.txt", {**IP_TOUCH, "version": "2.01.10"}),
        (AGENT, f"/{OWN}", {**IP_TOUCH, "version": "2.01.10", "mac": MAC}),
    )
    FILES = (
        ("sipconfig.txt", {"vendor": "Alcatel-Lucent"}),
        (OWN, {"vendor": "Alcatel-Lucent", "mac": MAC}),
        ("sipconfig-aabbccddeeff.txt", None),
    )
    VENDOR_CLASSES = ((b"alcatel.noe.0", {"vendor": "Alcatel-Lucent"}),)
    COMMON = "sipconfig.txt"
    ACCOUNT = "sip.user_name"
    NOTIFY = None

    @pytest.fixture
    async def plugin(self, tmp_path, noted):
        plugin = await install(self.PLUGIN, tmp_path / "installed", noted)
        plugin.today = lambda: date(2021, 6, 1)
        return plugin

    @pytest.fixture
    async def telnet(self, tmp_path, plugin):
        telnet = Telnet()
        telnet.path = str(tmp_path / "telnet")
        plugin.connect = telnet.connect
        async with await asyncio.start_unix_server(telnet.serve, telnet.path):
            yield telnet

    def values(self, content: bytes) -> Settings:
        sections = configparser.RawConfigParser(strict=True, delimiters=("=",), comment_prefixes=())
        sections.read_string(content.decode())
        return {f"{name}.{key}": value for name in sections.sections() for key, value in sections[name].items()}

    def test_both_servers(self, plugin):
        values = self.own(plugin)
        assert (values["sip.registrar_addr"], values["sip.registrar2_addr"]) == ("10.34.1.11", "10.34.1.21")
        assert (values["sip.authentication_name"], values["sip.authentication_password"]) == ("auth1", "p<ss&1")
        assert (values["sip.authentication_realm"], values["sip.message_waiting_indication_uri"]) == (
            "10.34.1.11",
            "*98@10.34.1.11",
        )
        assert (values["audio.dtmf_type"], values["sip.preferred_vocoder"]) == ("2", "8,0")

    @pytest.mark.parametrize(
        ("zone", "text"),
        [
            ("Europe/Paris", "UT::60:032802:103103"),
            ("America/New_York", "UT::-300:031402:110702"),
            ("Asia/Kolkata", "UT::330:000000:000000"),
        ],
    )
    def test_summer_time_is_that_of_the_year(self, plugin, zone, text):
        assert self.own(plugin, {"timezone": zone})["sntp.timezone"] == text

    def test_four_speed_dials(self, plugin):
        # ADM-005
        values = self.own(plugin)
        assert values["appl.speed_dial_1_first_name"] == "Zoé & Co"
        assert [values[f"appl.speed_dial_{number}_uri"] for number in range(1, 5)] == ["1005", "1006", "", "701"]
        assert "appl.speed_dial_5_uri" not in values

    def test_voicemail_and_forwards_dial(self, plugin):
        # ADM-009
        names = ("sip.voice_mail_uri", "appl.remote_forward_code", "appl.remote_forward_deactive_code")
        values, empty = self.own(plugin), self.own(plugin, {})
        assert [values[name] for name in names] == ["*98", "*21", "*20"]
        assert [empty[name] for name in names] == ["", "", ""]

    @pytest.mark.parametrize(("password", "written"), [("adm&<1>", "000000"), ("123456", "123456")])
    def test_a_password_is_digits(self, plugin, password, written):
        values = self.own(plugin, {"admin_password": password})
        # Synchronisation logs in with the same one.
        assert (values["appl.admin_password"], values["telnet.telnet_password"]) == (written, written)

    async def test_it_is_restarted_by_telnet(self, plugin, telnet):
        # API-140
        telnet.password = "4711"
        await plugin.synchronize(self.DEVICE, normalize({"admin_password": "4711"}, HOST))
        assert (telnet.asked, telnet.commands) == (["10.34.1.60"], ["reset soft"])

    async def test_what_goes_wrong_is_told(self, plugin, telnet):
        with pytest.raises(SynchronizeError, match="Login accepted"):
            await plugin.synchronize(self.DEVICE, normalize({"admin_password": "4711"}, HOST))
        telnet.greeting = b"x" * 10_000
        with pytest.raises(SynchronizeError, match="Password"):
            await plugin.synchronize(self.DEVICE, normalize({}, HOST))
        telnet.path += "-gone"
        with pytest.raises(SynchronizeError, match="cannot be reached"):
            await plugin.synchronize(self.DEVICE, normalize({}, HOST))
        with pytest.raises(SynchronizeError, match="not known"):
            await plugin.synchronize({**self.DEVICE, "ip": None}, normalize(FULL, HOST))
        assert telnet.commands == []


class TestItsSoftware:
    """ADM-035"""

    @pytest.fixture
    def archive(self, tmp_path):
        """As the source has it."""
        for name in ("datsip4018", "noesip4018"):
            (tmp_path / name).write_bytes(name.encode() * 100)
        archive = tmp_path / "web" / "A-V2.01.10.7z"
        archive.parent.mkdir()
        packing = ["bsdtar", "--format", "7zip", "-cf", archive, "-C", tmp_path, "datsip4018", "noesip4018"]
        subprocess.run(packing, check=True)
        return archive

    @pytest.fixture
    def shop(self, make_provd, archive):
        """An installation, and a web server that stands in for the one of ``pkgs.db``."""

        @contextlib.asynccontextmanager
        async def opened():
            enable_socket()
            with web_server(archive.parent) as web:
                async with make_provd(first_plugins=[PLUGIN]) as provd, provd.caller() as api:
                    listed = provd.settings.plugins.directory / PLUGIN / "pkgs" / "pkgs.db"
                    head, _, _ = listed.read_text("utf-8").partition("[file_")
                    url = f"{web.url}/{archive.name}"
                    listed.write_text(head + file_section("4008-4018-fw", archive.read_bytes(), url), "utf-8")
                    yield provd, api, web

        return opened

    async def test_is_downloaded_when_its_source_is_accepted(self, shop):
        async with shop() as (provd, api, web):
            base = f"/pg_mgr/plugins/{PLUGIN}/install"
            offered = (await api.get(f"{base}/installable")).json()["pkgs"]["4008-4018-fw"]
            assert "non-official source" in offered["confirm"]
            assert "non officielle" in offered["confirm_fr"]
            for body in ({}, {"confirmed": False}, {"confirmed": "yes"}, {"confirmed": 1}):
                refused = await api.post(f"{base}/install", json={"id": "4008-4018-fw", **body})
                assert refused.status_code == 400
            refused = await api.post(f"{base}/install", json={"id": "4008-4018-fw"})
            assert refused.json()["error_id"] == "confirmation-needed"
            assert offered["confirm"] in refused.json()["error"]
            assert web.asked == []
            assert (await api.get(f"{base}/installed")).json()["pkgs"] == {}

            accepted = await api.post(f"{base}/install", json={"id": "4008-4018-fw", "confirmed": True})
            assert (await finished(api, accepted.headers["location"])).startswith("install|success")
            assert web.asked == ["/A-V2.01.10.7z"]
            for name, content in (
                *((f"datsip{model}", b"datsip4018" * 100) for model in ("4008", "4018")),
                *((f"noesip{model}", b"noesip4018" * 100) for model in ("4008", "4018")),
            ):
                assert (await provd.get("10.34.1.60", f"/{name}", AGENT)).content == content

    def test_a_translation_alone_confirms_nothing(self):
        text = "[pkg_x]\nversion: 1\nconfirm_fr: Acceptez-vous ?\n"
        with pytest.raises(PackageError, match="confirm, which its translations translate, is missing"):
            PackageDatabase.parse(text)
