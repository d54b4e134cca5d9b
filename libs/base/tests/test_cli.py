# SPDX-License-Identifier: GPL-3.0-or-later
"""A daemon from its command line to its end, as a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xivo_base.cli import lock_pid, make_parser, options

DAEMON = """
import asyncio, sys
from fastapi import APIRouter, Request
from xivo_base.app import create_app
from xivo_base.cli import run
from xivo_base.settings import DaemonSettings, ListenerSettings, RestApiSettings

class Settings(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(
        host="127.0.0.1", port=0, extra_listeners=[ListenerSettings(host="127.0.0.1", port=0)]
    )
    starts: bool = True

class Part:
    name = "part"
    def __init__(self, starts):
        self.starts = starts
    async def start(self):
        if not self.starts:
            raise OSError("no disk")
    async def stop(self):
        print("part stopped", flush=True)

def build_app(settings):
    router = APIRouter()
    @router.get("/port", openapi_extra={"x-public": True})
    async def port(request: Request) -> int:
        return request.scope["server"][1]
    @router.get("/slow", openapi_extra={"x-public": True})
    async def slow() -> None:
        print("slow begins", flush=True)
        await asyncio.Event().wait()
    return create_app("demo", settings, routers=[router], components=[Part(settings.starts)])

sys.exit(run("demo", Settings, build_app))
"""
GET = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=9).read().decode())"
KEEP_OPEN = """
import http.client, sys, time
connections = [http.client.HTTPConnection("127.0.0.1", int(port)) for port in sys.argv[1:]]
for connection in connections:
    connection.request("GET", "/port"); connection.getresponse().read()
slow = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
slow.request("GET", "/slow")
print(slow.getresponse().status, flush=True)
"""


class Daemon:
    def __init__(self, folder: Path, *arguments: str, **env: str) -> None:
        (folder / "daemon.py").write_text(DAEMON)
        self.process = subprocess.Popen(
            [sys.executable, folder / "daemon.py", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **env},
        )
        self.lines: list[str] = []

    def read_until(self, text: str) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if text in line:
                return
        raise AssertionError(f"{text!r} was never said: {self.lines}")

    @property
    def ports(self) -> list[str]:
        return re.findall(r"running on http://127\.0\.0\.1:(\d+)", "\n".join(self.lines))

    def end(self) -> int:
        """Exit status, after everything it had to say."""
        output, _ = self.process.communicate(timeout=20)
        self.lines += output.splitlines()
        return self.process.returncode


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Any]:
    daemons: list[Daemon] = []

    def begin(*arguments: str, **env: str) -> Daemon:
        daemons.append(Daemon(tmp_path, *arguments, **env))
        return daemons[-1]

    yield begin
    for daemon in daemons:
        with daemon.process:
            daemon.process.kill()


def get(url: str) -> str:
    return subprocess.run([sys.executable, "-c", GET, url], capture_output=True, text=True, check=True).stdout.strip()


class TestForeground:
    def test_serves_all_its_ports_and_ends_in_time_with_connections_open(self, start: Any) -> None:  # DEV-010
        daemon = start("-f", "-d")
        daemon.read_until("will now serve")
        assert any("Starting xivo-demo" in line for line in daemon.lines)
        for port in daemon.ports:
            assert get(f"http://127.0.0.1:{port}/port") == port
        command = [sys.executable, "-c", KEEP_OPEN, *daemon.ports]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as caller:
            daemon.read_until("slow begins")
            begun = time.monotonic()
            daemon.process.terminate()
            assert daemon.end() == 0
            assert time.monotonic() - begun < 5
            assert caller.communicate(timeout=5)[0].strip() == "503"
        assert "part stopped" in daemon.lines

    def test_text_on_request(self, start: Any) -> None:  # DEV-010
        daemon = start("-f", XIVO_LOG_FORMAT="text")
        daemon.read_until("will now serve")
        daemon.process.terminate()
        assert daemon.end() == 0
        pattern = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[\d+\] \([A-Z]+\) \([\w.]+\): .*"
        assert all(re.fullmatch(pattern, line) for line in daemon.lines if line != "part stopped")

    def test_says_when_it_could_not_start(self, start: Any) -> None:
        daemon = start("-f", XIVO_STARTS="false")
        assert daemon.end() == 1
        assert any("no disk" in line for line in daemon.lines)

    def test_says_when_its_port_is_taken(self, start: Any) -> None:
        first = start("-f")
        first.read_until("will now serve")
        second = start("-f", XIVO_REST_API__PORT=first.ports[0])
        assert second.end() == 1
        assert any("address already in use" in line for line in second.lines)
        assert "part stopped" in second.lines

    def test_refuses_to_start_twice(self, start: Any, tmp_path: Path) -> None:  # DEV-020, SYS-280
        lock = {"XIVO_PID_FILENAME": str(tmp_path / "run" / "demo.pid")}
        first = start("-f", **lock)
        first.read_until("will now serve")
        said = [json.loads(line)["message"] for line in first.lines]
        assert said.index("locking PID") < said.index("pidfile ok") < said.index("will now serve")
        assert (tmp_path / "run" / "demo.pid").read_text() == f"{first.process.pid}\n"
        second = start("-f", **lock)
        assert second.end() == 1
        assert any("another one runs already" in line for line in second.lines)


class TestConfiguration:
    def test_what_is_wrong_is_said_without_its_value(self, start: Any, tmp_path: Path) -> None:  # SYS-276
        (tmp_path / "config.yml").write_text("bus: {port: s3cret}\nuser: [s3cret]\n")
        daemon = start("-f", "-c", str(tmp_path / "config.yml"))
        assert daemon.end() == 2
        assert "bus.port" in daemon.lines[0]
        assert "s3cret" not in "".join(daemon.lines)

    def test_broken_yaml(self, start: Any, tmp_path: Path) -> None:
        (tmp_path / "config.yml").write_text("password: 's3cret\nbus: {")
        daemon = start("-f", "-c", str(tmp_path / "config.yml"))
        assert daemon.end() == 2
        assert "config.yml" in daemon.lines[0]
        assert "s3cret" not in "".join(daemon.lines)

    def test_a_file_that_is_not_there(self, start: Any, tmp_path: Path) -> None:
        assert start("-f", "-c", str(tmp_path / "nothing.yml")).end() == 2

    def test_an_unknown_user(self, start: Any) -> None:  # SYS-276
        daemon = start("-f", "-u", "nobody-of-that-name")
        assert daemon.end() == 2
        assert "nobody-of-that-name" in daemon.lines[-1]

    def test_a_log_file_besides_stdout(self, start: Any, tmp_path: Path) -> None:  # DEV-029
        daemon = start("-f", XIVO_LOG_FILENAME=str(tmp_path / "xivo-demo.log"))
        daemon.read_until("will now serve")
        daemon.process.terminate()
        daemon.end()
        assert "(INFO) (xivo_base.cli): Starting xivo-demo\n" in (tmp_path / "xivo-demo.log").read_text()


class TestFlags:
    def said(self, *arguments: str) -> dict[str, Any]:
        return options(make_parser("demo").parse_args(arguments))

    def test_nothing_said_decides_nothing(self) -> None:
        assert self.said() == {}

    @pytest.mark.parametrize("flag", ["-d", "--debug", "-v", "--verbose"])
    def test_debug(self, flag: str) -> None:  # DEV-010, DEV-011, DEV-013, DEV-014, SYS-276
        assert self.said("-f", flag) == {"foreground": True, "debug": True}

    @pytest.mark.parametrize("level", ["critical", "error", "warning", "info", "debug"])
    def test_level_wins_over_debug_of_a_file(self, level: str) -> None:  # DEV-020, SYS-276
        assert self.said("-l", level) == {"log_level": level, "debug": False}

    def test_long_forms(self) -> None:  # SYS-276
        said = self.said("--foreground", "--log-level", "info", "--debug", "--user", "www-data")
        assert said == {"foreground": True, "log_level": "info", "debug": True, "user": "www-data"}

    def test_an_unknown_level_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            self.said("-l", "loud")
        assert "invalid choice" in capsys.readouterr().err


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:  # SYS-280
    first = lock_pid(tmp_path / "demo.pid")
    with pytest.raises(BlockingIOError):
        lock_pid(tmp_path / "demo.pid")
    assert first
    first.close()
    second = lock_pid(tmp_path / "demo.pid")
    assert second
    second.close()
