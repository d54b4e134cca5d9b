# SPDX-License-Identifier: GPL-3.0-or-later
"""`xivo-provd-cli` on the real provd, in process: the manual's examples and what goes with them."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from xivo_cli.provisioning.devices import normal_mac
from xivo_cli.provisioning.main import main, shell_of
from xivo_cli.provisioning.shell import PROMPT, Shell
from xivo_provd.app import build_app
from xivo_provd.plugin.build import build
from xivo_provd.settings import PluginSettings, Settings
from xivo_store import Database
from xivo_testkit.asgi import SyncASGITransport

FAMILIES = Path(__file__).parents[3] / "services" / "provd" / "families"
OLD, NEW, SNOM = "xivo-yealink-v80", "xivo-yealink-v81", "xivo-snom-8.7.5.17"


class Lab:
    """provd, and who answers for Asterisk and confd."""

    def __init__(self, provd: httpx.Client, confd: httpx.Client) -> None:
        self.provd = provd
        self.shell: Shell = shell_of(provd, confd)
        self.notified: list[str] = []
        self.asked_of_confd: list[str] = []
        self.asterisk: dict[str, str] = {}
        """What it refuses to notify, and why."""

    def run(self, expression: str) -> Any:
        """What ``-c`` does; whether it went well."""
        self.shell.failed = False
        return self.shell.run_one(expression)

    def device(self, device_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.provd.get(f"/provd/dev_mgr/devices/{device_id}").json()["device"]
        return found


@pytest.fixture
def lab(pg, portal, tmp_path) -> Iterator[Lab]:
    source = tmp_path / "source"
    build(FAMILIES, source)
    shutil.copytree(source / OLD, source / NEW)
    settings = Settings(
        db_uri=pg.uri("xivo_provd"),
        encryption_keys=["an encryption key that only tests use"],
        cache_directory=tmp_path / "cache",
        plugins=PluginSettings(
            directory=tmp_path / "plugins", bundled=source, first=[OLD, SNOM], server=f"file://{source}"
        ),
    )
    asked: list[str] = []
    notified: list[str] = []
    refused: dict[str, str] = {}

    async def send_action(_action: str, arguments: dict[str, object]) -> str | None:
        uri = str(arguments["URI"])
        notified.append(uri)
        return refused.get(uri)

    def answer_for_confd(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(204)

    database = Database(settings.db_uri, encryption_keys=settings.encryption_keys)
    app = portal.call(lambda: build_app(settings, database=database, send_action=send_action))
    portal.call(app.state.plugins.start)
    provd = httpx.Client(transport=SyncASGITransport(app, portal), base_url="http://provd:8666")
    confd = httpx.Client(transport=httpx.MockTransport(answer_for_confd), base_url="http://confd:9487")
    config = {"id": "c", "raw_config": {"ip": "10.0.0.1", "sip_lines": {}}}
    provd.post("/provd/cfg_mgr/configs", content=json.dumps({"config": config})).raise_for_status()
    for number, plugin in ((1, OLD), (2, OLD), (3, SNOM)):
        device = {"id": f"d{number}", "mac": f"00:08:5d:2e:ec:f{number}", "ip": f"10.0.0.{number + 1}"}
        body = json.dumps({"device": {**device, "plugin": plugin, "config": "c"}})
        provd.post("/provd/dev_mgr/devices", content=body).raise_for_status()
    made = Lab(provd, confd)
    made.notified, made.asked_of_confd, made.asterisk = notified, asked, refused
    yield made
    portal.call(app.state.plugins.stop)
    portal.call(database.stop)


class TestTheManualsExamples:
    def test_reconfigure_the_devices_of_a_plugin(self, lab):
        # CC-066 DEV-189
        assert lab.run(f'devices.using_plugin("{OLD}").reconfigure()')
        assert lab.notified == []

    def test_with_the_stray_quote_that_the_manual_prints(self, lab):
        # CC-066
        assert lab.run(f'devices.using_plugin("{OLD}").reconfigure()\' ')

    def test_synchronize_the_devices_of_a_plugin(self, lab):
        # CC-066 DEV-189
        assert lab.run(f'devices.using_plugin("{OLD}").synchronize()')
        assert sorted(lab.notified) == ["sip:10.0.0.2:5060", "sip:10.0.0.3:5060"]

    @pytest.mark.parametrize("mac", ["00085D2EECF1", "00:08:5d:2e:ec:f1", "00-08-5D-2E-EC-F1"])
    def test_one_device_by_its_mac_in_any_spelling(self, lab, mac):
        # CC-066
        assert lab.run(f'devices.using_mac("{mac}").reconfigure()')
        assert lab.run(f'devices.using_mac("{mac}").synchronize()')
        assert lab.notified == ["sip:10.0.0.2:5060"]

    @pytest.mark.parametrize(
        ("third", "notified"), [("", 0), (", true", 2), (", True", 2), (", synchronize=True", 2), (", false", 0)]
    )
    def test_another_plugin_for_all(self, lab, third, notified):
        # CC-066 CC-067 DEV-189
        assert lab.run("plugins.update()")
        assert lab.run(f"plugins.install('{NEW}')")
        assert lab.run(f'helpers.mass_update_devices_plugin("{OLD}", "{NEW}"{third})')
        assert [lab.device(f"d{number}")["plugin"] for number in (1, 2, 3)] == [NEW, NEW, SNOM]
        assert len(lab.notified) == notified

    def test_not_to_one_that_is_not_there(self, lab, capsys):
        # CC-067
        assert not lab.run(f'helpers.mass_update_devices_plugin("{OLD}", "gone")')
        assert "plugin gone is not installed" in capsys.readouterr().err
        assert lab.device("d1")["plugin"] == OLD

    def test_all_firmware_of_a_plugin(self, lab, tmp_path, capsys):
        # DEV-189 ADM-014: the administrator has put the files in their place
        plugin = tmp_path / "plugins" / OLD
        (plugin / "pkgs").mkdir(exist_ok=True)
        sections = []
        for name in ("T46G-fw", "T48G-fw"):
            content = name.encode()
            (plugin / "var" / "cache" / f"{name}.rom").write_bytes(content)
            digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
            sections += [
                f"[pkg_{name}]\ndescription: firmware\nversion: 1.0\nfiles: {name}\ninstall: {name}\n",
                f"[file_{name}]\nfilename: {name}.rom\nsize: {len(content)}\nsha1sum: {digest}\n",
                f"[install_{name}]\na-b: cp $FILE1 {name}.rom\n",
            ]
        sections.append("[pkg_found]\ndescription: firmware\nversion: 1.0\nfiles: T46G-fw\nconfirm: Found somewhere.\n")
        (plugin / "pkgs" / "pkgs.db").write_text("\n".join(sections))
        assert lab.run(f"plugins.reload('{OLD}')")
        assert lab.run(f"p = plugins['{OLD}']")
        assert lab.run("p.install_all()")
        assert lab.run("sorted(p.installed())")
        assert lab.run("p.install_all()")
        assert capsys.readouterr().out == "['T46G-fw', 'T48G-fw']\n['T46G-fw', 'T48G-fw']\n[]\n"
        assert (plugin / "var" / "tftpboot" / "T46G-fw.rom").read_bytes() == b"T46G-fw"
        assert not lab.run("p.install('found')")  # ADM-035
        assert "Found somewhere." in capsys.readouterr().err
        assert lab.run("p.install('found', confirmed=True)")
        assert lab.run("p.upgrade('found', confirmed=True)")
        assert lab.run("'found' in p.installed()")
        assert "True" in capsys.readouterr().out

    def test_no_firmware_of_a_plugin_that_is_not_installed(self, lab, capsys):
        # API-154
        assert not lab.run(f"plugins['{NEW}'].install_all()")
        assert f"plugin {NEW} is not installed" in capsys.readouterr().err

    def test_the_installed_plugins(self, lab, capsys):
        # DEV-189
        assert lab.run("sorted(plugins.installed().keys())")
        assert capsys.readouterr().out == f"['{SNOM}', '{OLD}']\n"

    def test_reload_after_an_edit(self, lab):
        # DEV-185 API-156
        assert lab.run(f"plugins.reload('{OLD}')")
        assert not lab.run("plugins.reload('gone')")


def refuse_one(server: socket.socket) -> None:
    """Answer 403 to the request of one client."""
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


class TestAnOperationThatFails:
    def test_says_why_a_telephone_is_not_synchronised(self, lab, capsys):
        # API-157 DEV-189
        lab.asterisk["sip:10.0.0.2:5060"] = "no transport to it"
        assert not lab.run("devices['d1'].synchronize()")
        assert capsys.readouterr().err == "failed: no transport to it (fail)\n"

    def test_says_why_some_of_many_are_not(self, lab, capsys):
        # API-157 DEV-189
        lab.asterisk |= {"sip:10.0.0.2:5060": "no transport to it", "sip:10.0.0.3:5060": "no transport to it"}
        assert not lab.run("devices.synchronize()")
        err = capsys.readouterr().err
        assert err.startswith("failed: 2 x no transport to it (synchronize|fail;3/3(")
        assert "(d1|fail)" in err
        assert "(d2|fail)" in err
        assert "d3" not in err

    def test_says_why_no_list_of_plugins_comes(self, lab, capsys, tmp_path):
        # API-158
        assert lab.run(f"parameters['plugin_server'] = 'file://{tmp_path}/gone'")
        assert not lab.run("plugins.update()")
        err = capsys.readouterr().err
        assert err.startswith("failed: ")
        assert f"'{tmp_path}/gone'" in err

    @pytest.mark.enable_socket
    def test_tells_no_password_of_the_servers_url(self, lab, capsys, caplog):
        # API-158
        with closing(socket.create_server(("127.0.0.1", 0))) as server:
            server.settimeout(60)
            port = server.getsockname()[1]
            answering = threading.Thread(target=refuse_one, args=(server,))
            answering.start()
            assert lab.run(f"parameters['plugin_server'] = 'http://me:canary@127.0.0.1:{port}/'")
            assert not lab.run("plugins.update()")
            answering.join()
        assert capsys.readouterr().err == "failed: plugins.db: the server answers 403 (update|fail)\n"
        assert "canary" not in caplog.text

    def test_says_why_no_firmware_comes(self, lab, capsys, tmp_path):
        # API-154
        plugin = tmp_path / "plugins" / OLD
        content = b"not what was said"
        (plugin / "var" / "cache" / "x.rom").write_bytes(content)
        (plugin / "pkgs" / "pkgs.db").write_text(
            "[pkg_x]\ndescription: x\nversion: 1.0\nfiles: x\ninstall: x\n"
            f"[file_x]\nfilename: x.rom\nsize: {len(content)}\n"
            f"sha1sum: {hashlib.sha1(content, usedforsecurity=False).hexdigest()}\n"
            "[install_x]\na-b: unzip $FILE1\n"
        )
        assert lab.run(f"plugins.reload('{OLD}')")
        assert not lab.run(f"plugins['{OLD}'].install('x')")
        assert capsys.readouterr().err.startswith("failed: x.rom cannot be unpacked: ")


class TestTheRest:
    def test_devices_are_found_and_changed(self, lab, capsys):
        assert lab.run("devices.find({'vendor': None}).count()")
        assert lab.run("devices['d1'].update(description='hall', ip=None)")
        assert lab.device("d1")["description"] == "hall"
        assert "ip" not in lab.device("d1")
        assert lab.run("devices.using_ip('10.0.0.3')")
        assert lab.run("[device.id for device in devices]")
        out = capsys.readouterr().out
        assert out.startswith("3\n")
        assert "00:08:5d:2e:ec:f2" in out
        assert out.endswith("['d1', 'd2', 'd3']\n")

    def test_reset_to_autoprov_goes_through_confd(self, lab):
        # CC-057
        assert lab.run("devices['d1'].autoprov()")
        assert lab.asked_of_confd == ["/1.1/devices/d1/autoprov"]

    def test_configs_and_parameters(self, lab, capsys):
        assert lab.run("configs['c'].get_raw()['ip']")
        assert lab.run("parameters['NAT']")
        assert lab.run("parameters['NAT'] = 1")
        assert lab.run("parameters['NAT']")
        assert capsys.readouterr().out == "'10.0.0.1'\n0\n1\n"
        assert not lab.run("parameters['NAT'] = 7")
        assert "invalid value for NAT" in capsys.readouterr().err

    def test_automatic_configs_that_nobody_uses(self, lab):
        for name in ("auto1", "auto2"):
            body = {"config": {"id": name, "transient": True, "raw_config": {}}}
            lab.provd.post("/provd/cfg_mgr/configs", content=json.dumps(body)).raise_for_status()
        assert lab.run("devices['d1'].update(config='auto1')")
        assert lab.run("helpers.remove_transient_configs()")
        assert [lab.provd.get(f"/provd/cfg_mgr/configs/auto{n}").status_code for n in (1, 2)] == [200, 404]

    def test_errors_are_one_line(self, lab, capsys):
        for expression, said in (
            ("devices['gone'].get()", "no such device: gone"),
            ("devices.using_mac('x')", "'x' is not a MAC address"),
            ("devices.find({'$x': 1}).get()", "invalid selector"),
            ("plugins.install('gone')", "no such installable package: gone"),
        ):
            assert not lab.run(expression)
            err = capsys.readouterr().err
            assert said in err
            assert "Traceback" not in err
        assert not lab.run("1 +")

    def test_completion_knows_attributes_and_keys(self, lab):
        # DEV-189
        assert "devices.using_plugin(" in lab.shell.completions("devices.us")
        assert lab.shell.completions("plugins['xivo-y") == [f"plugins['{OLD}']"]
        assert lab.shell.completions('parameters["N') == ['parameters["NAT"]']
        assert lab.shell.completions("helpers.mass_u") == ["helpers.mass_update_devices_plugin("]
        assert lab.shell.complete("plugins['gone", 0) is None
        assert not [name for name in lab.shell.completions("devices.") if "._" in name]

    def test_a_conversation(self, lab, monkeypatch, capsys, tmp_path):
        # DEV-189
        lines = iter(
            [f"p = plugins['{OLD}']", "p", "for d in devices:", "    print(d.id)", "", "devices['gone'].get()"]
        )
        prompts = []

        def ask(prompt: str = "") -> str:
            prompts.append(prompt)
            try:
                return next(lines)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", ask)
        lab.shell.talk(tmp_path / "history")
        captured = capsys.readouterr()
        assert captured.out == f"<plugin {OLD}>\nd1\nd2\nd3\n"
        assert prompts[:2] == [PROMPT, PROMPT]
        assert "no such device: gone" in captured.err


@pytest.mark.enable_socket
def test_without_provd_it_says_so(capsys):
    assert main(["--url", "http://127.0.0.1:9", "-c", "devices"]) == 1
    assert "127.0.0.1:9" in capsys.readouterr().err


def test_the_command_is_installed():
    # SYS-070
    said = subprocess.run(
        [str(Path(sys.executable).parent / "xivo-provd-cli"), "--help"], capture_output=True, check=True
    )
    assert b"--command" in said.stdout
    import xivo_provd_client  # noqa: PLC0415

    assert xivo_provd_client.SyncProvdClient


def test_mac_addresses_that_are_none():
    for text in ("", "00085D2EEC", "00085D2EECFG", "00:08:5d:2e:ec:fb:00"):
        with pytest.raises(ValueError, match="MAC"):
            normal_mac(text)
