# SPDX-License-Identifier: GPL-3.0-or-later
"""A confd, an amid and an Asterisk for unit tests."""

import asyncio
import copy
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from xivo_bus import Event

Json = dict[str, Any]
Variables = dict[str, str]
Call = Callable[..., Awaitable[Variables]]


def user(number: int, first: str, last: str, **more: Any) -> Json:
    return {
        "id": number,
        "uuid": f"00000000-0000-4000-8000-{number:012}",
        "firstname": first,
        "lastname": last,
        "caller_id": f'"{first} {last}"',
        "ring_seconds": 30,
        "simultaneous_calls": 5,
        "dnd_enabled": False,
        "enabled": True,
        **more,
    }


def extension(exten: str, **more: Any) -> Json:
    """A line of an outgoing call's table."""
    return {"exten": exten, "prefix": "", "external_prefix": "", "strip_digits": 0, "caller_id": "", **more}


def outcall(**changes: Any) -> Json:
    return {
        "id": 5,
        "enabled": True,
        "context": "to-extern",
        "internal_caller_id": False,
        "preprocess_subroutine": "",
        "ring_time": 0,
        "emergency": False,
        "trunks": [1],
        "extensions": [extension("X.")],
        "schedule_id": None,
        **changes,
    }


COMPANY: Json = {
    "version": 7,
    "uuid": "x",
    "live_reload": True,
    "settings": {},
    "contexts": [],
    "users": [user(1, "Alice", "Abrams"), user(2, "Bob", "Benito", ring_seconds=12, simultaneous_calls=1)],
    "lines": [
        {"id": 11, "name": "aaaa", "context": "default", "provisioning_extension": "111111", "enabled": True},
        {"id": 12, "name": "bbbb", "context": "default", "provisioning_extension": "222222", "enabled": True},
        {"id": 13, "name": "cccc", "context": "default", "provisioning_extension": "333333", "enabled": True},
    ],
    "extensions": [
        {"id": 21, "exten": "1001", "context": "default", "commented": False},
        {"id": 22, "exten": "1002", "context": "default", "commented": False},
    ],
    "user_lines": [
        {"user_id": 2, "line_id": 13, "main_user": True, "main_line": False},
        {"user_id": 1, "line_id": 11, "main_user": True, "main_line": True},
        {"user_id": 2, "line_id": 12, "main_user": True, "main_line": True},
    ],
    "line_extensions": [{"line_id": 11, "extension_id": 21}, {"line_id": 12, "extension_id": 22}],
}


class Confd:
    """Answers as confd does; `away` and `wrong` make it fail."""

    def __init__(self) -> None:
        self.snapshot = copy.deepcopy(COMPANY)
        self.devices: list[Json] = [{"id": "dev1", "ip": "198.18.0.5"}, {"id": "dev2", "ip": "198.18.0.50"}]
        self.requests: list[str] = []
        self.states: dict[str, Json] = {}
        """What was written, by path; what was not is off."""
        self.away = False
        self.refuses = ""

    def change(self, **changes: Any) -> None:
        self.snapshot.update(changes, version=self.snapshot["version"] + 1)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("away")
        path = request.url.path.removeprefix("/1.1")
        self.requests.append(path)
        if self.refuses and self.refuses in path:
            return httpx.Response(400, json=["no"])
        if path == "/snapshot":
            etag = f'"{self.snapshot["version"]}"'
            if request.headers.get("If-None-Match") == etag:
                return httpx.Response(304)
            return httpx.Response(200, json=self.snapshot, headers={"ETag": etag})
        if path == "/devices":
            return httpx.Response(200, json={"total": len(self.devices), "items": self.devices})
        if path.startswith("/users/"):
            state = self.states.setdefault(path, {"enabled": False, "destination": None})
            if request.method == "GET":
                return httpx.Response(200, json=state)
            state.update(json.loads(request.content))
        return httpx.Response(204)


class Amid:
    """Answers as amid does and remembers what it was asked; `away` makes it fail."""

    def __init__(self) -> None:
        self.actions: list[tuple[str, Json]] = []
        self.answers: dict[str, list[Json]] = {}
        self.states: dict[str, str] = {}
        """Of devices, as `DEVICE_STATE` has them."""
        self.away = False

    @property
    def lamps(self) -> Json:
        """The device states that were set, by device."""
        set_ = (params for name, params in self.actions if name == "Setvar")
        return {params["Variable"].removeprefix("DEVICE_STATE(")[:-1]: params["Value"] for params in set_}

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            return httpx.Response(503, json={"error": "Asterisk is away"})
        name = request.url.path.removeprefix("/1.0/action/")
        self.actions.append((name, json.loads(request.content)))
        if name == "Getvar":
            device = self.actions[-1][1]["Variable"].removeprefix("DEVICE_STATE(")[:-1]
            return httpx.Response(200, json=[{"Response": "Success", "Value": self.states.get(device, "UNKNOWN")}])
        return httpx.Response(200, json=self.answers.get(name, [{"Response": "Success"}]))


class Dird:
    """Knows the callers that a test names; `slow` makes it take that many seconds, `away` fail."""

    def __init__(self) -> None:
        self.names: dict[str, Json] = {}
        self.asked: list[tuple[str, str]] = []
        self.slow = 0.0
        self.away = False

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("away")
        exten = request.url.params["exten"]
        self.asked.append((exten, request.url.path.rpartition("/")[2]))
        await asyncio.sleep(self.slow)
        fields = self.names.get(exten, {})
        return httpx.Response(200, json={"display": fields.get("reverse"), "exten": exten, "fields": fields})


class Clock:
    """Stands still until a test sets ``now``."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Announced:
    """A bus that remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def publish(self, event: Event) -> bool:
        self.events.append(event)
        return True


async def eventually(check: Callable[[], object], within: float = 2.0) -> None:
    """Returns once `check` is true; raises TimeoutError."""
    async with asyncio.timeout(within):
        while not check():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


async def play_asterisk(path: str, script: str, args: tuple[str, ...], variables: Variables) -> Variables:
    """The variables afterwards. Given ``agi_callerid`` and the like are headers; ``digits`` are what is dialled when
    asked, a word each time, and none in the end.
    """
    reader, writer = await asyncio.open_unix_connection(path)
    headers = {"network_script": script, "uniqueid": "1448900000.1"}
    headers |= {f"arg_{number}": value for number, value in enumerate(args, 1)}
    headers |= {name[4:]: variables.pop(name) for name in list(variables) if name.startswith("agi_")}
    digits = variables.pop("digits", "").split()
    writer.write("".join(f"agi_{name}: {value}\n" for name, value in headers.items()).encode() + b"\n")
    while line := (await reader.readline()).decode().rstrip("\n"):
        words = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
        if line.startswith(("GET VARIABLE", "GET FULL VARIABLE")):
            value = variables.get(words[0])
            writer.write(b"200 result=0\n" if value is None else f"200 result=1 ({value})\n".encode())
            continue
        if line.startswith("GET DATA"):
            writer.write(f"200 result={digits.pop(0) if digits else ''}\n".encode())
            continue
        if line.startswith("SET VARIABLE"):
            variables[words[0]] = words[1].replace('\\"', '"')
        else:
            variables[line.split(" ")[0]] = words[0]
        writer.write(b"200 result=1\n")
    writer.close()
    await writer.wait_closed()
    return variables
