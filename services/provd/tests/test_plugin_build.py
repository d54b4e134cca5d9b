# SPDX-License-Identifier: GPL-3.0-or-later
"""From a family's sources to the folders that provd installs."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest
from xivo_provd.matrix import models_of
from xivo_provd.plugin.build import FamilyError, build, main, sources
from xivo_provd.plugin.loader import PluginLoader
from xivo_provd.plugin.repository import FolderRepository

from .conftest import FAMILIES, PLUGINS

AASTRA = "xivo-aastra-3.3.1-SP2"


@pytest.fixture
def families(tmp_path) -> Path:
    """Sources of our own, to change."""
    folder = tmp_path / "families"
    shutil.copytree(FAMILIES / "aastra", folder / "aastra")
    return folder


class TestBuild:
    def test_an_unpacked_plugin_is_as_documented(self):
        # DEV-180 DEV-181 CC-063
        names = {path.relative_to(PLUGINS / AASTRA).as_posix() for path in (PLUGINS / AASTRA).rglob("*")}
        wanted = {"README.md", "common.py", "entry.py", "plugin-info", "pkgs/pkgs.db", "templates/base.tpl"}
        assert wanted <= names
        assert not [name for name in names if "quality" in name or "__pycache__" in name]

    def test_capabilities_are_the_matrix(self):
        # ADM-002 API-155
        for source in sources(FAMILIES):
            info = json.loads((PLUGINS / source.plugin_id / "plugin-info").read_text("utf-8"))
            rows = models_of(source.plugin_id)
            assert [key.split(", ")[1] for key in info["capabilities"]] == [row.name for row in rows]
            for row, capability in zip(rows, info["capabilities"].values(), strict=True):
                assert (capability["sip.lines"], capability["keys"]) == (row.lines, row.keys)

    def test_a_version_replaces_what_all_share(self, families, tmp_path):
        # DEV-180
        own = families / "aastra" / "3.3.1-SP2" / "templates"
        own.mkdir()
        (own / "base.tpl").write_text("its own\n")
        build(families, tmp_path / "built")
        assert (tmp_path / "built" / AASTRA / "templates" / "base.tpl").read_text() == "its own\n"
        assert (tmp_path / "built" / "xivo-aastra-4.1.0" / "templates" / "base.tpl").read_text() != "its own\n"

    def test_what_was_there_goes(self, families, tmp_path):
        (tmp_path / "built" / AASTRA).mkdir(parents=True)
        (tmp_path / "built" / AASTRA / "left.tpl").write_text("")
        build(families, tmp_path / "built")
        assert not (tmp_path / "built" / AASTRA / "left.tpl").exists()

    @pytest.mark.parametrize("fault", ["no version", "not JSON", "no row", "no entry"])
    def test_a_source_that_is_not_whole_is_refused(self, families, tmp_path, fault, monkeypatch, capsys):
        version = families / "aastra" / "3.3.1-SP2"
        if fault == "no version":
            (version / "plugin-info").write_text('{"description": "x"}')
        elif fault == "not JSON":
            (version / "plugin-info").write_text("{")
        elif fault == "no row":
            version.rename(families / "aastra" / "9.9.9")
        else:
            (version / "entry.py").unlink()
        with pytest.raises(FamilyError, match="xivo-aastra-"):
            build(families, tmp_path / "built")
        monkeypatch.setattr("sys.argv", ["build", str(families), str(tmp_path / "again")])
        assert main() == 1
        assert "xivo-aastra-" in capsys.readouterr().err


class TestAllFamilies:
    async def test_each_plugin_loads_beside_the_others(self, tmp_path):
        # ADM-001 CC-046
        repository = FolderRepository(PLUGINS)
        index = await repository.index(lambda *_: None)
        for plugin_id, entry in index.items():
            await repository.fetch(plugin_id, entry, tmp_path / plugin_id, lambda *_: None)
        loader = PluginLoader(tmp_path, None, {})
        loader.load_all()
        assert loader.failures == {}
        assert set(loader.installed()) == set(index) == {source.plugin_id for source in sources(FAMILIES)}

    def test_each_says_its_version_and_itself_in_two_languages(self):
        # CC-046 DEV-182
        for source in sources(FAMILIES):
            info = source.info()
            assert info["version"].count(".") >= 1, source.plugin_id
            assert info["description"].startswith("Plugin for "), source.plugin_id
            assert info["description_fr"].startswith("Greffon pour "), source.plugin_id

    def test_none_imports_more_than_plugins_may(self):
        # A plugin is installed alone: of provd it knows `xivo_provd.plugin` and its own modules.
        for path in FAMILIES.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xivo_"):
                    assert (node.module or "").startswith("xivo_provd.plugin"), path
