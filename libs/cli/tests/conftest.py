# SPDX-License-Identifier: GPL-3.0-or-later
"""The command on the real confd, in process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from typer.testing import CliRunner
from xivo_cli.main import app
from xivo_confd.app import build_app
from xivo_confd.seeding import seed
from xivo_confd.settings import ConfdSettings
from xivo_testkit.asgi import SyncASGITransport


@dataclass
class Said:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal:
    """``terminal("users", "list")``: what the command says and how it ends."""

    def __init__(self, transport: Any) -> None:
        self.transport = transport

    def __call__(self, *words: str, stdin: str | None = None, **environment: str) -> Said:
        settings = {"COLUMNS": "200", "XIVO_CONFIG": "/nonexistent", **environment}
        result = CliRunner().invoke(app, list(words), input=stdin, env=settings, obj=self.transport, prog_name="xivo")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def json(self, *words: str) -> Any:
        said = self(*words, "--json")
        assert said.status == 0, said.err
        return said.json


@pytest.fixture
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture
def terminal(pg, portal) -> Iterator[Terminal]:
    settings = ConfdSettings(db_uri=pg.uri("xivo_confd"), encryption_keys=["an encryption key that only tests use"])
    confd = portal.call(build_app, settings)

    async def fill() -> None:
        async with confd.state.database.session() as session:
            await seed(session, settings)

    portal.call(fill)
    yield Terminal(SyncASGITransport(confd, portal))
    portal.call(confd.state.database.stop)


@pytest.fixture
def office() -> Any:
    """``office(name=value)``: a snapshot with Alice on 1001, Bob on 1002, each with a line, and what is given."""

    def made(**others: Any) -> dict[str, Any]:
        people = {1: "Alice", 2: "Bob"}
        return {
            "contexts": [{"id": 1, "name": "default", "includes": ["out"]}, {"id": 2, "name": "out", "includes": []}],
            "users": [
                {
                    "id": n,
                    "firstname": name,
                    "lastname": None,
                    "ring_seconds": 30,
                    "enabled": True,
                    "dnd_enabled": False,
                }
                for n, name in people.items()
            ],
            "lines": [
                {"id": n, "name": f"l{n}", "protocol": "sip", "device_id": None, "device_slot": 1, "context": "default"}
                for n in people
            ],
            "extensions": [
                {"id": n, "exten": f"100{n}", "context": "default", "commented": False, "type": "user", "typeval": None}
                for n in people
            ],
            "user_lines": [{"user_id": n, "line_id": n, "main_user": True, "main_line": True} for n in people],
            "line_extensions": [{"line_id": n, "extension_id": n} for n in people],
            **others,
        }

    return made
