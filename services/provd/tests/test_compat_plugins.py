# SPDX-License-Identifier: GPL-3.0-or-later
"""The successor project's plugins, installed from a web server and used by phones as they are."""

from __future__ import annotations

import asyncio
import socket

import pytest
from xivo_provd.phones.answers import Outcome
from xivo_provd.phones.tftp import phone_reader
from xivo_provd.settings import PluginSettings
from xivo_provd.tftp.server import TftpServer

from .compat_vendor import (
    ACME_AGENT,
    ACME_ID,
    ACME_MAC,
    build_acme,
    file_section,
    publish,
    tarred,
    web_server,
    write_compat,
    zipped,
)
from .compat_worker import is_gone
from .conftest import LINE_PASSWORD, give_line, only_device
from .test_api import finished
from .test_sockets import HOST, exchange, free_port, http, tftp_get

pytestmark = pytest.mark.enable_socket

PHONE, OTHER = "10.34.2.50", "10.34.2.51"
OWN_FILE = "/Acme/000a0b123456.cfg"

SERVICES = """
from wazo_provd.plugins import FetchfwPluginHelper, StandardPlugin
from wazo_provd.services import JsonConfigPersister, PersistentConfigureServiceDecorator


class Configure:
    description = [("password", "The phones' password")]

    def __init__(self):
        self._password = "1234"

    def get(self, name):
        return self._password

    def set(self, name, value):
        if not value.isdigit():
            raise ValueError("digits only")
        self._password = value


class Install:
    def __init__(self, helper):
        self._helper = helper

    def install(self, pkg_id):
        deferred, _ = self._helper.install(pkg_id)
        return deferred.addCallback(lambda _: open(self._helper.root_dir + "/ready", "w").close()), None

    def uninstall(self, pkg_id):
        self._helper.uninstall(pkg_id)

    def list_installable(self):
        return self._helper.list_installable()

    def list_installed(self):
        return self._helper.list_installed()


class P(StandardPlugin):
    IS_PLUGIN = True

    def __init__(self, app, plugin_dir, gen_cfg, spec_cfg):
        super().__init__(app, plugin_dir, gen_cfg, spec_cfg)
        persister = JsonConfigPersister(plugin_dir + "/var/config.json")
        self.services = {
            "configure": PersistentConfigureServiceDecorator(Configure(), persister),
            "install": Install(FetchfwPluginHelper(plugin_dir, FetchfwPluginHelper.new_downloaders())),
        }
"""


@pytest.fixture
async def acme(make_provd, tmp_path):
    """A provd without plugins that has installed the vendor's from a web server; the server's folder is at hand."""
    folder = build_acme(tmp_path / "built")
    firmware = zipped({"fw/A20.rom": b"rom of the A20", "fw/notes.txt": b"notes", "fw/boot.bin": b"boot"})
    language = tarred({"fr/phone.lng": b"langue"})
    web = tmp_path / "web"
    with web_server(web) as server:
        (web / "fw.zip").write_bytes(firmware)
        (folder / "pkgs").mkdir()
        (folder / "pkgs" / "pkgs.db").write_text(
            "[pkg_A20-fw]\nversion: 2.0\ndescription: Firmware for A20\ndescription_fr: Micrologiciel pour A20\n"
            "files: acme_fw\ninstall: acme-fw\ndepends: lang-fr\n\n"
            "[pkg_lang-fr]\nversion: 1.0\ndescription: French\nfiles: acme_lang\ninstall: acme-lang\n\n"
            + file_section("acme_fw", firmware, f"{server.url}/fw.zip")
            + file_section("acme_lang", language, None, filename="acme-fr.tar.gz")
            + "[install_acme-fw]\na-b: unzip $FILE1\nb-c: exclude */*.txt\nc-d: cp */*.rom */*.bin firmware/\n\n"
            "[install_acme-lang]\na-b: untar $FILE1\nb-c: cp fr/phone.lng lang/fr.lng\n"
        )
        publish(tmp_path / "built", web)
        plugins = PluginSettings(directory=tmp_path / "plugins", bundled=tmp_path / "none", first=[], server=server.url)
        (tmp_path / "none").mkdir()
        async with make_provd(plugins=plugins) as provd, provd.caller() as api:
            answer = await api.post("/pg_mgr/install/update", json={})
            assert (await finished(api, answer.headers["location"])).startswith("update|success")
            answer = await api.post("/pg_mgr/install/install", json={"id": ACME_ID})
            assert (await finished(api, answer.headers["location"])).startswith("install|success")
            yield provd, api, language, server


