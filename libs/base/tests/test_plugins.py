# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugins are entry points of installed packages."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest
from xivo_base.plugins import load_plugins

MODULE = """
class Good:
    def __init__(self, greeting):
        self.greeting = greeting

class Broken:
    def __init__(self, greeting):
        raise RuntimeError("no database")
"""
ENTRY_POINTS = """[xivo_test.plugins]
good = demo_plugin_of_base:Good
broken = demo_plugin_of_base:Broken
missing_module = not_there_at_all:Thing
off = not_there_either:Thing
"""


@pytest.fixture
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "demo_plugin_of_base.py").write_text(MODULE)
    info = tmp_path / "demo_plugin_of_base-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: demo_plugin_of_base\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])


@pytest.mark.usefixtures("_installed")
class TestPlugins:
    def test_enabled_ones_are_made(self) -> None:  # DEV-030, SYS-274
        plugins = load_plugins("xivo_test.plugins", ["good"], "hello")
        assert plugins.loaded["good"].greeting == "hello"
        assert not plugins.failed

    def test_others_are_not_even_imported(self, caplog: pytest.LogCaptureFixture) -> None:
        assert not load_plugins("xivo_test.plugins", [], "hello").failed
        assert not caplog.records

    def test_one_that_fails_is_disabled_and_said_once(self, caplog: pytest.LogCaptureFixture) -> None:  # DEV-030
        with caplog.at_level(logging.ERROR):
            plugins = load_plugins("xivo_test.plugins", ["broken", "good", "missing_module", "unknown"], "hello")
        assert list(plugins.loaded) == ["good"]
        assert sorted(plugins.failed) == ["broken", "missing_module", "unknown"]
        assert "no database" in plugins.failed["broken"]
        assert plugins.failed["unknown"] == "not installed"
        assert len([line for line in caplog.records if line.name == "xivo_base.plugins"]) == 3
