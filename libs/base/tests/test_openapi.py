# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract that is committed is the one that the code answers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from fastapi import FastAPI
from xivo_base import openapi
from xivo_base.app import create_app
from xivo_base.ids import uuid7
from xivo_base.settings import DaemonSettings


def build_app(settings: DaemonSettings) -> FastAPI:
    return create_app("demo", settings)


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "demo_of_openapi", sys.modules[__name__])

    def run(*arguments: str) -> int:
        references = ["demo_of_openapi:build_app", "xivo_base.settings:DaemonSettings"]
        monkeypatch.setattr(sys, "argv", ["openapi", *references, *arguments])
        return openapi.main()

    return run


def test_is_written_and_compared(say, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "demo.yaml"
    assert say("--check", str(file)) == 1
    assert say("-o", str(file)) == 0
    assert say("--check", str(file)) == 0
    assert yaml.safe_load(file.read_text())["info"]["title"] == "xivo-demo"
    file.write_text(file.read_text().replace("xivo-demo", "xivo-other"))
    assert say("--check", str(file)) == 1
    assert "make schemas" in capsys.readouterr().err


def test_ids_are_ordered_by_time() -> None:
    ids = [uuid7() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {(value.version, value.variant) for value in ids} == {(7, "specified in RFC 4122")}
    assert [value.int >> 80 for value in ids] == sorted(value.int >> 80 for value in ids)
