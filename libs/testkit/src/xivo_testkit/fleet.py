# SPDX-License-Identifier: GPL-3.0-or-later
"""The running fleet, seen from a test: addresses, credentials, and the ways to break it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from .asterisk_cli import AsteriskCli

T = TypeVar("T")
_log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds within which a busy machine does what an idle one does at once. Figures are for benchmarks."""


def eventually(check: Callable[[], T], timeout: float = PATIENCE, *, every: float = 0.05, what: str = "") -> T:
    """The first truthy answer of ``check``; an exception or a falsy answer counts as not yet."""
    deadline = time.monotonic() + timeout
    last: object = None
    while True:
        try:
            last = check()
            if last:
                return last
        except (AssertionError, httpx.HTTPError, OSError, LookupError, RuntimeError) as error:
            last = error
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what or check}; last: {last!r}")
        time.sleep(every)


@dataclass
class Fleet:
    """One compose project. Containers are reached at their own addresses, as phones and clients do."""

    project: str
    files: tuple[Path, ...]
    env_file: Path
    root: Path
    secrets: dict[str, str] = field(init=False)
    _addresses: dict[str, str] = field(init=False, default_factory=dict)
    http: httpx.Client = field(init=False, default_factory=lambda: httpx.Client(timeout=30))
    """For what is asked again and again, without a token; a daemon that was started anew may cost one answer."""
    _token: str = field(init=False, default="")
    _cli: AsteriskCli | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        pairs = (line.partition("=") for line in self.env_file.read_text().splitlines() if "=" in line)
        self.secrets = {key: value.strip("'\"") for key, _, value in pairs if not key.startswith("#")}

    def compose(self, *arguments: str, check: bool = True, timeout: float = 600) -> str:
        files = [word for file in self.files for word in ("-f", str(file))]
        command = [
            "docker",
            "compose",
            "-p",
            self.project,
            "--env-file",
            str(self.env_file),
            *files,
            *arguments,
        ]
        return self._run(command, check=check, timeout=timeout)

    def docker(self, *arguments: str, check: bool = True, timeout: float = 120) -> str:
        return self._run(["docker", *arguments], check=check, timeout=timeout)

    def _run(self, command: list[str], *, check: bool, timeout: float) -> str:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=self.root,
            check=False,
            env=os.environ,
        )
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
        return done.stdout

    def container(self, service: str) -> str:
        return f"{self.project}-{service}-1"

    def inspect(self, service: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.docker("inspect", self.container(service)))[0]
        return found

    def image(self, service: str) -> str:
        """The image that the service's container was made from."""
        return str(self.inspect(service)["Config"]["Image"])

    def address(self, service: str, network: str | None = None) -> str:
        """The container's address; with ``network``, the one on that compose network."""
        key = f"{service}/{network}"
        if key not in self._addresses:
            networks = self.inspect(service)["NetworkSettings"]["Networks"]
            name = f"{self.project}_{network}" if network else min(networks)
            self._addresses[key] = networks[name]["IPAddress"]
        return self._addresses[key]

    def forget_addresses(self) -> None:
        self._addresses.clear()

    def url(self, service: str, port: int) -> str:
        return f"http://{self.address(service)}:{port}"

    def kill(self, service: str, signal: str = "KILL") -> None:
        self.docker("kill", "-s", signal, self.container(service))

    def start(self, service: str) -> None:
        self.docker("start", self.container(service))
        self.forget_addresses()

    def stop(self, service: str) -> None:
        self.docker("stop", self.container(service))

    def restart(self, service: str) -> None:
        self.docker("restart", self.container(service))
        self.forget_addresses()

    def exec(self, service: str, *command: str, check: bool = True) -> str:
        return self.docker("exec", self.container(service), *command, check=check)

    def program_of_phone(self, box: str, program: str, *arguments: str) -> list[str]:
        """The command that runs a Python program in a telephone's container, where parts of ``xivo_testkit`` are."""
        path = "PYTHONPATH=/opt/phone"
        return ["docker", "exec", "-e", path, self.container(box), "python3", "-c", program, *arguments]

    def ask_inside(self, service: str, program: str, given: str) -> str:
        """What a Python program prints that runs in the service's container with ``given`` on its input."""
        command = ["docker", "exec", "-i", self.container(service), "python", "-c", program]
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout

    def asterisk(self, command: str) -> str:
        """What Asterisk's command line says; RuntimeError if there is none."""
        if self._cli is None:
            self._cli = AsteriskCli(lambda: self.address("asterisk"), "xivo-amid", self.secrets["AMI_SECRET"])
        try:
            return self._cli.ask(command)
        except OSError:  # it is away, was started anew, or the manager may not do that
            return self.exec("asterisk", "asterisk", "-rx", command)

    def logs(self, service: str, tail: int = 200) -> str:
        return self._run(["docker", "logs", "--tail", str(tail), self.container(service)], check=False, timeout=30)

    def wait_ready(self, service: str, port: int, timeout: float = PATIENCE) -> float:
        """Seconds until the service says that it is ready."""
        begun = time.monotonic()
        self.forget_addresses()

        def ready() -> bool:
            return self.http.get(f"{self.url(service, port)}/health/ready", timeout=5).is_success

        eventually(ready, timeout, what=f"{service} ready")
        return time.monotonic() - begun

    def token(self) -> str:
        """An administrator's token, from the real authentication service."""
        if not self._token:
            answer = httpx.post(
                f"{self.url('auth', 9497)}/0.1/token",
                auth=("admin", self.secrets["ADMIN_PASSWORD"]),
                json={"backend": "xivo_admin", "expiration": 86400},
                timeout=30,
            )
            answer.raise_for_status()
            self._token = str(answer.json()["data"]["token"])
        return self._token

    def client(self, service: str, port: int, prefix: str = "", *, patient: bool = False) -> httpx.Client:
        """An API client with an administrator's token that wants JSON; it finds a restarted container again.

        A patient one comes again when a 503 says when (RFC 9110, 10.2.3), at most twice.
        """
        return httpx.Client(
            base_url=f"http://{service}:{port}{prefix}",
            headers={"X-Auth-Token": self.token(), "Accept": "application/json"},
            timeout=30,
            transport=_ByServiceName(self, comes_again=2 if patient else 0),
        )

    def confd(self, *, patient: bool = False) -> httpx.Client:
        return self.client("confd", 9486, "/1.1", patient=patient)


class _ByServiceName(httpx.HTTPTransport):
    """Reaches a host by the name of its service; a container may have another address after a restart."""

    def __init__(self, fleet: Fleet, comes_again: int) -> None:
        super().__init__()
        self._fleet = fleet
        self._comes_again = comes_again

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        service = request.url.host
        answer = self._find(request, service)
        for _ in range(self._comes_again):
            seconds = answer.headers.get("Retry-After", "")
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or not seconds.isdecimal():
                break
            answer.close()
            _log.warning("%s %s again in %s s: %s said 503", request.method, request.url, seconds, service)
            time.sleep(int(seconds))
            answer = self._find(request, service)
        return answer

    def _find(self, request: httpx.Request, service: str) -> httpx.Response:
        try:
            return self._send(request, service)
        except httpx.ConnectError:
            self._fleet.forget_addresses()
            return self._send(request, service)

    def _send(self, request: httpx.Request, service: str) -> httpx.Response:
        request.url = request.url.copy_with(host=self._fleet.address(service))
        return super().handle_request(request)