class TestFromRepositoryToPhone:
    async def test_a_phone_of_the_vendor_gets_its_files(self, acme):
        # DEV-180 DEV-181
        provd, api, _language, _server = acme
        info = (await api.get(f"/pg_mgr/plugins/{ACME_ID}/info")).json()["plugin_info"]
        assert info["capabilities"]["Acme, A20, 2.0"]["lines"] == 4
        common = await provd.get(PHONE, "/Acme/A20.cfg", ACME_AGENT)
        assert common.text == "common for 10.34.1.11 secret="
        device = await only_device(api)
        assert {"vendor": "Acme", "model": "A20", "version": "2.0", "mac": ACME_MAC}.items() <= device.items()
        assert (device["plugin"], device["configured"]) == (ACME_ID, True)
        await give_line(api, device)
        answer = await provd.get(PHONE, OWN_FILE, ACME_AGENT)
        assert answer.content.decode("iso-8859-1").splitlines() == [
            "model = A20",
            "",
            f'line1 = je5qtq:{LINE_PASSWORD}@10.34.1.11 "Elès 01"',
            "timezone = 60 3/5/7 2h",
            "directory = ",
            "dnd = ",
            "codecs = g722",
            "port = 08667",
            "end = 10.34.1.11",
        ]
        assert (await only_device(api))["remote_state_sip_username"] == "je5qtq"
        # What the plugin opened by itself is as secret as what it rendered, and neither lies on the disk.
        assert (await provd.get(PHONE, "/000a0b123456.cfg.contacts", ACME_AGENT)).text == f"for {ACME_MAC}\n"
        assert (await provd.get(OTHER, OWN_FILE, ACME_AGENT)).status_code == 403
        tftpboot = provd.settings.plugins.directory / ACME_ID / "var" / "tftpboot"
        assert [path for path in tftpboot.rglob("*") if path.is_file()] == []

    async def test_by_tftp_and_with_an_administrators_template(self, acme):
        # CC-065
        provd, api, _language, _server = acme
        templates = provd.settings.plugins.directory / ACME_ID / "var" / "templates"
        (templates / "000a0b123456.cfg.tpl").write_text("own {{ sip_lines['1'].username }}")
        answer = await provd.tftp(PHONE, OWN_FILE)
        assert (answer.outcome, answer.content) == (Outcome.SERVED, b"own autoprov")
        assert (await only_device(api))["plugin"] == ACME_ID
        assert (await provd.tftp(OTHER, OWN_FILE)).outcome is Outcome.DENIED

    async def test_synchronize_notifies_the_phone_and_the_plugin_may_note_something(self, acme):
        provd, api, _language, _server = acme
        await provd.get(PHONE, OWN_FILE, ACME_AGENT)
        device = await only_device(api)
        answer = await api.post("/dev_mgr/synchronize", json={"id": device["id"]})
        assert await finished(api, answer.headers["location"]) == "success"
        assert provd.amid.actions == [
            ("PJSIPNotify", {"URI": f"sip:{PHONE}:5060", "Variable": ["Event=check-sync", "Content=>reboot"]})
        ]
        assert (await only_device(api))["options"] == {"seen": True}
        provd.amid.failure = "no contact"
        answer = await api.post("/dev_mgr/synchronize", json={"id": device["id"]})
        assert await finished(api, answer.headers["location"]) == "fail"

    async def test_the_dhcp_server_tells_of_it(self, acme):
        _provd, api, _language, _server = acme
        lease = {"op": "commit", "ip": PHONE, "mac": ACME_MAC, "options": ["060" + b"acme A20".hex(".")]}
        answer = await api.post("/dev_mgr/dhcpinfo", json={"dhcp_info": lease})
        assert answer.status_code == 204, answer.text
        device = await only_device(api)
        assert (device["vendor"], device["plugin"], device["ip"]) == ("Acme", ACME_ID, PHONE)
        assert (await api.delete(f"/dev_mgr/devices/{device['id']}")).status_code == 204

    async def test_on_real_sockets(self, acme):
        # CC-041
        provd, _api, _language, _server = acme
        static = provd.settings.plugins.directory / ACME_ID / "var" / "tftpboot" / "Acme"
        static.mkdir(exist_ok=True)
        (static / "A20.rom").write_bytes(b"rom" * 1000)
        async with http(provd) as port:
            asked = f"GET /{await provd.key()}/Acme/A20.cfg HTTP/1.1\r\nHost: provd\r\nUser-Agent: {ACME_AGENT}\r\n"
            answer = await exchange(port, f"{asked}Connection: close\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b"common for 10.34.1.11" in answer
        port = free_port(socket.SOCK_DGRAM)
        server = TftpServer(phone_reader(provd.app.state.phones, ["127.0.0.0/8"]), HOST, port)
        await server.start()
        try:
            assert b"line1 = autoprov:" in await tftp_get(port, OWN_FILE, 512)
            assert await tftp_get(port, "Acme/A20.rom", 1428) == b"rom" * 1000
        finally:
            await server.stop()

    async def test_without_the_key_of_the_installation_only_common_files(self, acme):
        provd, api, _language, _server = acme
        assert (await provd.plain_get(PHONE, "/Acme/A20.cfg", ACME_AGENT)).status_code == 200
        assert (await provd.plain_get(PHONE, OWN_FILE, ACME_AGENT)).status_code == 403
        assert (await api.get("/dev_mgr/devices")).json() == {"devices": []}


class TestItsPackages:
    async def test_firmware_goes_where_the_plugin_wants_it(self, acme):
        # API-154 API-162 API-163 API-164 API-167 API-168 ADM-014 CC-048
        provd, api, language, _server = acme
        base = f"/pg_mgr/plugins/{ACME_ID}"
        links = {link["rel"]: link["href"] for link in (await api.get(base)).json()["links"]}
        assert links["srv.install"] == f"/provd{base}/install"
        relations = {link["rel"] for link in (await api.get(f"{base}/install")).json()["links"]}
        assert relations == {
            f"srv.install.{name}" for name in ("install", "uninstall", "installed", "installable", "upgrade")
        }
        offered = (await api.get(f"{base}/install/installable")).json()["pkgs"]
        assert offered["A20-fw"]["description_fr"] == "Micrologiciel pour A20"
        missing = await api.post(f"{base}/install/install", json={"id": "A20-fw"})
        cache = provd.settings.plugins.directory / ACME_ID / "var" / "cache"
        assert (missing.status_code, str(cache / "acme-fr.tar.gz") in missing.json()["error"]) == (400, True)
        (cache / "acme-fr.tar.gz").write_bytes(language)
        answer = await api.post(f"{base}/install/install", json={"id": "A20-fw"})
        assert answer.headers["location"] == f"/provd{base}/install/install/1"
        size = offered["A20-fw"]["dsize"]
        assert await finished(api, answer.headers["location"]) == (
            f"install|success(download|success;{size + len(language)}/{size + len(language)}"
            f"(acme-fr.tar.gz|success;{len(language)}/{len(language)})(fw.zip|success;{size}/{size}))(install|success)"
        )
        assert set((await api.get(f"{base}/install/installed")).json()["pkgs"]) == {"A20-fw", "lang-fr"}
        await provd.get(PHONE, "/Acme/A20.cfg", ACME_AGENT)
        assert (await provd.get(PHONE, "/Acme/firmware/A20.rom", ACME_AGENT)).content == b"rom of the A20"
        assert (await provd.tftp(PHONE, "Acme/lang/fr.lng")).outcome is Outcome.SERVED
        assert (await provd.get(PHONE, "/Acme/firmware/notes.txt", ACME_AGENT)).status_code == 404
        assert (await api.post(f"{base}/install/uninstall", json={"id": "lang-fr"})).status_code == 400
        assert (await api.post(f"{base}/install/uninstall", json={"id": "A20-fw"})).status_code == 204
        assert (await provd.get(PHONE, "/Acme/firmware/A20.rom", ACME_AGENT)).status_code == 404
        assert (await api.get(f"{base}/install/installed")).json()["pkgs"] == {}

    async def test_what_is_not_there(self, acme):
        _provd, api, _language, _server = acme
        base = f"/pg_mgr/plugins/{ACME_ID}"
        for action in ("install", "upgrade", "uninstall"):
            assert (await api.post(f"{base}/install/{action}", json={"id": "nope"})).status_code == 400
            assert (await api.post(f"{base}/install/{action}", json={})).status_code == 400
            answer = await api.post(f"/pg_mgr/plugins/nope/install/{action}", json={"id": "A20-fw"})
            assert answer.status_code == 404
        for path in (f"{base}/install/install/9", f"{base}/install/upgrade/9", f"{base}/configure"):
            assert (await api.get(path)).status_code == 404

    async def test_services_that_a_plugin_makes_itself(self, acme):
        provd, api, _language, _server = acme
        folder = write_compat(provd.settings.plugins.directory, "wazo-own-1", SERVICES)
        (folder / "pkgs").mkdir()
        (folder / "pkgs" / "pkgs.db").write_text(
            "[pkg_fw]\nversion: 1\ndescription: own\nfiles: x\ninstall: x\n\n[install_x]\na-b: cp $FILE1 fw.bin\n\n"
            + file_section("x", b"firmware", None)
        )
        (folder / "var" / "cache" / "x").write_bytes(b"firmware")
        assert (await api.post("/pg_mgr/reload", json={"id": "wazo-own-1"})).status_code == 204
        base = "/pg_mgr/plugins/wazo-own-1"
        params = (await api.get(f"{base}/configure")).json()["params"]
        assert [(param["id"], param["value"]) for param in params] == [("password", "1234")]
        assert (await api.put(f"{base}/configure/password", json={"param": {"value": "x"}})).status_code == 400
        assert (await api.put(f"{base}/configure/nope", json={"param": {"value": "5"}})).status_code == 404
        assert (await api.put(f"{base}/configure/password", json={"param": {"value": "55"}})).status_code == 204
        await api.post("/pg_mgr/reload", json={"id": "wazo-own-1"})
        assert (await api.get(f"{base}/configure/password")).json() == {"param": {"value": "55"}}
        answer = await api.post(f"{base}/install/install", json={"id": "fw"})
        assert await finished(api, answer.headers["location"]) == "install|success"
        assert (folder / "var" / "tftpboot" / "fw.bin").read_bytes() == b"firmware"
        assert (folder / "var" / "tftpboot" / "ready").exists()
        assert list((await api.get(f"{base}/install/installed")).json()["pkgs"]) == ["fw"]
        assert (await api.post(f"{base}/install/uninstall", json={"id": "fw"})).status_code == 204


class TestStart:
    async def test_the_process_is_there_before_the_first_phone(self, acme, make_provd):
        provd, _api, _language, _server = acme
        plugins = provd.settings.plugins
        async with make_provd(configs=False, uri=provd.settings.db_uri, plugins=plugins) as again:
            loader = again.app.state.plugins._loader
            await asyncio.gather(*again.app.state.plugins._tasks)
            pid = loader.get(ACME_ID).worker.pid
            assert pid is not None
        assert await is_gone(pid)


class TestReload:
    async def test_a_plugin_that_does_not_load_says_why(self, acme):
        # API-156
        provd, api, _language, _server = acme
        entry = provd.settings.plugins.directory / ACME_ID / "entry.py"
        good = entry.read_text()
        entry.write_text(f"{good}\n1/0\n")
        answer = await api.post("/pg_mgr/reload", json={"id": ACME_ID})
        assert (answer.status_code, "ZeroDivisionError" in answer.json()["error"]) == (500, True)
        assert ACME_ID not in (await api.get("/pg_mgr/plugins")).json()["plugins"]
        entry.write_text(good)
        assert (await api.post("/pg_mgr/reload", json={"id": ACME_ID})).status_code == 204
        assert (await provd.get(PHONE, "/Acme/A20.cfg", ACME_AGENT)).status_code == 200
