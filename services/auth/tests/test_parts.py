# SPDX-License-Identifier: GPL-3.0-or-later
"""What auth is made of: each part does its own and knows nothing of the others' means; and how it is called."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
import xivo_auth
from xivo_auth.app import build_app
from xivo_auth.main import main
from xivo_auth.settings import Settings
from xivo_base.settings import BusSettings, ConsulSettings

TOKENS = Path(xivo_auth.__file__).parent / "tokens"


def imported(part: str) -> set[str]:
    """First words of absolute imports, and names of the neighbours that relative ones lead to."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((TOKENS / f"{part}.py").read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0] if node.level == 0 else (node.module or ""))
    return found


class TestTokens:
    """SYS-275: HTTP in one part, rules and expirations in another, the store in a third."""

    def test_http_knows_no_store(self) -> None:  # SYS-275
        assert "fastapi" in imported("router")
        assert not imported("router") & {"consul", "dao", "requests"}

    def test_rules_and_expirations_know_neither_http_nor_the_store_behind(self) -> None:  # SYS-275
        assert not imported("service") & {"fastapi", "starlette", "consul", "requests", "router"}

    def test_the_store_knows_no_rules(self) -> None:  # SYS-275
        assert "consul" in imported("dao")
        assert not imported("dao") & {"fastapi", "starlette", "service", "router"}


class TestController:
    def test_starts_http_and_worker_and_loads_what_is_enabled(self) -> None:  # SYS-275 SYS-274
        settings = Settings(
            enabled_backends=["mock"], consul=ConsulSettings(enabled=False), bus=BusSettings(enabled=False)
        )
        app = build_app(settings)
        schema = app.openapi()
        assert {"/0.1/token", "/0.1/token/{token}", "/0.1/backends"} <= schema["paths"].keys()


class TestCommandLine:
    def test_help_names_the_command_and_each_option(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:  # SYS-276
        monkeypatch.setattr(sys, "argv", ["xivo-auth", "--help"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        said = capsys.readouterr().out
        assert said.startswith("usage: xivo-auth")
        for option in ("-h", "-c", "--config-file", "-u", "--user", "-d", "--debug", "-f", "--foreground", "-l"):
            assert option in said
        assert "{critical,error,warning,info,debug}" in said

    def test_a_level_that_is_none_is_refused(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:  # SYS-276
        monkeypatch.setattr(sys, "argv", ["xivo-auth", "-l", "loud"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        assert "loud" in capsys.readouterr().err
