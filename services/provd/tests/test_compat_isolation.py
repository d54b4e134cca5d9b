# SPDX-License-Identifier: GPL-3.0-or-later
"""A bad plugin harms nobody but itself."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from xivo_provd.compat import worker as workers
from xivo_provd.compat.kind import is_isolated
from xivo_provd.phones.identification import associate, identify
from xivo_provd.plugin import PluginError, RawConfigError, RequestType, SynchronizeError

from .compat_vendor import BASE, write_compat
from .compat_worker import REQUEST, Daemon, becomes, is_gone, isolated_plugins

RAW: dict[str, Any] = {"ip": "10.34.1.11", "http_port": 8667, "sip_lines": {}}
DEVICE = {"id": "d1", "mac": "00:0a:0b:12:34:56", "ip": "10.34.2.50"}


@pytest.fixture
def daemon() -> Daemon:
    return Daemon()


@pytest.fixture
async def make(tmp_path, daemon, monkeypatch):
    """A plugin of the given code; pauses are so short that nobody waits for them, unless a test wants one."""
    monkeypatch.setattr(workers, "MAX_BACKOFF_SECONDS", 0.0)
    async with isolated_plugins(tmp_path, daemon) as make:
        yield make


def hook(name: str, *lines: str) -> str:
    """A plugin with one hook."""
    body = "".join(f"        {line}\n" for line in lines)
    return f"import os, sys, time\n{BASE}\n    def {name}(self, *args):\n{body}"


class TestKind:
    @pytest.mark.parametrize(
        ("code", "isolated"),
        [
            ("from wazo_provd.plugins import Plugin", True),
            ("import provd.plugins", True),
            ("common = {}\nexecfile_('common.py', common)", True),
            ("from xivo_provd.plugin import Plugin", False),
            ("ns = {}\nexecfile_('common.py', ns)\nfrom xivo_provd.plugin import Plugin", False),
        ],
    )
    def test_is_told_without_running_the_code(self, tmp_path, code, isolated):
        write_compat(tmp_path, "x", f"raise SystemExit\n{code}")
        assert is_isolated(tmp_path / "x") is isolated


class TestFaults:
    async def test_an_endless_loop_ends_with_its_process(self, make, monkeypatch):
        plugin = make(hook("configure", "while True: pass"))
        monkeypatch.setattr("xivo_provd.compat.plugin._RENDER_SECONDS", 0.3)
        await plugin.start()
        pid = plugin.worker.pid
        with pytest.raises(PluginError, match="no answer within"):
            await plugin.files(DEVICE, RAW)
        assert await is_gone(pid)
        await plugin.start()
        assert await plugin.common_files(RAW) == {}
        assert plugin.worker.pid != pid

    async def test_two_gigabytes_are_refused(self, make):
        plugin = make(hook("configure", "self.x = bytearray(2 * 1024 ** 3)"))
        with pytest.raises(PluginError, match="MemoryError"):
            await plugin.files(DEVICE, RAW)
        assert await plugin.common_files(RAW) == {}

    @pytest.mark.parametrize(
        ("line", "text"),
        [
            ("sys.exit(3)", "SystemExit"),
            ("os._exit(3)", "the process ended"),
            ("os.kill(os.getpid(), 9)", "the process ended"),
            ("os.close(int(sys.argv[2]))", "the process ended"),
            ("os.write(int(sys.argv[2]), b'garbage' + bytes([10]))", "its answer is not one"),
            ("raise KeyboardInterrupt", "KeyboardInterrupt"),
            ("return {1: object()}", None),
            ("os.fork()", None),
        ],
    )
    async def test_what_a_hook_does_ends_no_more_than_its_worker(self, make, line, text):
        plugin = make(hook("configure", line))
        if text is None:
            assert await plugin.files(DEVICE, RAW) == {}
        else:
            with pytest.raises(PluginError, match=text):
                await plugin.files(DEVICE, RAW)
        assert await plugin.common_files(RAW) == {}

    async def test_an_answer_that_is_none(self, make):
        plugin = make(hook("get_remote_state_trigger_filename", "return object()"))
        assert await plugin.trigger_filename(DEVICE) is None
        assert await make(hook("is_sensitive_filename", "1/0"), "y").is_sensitive("x.cfg") is True

    @pytest.mark.parametrize("code", ["1/0", "import sys; sys.exit()", "while True: pass", "x = bytearray(2 << 30)"])
    async def test_at_import(self, make, code, monkeypatch):
        monkeypatch.setattr(workers, "LOAD_SECONDS", 2.0)
        plugin = make(f"import wazo_provd\n{code}\n{BASE}")
        with pytest.raises(PluginError):
            await plugin.start()
        assert plugin.worker.pid is None

    async def test_an_error_is_what_the_plugin_raised(self, make):
        raw = "from wazo_provd.devices.config import RawConfigError\n" + hook(
            "configure", "raise RawConfigError('MAC')"
        )
        with pytest.raises(RawConfigError, match=r"^MAC$"):
            await make(raw).files(DEVICE, RAW)
        with pytest.raises(PluginError, match="KeyError: 'absent'"):
            await make(hook("configure", "args[1]['absent']"), "y").files(DEVICE, RAW)

    async def test_an_error_says_where_in_the_plugin(self, make, tmp_path):
        code = "from wazo_provd.plugins import TemplatePluginHelper\n" + hook(
            "configure",
            "if 'model' not in args[0]: raise Exception('model needed')",
            "helper = TemplatePluginHelper(self._plugin_dir)",
            "helper.dump(helper.get_dev_template(None, args[0]), args[1], self._tftpboot_dir + '/x')",
        )
        plugin = make(code)
        template = tmp_path / "wazo-x-1" / "templates" / "base.tpl"
        template.parent.mkdir()
        template.write_text("\n{{ nothing.at.all }}\n")
        with pytest.raises(PluginError, match=r"^Exception: model needed \(entry\.py, line \d+\)$"):
            await plugin.files(DEVICE, RAW)
        with pytest.raises(PluginError, match=r"^UndefinedError: .* \(templates/base\.tpl, line 2\)$"):
            await plugin.files({**DEVICE, "model": "A20"}, RAW)

    async def test_more_files_than_a_phone_has(self, make):
        lines = ("open(self._tftpboot_dir + '/x', 'wb').write(bytes(17 * 1024 * 1024))",)
        with pytest.raises(PluginError, match="TooMuchWritten"):
            await make(hook("configure", *lines)).files(DEVICE, RAW)

    async def test_what_it_prints_is_logged_in_measure(self, make, caplog):
        caplog.set_level(logging.INFO)
        plugin = make(hook("configure", "print('no\\x1b[31mise ' * 20000)", "print('x\\n' * 5000, flush=True)"))
        assert await plugin.files(DEVICE, RAW) == {}
        pid = plugin.worker.pid
        plugin.close()
        assert await is_gone(pid)
        said = [record for record in caplog.records if "says:" in record.getMessage()]
        assert 0 < len(said) <= 30
        assert not any("\x1b" in record.getMessage() for record in said)

    async def test_pauses_grow_and_calls_fail_at_once_meanwhile(self, make, monkeypatch):
        monkeypatch.setattr(workers, "MAX_BACKOFF_SECONDS", 60.0)
        plugin = make(hook("configure", "os._exit(1)"))
        with pytest.raises(PluginError, match="the process ended"):
            await plugin.files(DEVICE, RAW)
        with pytest.raises(PluginError, match=r"down for . s: configure: the process ended"):
            await plugin.files(DEVICE, RAW)
        assert plugin.fault == "configure: the process ended"

    async def test_others_are_asked_meanwhile(self, make, monkeypatch):
        monkeypatch.setattr("xivo_provd.compat.plugin._QUICK_SECONDS", 1.0)
        slow = make(
            f"import time\nclass E:\n    def extract(self, *args):\n        time.sleep(100)\n{BASE}"
            "    http_dev_info_extractor = E()\n    pg_associator = None\n"
        )
        good = make(
            "class E:\n    def extract(self, request, kind):\n        return {'vendor': 'Y', 'bad': 'x'}\n"
            "class A:\n    def associate(self, info):\n        return 500\n"
            f"{BASE}    http_dev_info_extractor = E()\n    pg_associator = A()\n",
            "wazo-y-1",
        )
        await asyncio.gather(slow.start(), good.start())
        assert await identify([slow, good], REQUEST, RequestType.HTTP) == {"vendor": "Y"}
        assert await associate([slow, good], {"vendor": "Y"}) is good


class TestProcesses:
    async def test_children_go_with_the_worker_also_those_that_hide(self, make, tmp_path):
        spy = tmp_path / "wazo-x-1" / "var" / "pids"
        lines = (
            "for hide in (False, True):",
            "    if os.fork() == 0:",
            "        if hide: os.setsid()",
            "        if not hide or os.fork() == 0:",
            f"            open({str(spy)!r}, 'a').write(str(os.getpid()) + ' ')",
            "            time.sleep(600)",
            "        os._exit(0)",
        )
        plugin = make(hook("configure", *lines))
        await plugin.files(DEVICE, RAW)

        assert await becomes(lambda: spy.exists() and len(spy.read_text().split()) == 2)
        pids = [int(pid) for pid in spy.read_text().split()]
        plugin.close()
        assert [await is_gone(pid) for pid in pids] == [True, True]

    async def test_it_starts_when_it_is_needed_and_once(self, make):
        plugin = make(BASE)
        assert plugin.worker.pid is None
        await asyncio.gather(*(plugin.common_files({**RAW, "n": number}) for number in range(40)))
        pid = plugin.worker.pid
        await plugin.start()
        assert plugin.worker.pid == pid

    async def test_a_phone_does_not_wait_for_a_slow_start(self, make, monkeypatch):
        plugin = make(f"import time\ntime.sleep(1.5)\n{BASE}")
        monkeypatch.setattr("xivo_provd.compat.plugin._QUICK_SECONDS", 0.1)
        assert await identify([plugin], REQUEST, RequestType.HTTP) == {}
        await plugin.start()
        assert await plugin.common_files(RAW) == {}

    async def test_a_closed_one_stays_so(self, make):
        plugin = make(BASE)
        await plugin.start()
        pid = plugin.worker.pid
        plugin.close()
        assert await is_gone(pid)
        with pytest.raises(PluginError, match="unloaded"):
            await plugin.common_files(RAW)


class TestConfinement:
    """With Landlock, which the kernels of supported hosts have."""

    async def test_it_writes_below_its_var_only_and_reads_no_secret(self, make, tmp_path, monkeypatch):
        monkeypatch.setenv("XIVO_ENCRYPTION_KEYS", "canary-of-the-environment")
        (tmp_path / "secret").write_text("canary")
        lines = (
            "results = {}",
            "def attempt(name, action):",
            "    try: results[name] = str(action())",
            "    except OSError as error: results[name] = type(error).__name__",
            f"attempt('secret', lambda: open({str(tmp_path / 'secret')!r}).read())",
            "attempt('code', lambda: open(self._plugin_dir + '/entry.py', 'a'))",
            "attempt('tmp', lambda: open('/tmp/xivo-provd-escaped', 'w'))",
            "attempt('parent', lambda: open('/proc/%d/environ' % os.getppid(), 'rb').read())",
            "attempt('kill', lambda: os.kill(os.getppid(), 0))",
            "attempt('var', lambda: open(self._plugin_dir + '/var/cache/x', 'w').write('x'))",
            "import socket, json",
            "attempt('rest', lambda: socket.create_connection(('127.0.0.1', 8666), 1))",
            "attempt('listen', lambda: socket.create_server(('127.0.0.1', 0)))",
            "results['environment'] = dict(os.environ)",
            "results['proxies'] = self._gen_cfg['proxies']",
            "open(self._tftpboot_dir + '/results', 'w').write(json.dumps(results))",
        )
        files = await make(hook("configure", *lines)).files(DEVICE, RAW)
        text = files["results"].decode()
        assert "canary" not in text
        for name in ("secret", "code", "tmp", "parent", "kill", "rest", "listen"):
            assert f'"{name}": "PermissionError"' in text, text
        assert '"var": "1"' in text
        assert '"http": "proxy:3128"' in text

    async def test_it_has_only_the_phone_that_is_being_synchronised_notified(self, make, daemon):
        code = (
            "from wazo_provd.synchronize import standard_sip_synchronize\n"
            "from twisted.internet import defer\n"
            + hook(
                "synchronize",
                "device = args[0]",
                "event = device.get('event', 'check-sync')",
                "return standard_sip_synchronize({**device, 'ip': '203.0.113.1'}, event, {'Content': 'x'})",
            )
            + "    def configure(self, device, raw_config):\n        return standard_sip_synchronize(device)\n"
            "    def configure_common(self, raw_config):\n        self.app.dev_update({'id': 'd2'})\n"
        )
        plugin = make(code)
        await plugin.synchronize(DEVICE, RAW)
        assert daemon.notified == [("10.34.2.50", "check-sync", {"Content": "x"})]
        await plugin.files(DEVICE, RAW)
        await plugin.common_files(RAW)
        with pytest.raises(SynchronizeError, match="control characters"):
            await plugin.synchronize({**DEVICE, "event": "a\r\nb"}, RAW)
        assert len(daemon.notified) == 1

    async def test_an_interface_that_is_not_ours(self, make):
        with pytest.raises(PluginError, match="needs plugin interface 99"):
            await make(BASE, plugin_iface_version_min="99").start()
