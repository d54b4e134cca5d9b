# SPDX-License-Identifier: GPL-3.0-or-later
"""How a plugin's files come together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from xivo_provd_compat.loading import NotAPlugin, load

PLUGIN = "from wazo_provd.plugins import StandardPlugin\n\nclass P(StandardPlugin):\n    IS_PLUGIN = True\n"


@pytest.fixture
def load_files(tmp_path, aliases) -> Callable[..., Any]:
    def load_files(**files: str) -> Any:
        info = {"version": "1", "description": "x", "capabilities": {}, "plugin_iface_version_min": 0.2}
        (tmp_path / "plugin-info").write_text(json.dumps(info))
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(text)
        return load("wazo-x-1", str(tmp_path), {}, {})

    return load_files


class TestExecuting:
    def test_into_names_of_its_own(self, load_files):
        plugin = load_files(
            entry="common = {}\nexecfile_('common.py', common)\nclass P(common['Base']):\n    IS_PLUGIN = True\n",
            common="execfile_('models.py', globals())\n"
            + PLUGIN.replace("P(", "Base(").replace("IS_PLUGIN = True", "models = MODELS"),
            models="MODELS = ['A20']\n",
        )
        assert (type(plugin).__name__, plugin.id, plugin.models) == ("P", "wazo-x-1", ["A20"])

    @pytest.mark.parametrize("call", ["execfile_('common.py')", "execfile_('common.py', globals=globals())"])
    def test_into_the_names_of_the_entry(self, load_files, call):
        assert type(load_files(entry=f"{call}\n", common=PLUGIN)).__name__ == "P"

    def test_with_local_names(self, load_files):
        entry = f"here = {{}}\nexecfile_('values.py', globals(), here)\n{PLUGIN}    values = here\n"
        plugin = load_files(entry=entry, values="N = 7\n")
        assert plugin.values == {"N": 7}

    def test_by_its_whole_path(self, load_files, tmp_path):
        entry = f"execfile_({str(tmp_path / 'common.py')!r})\n"
        assert type(load_files(entry=entry, common=PLUGIN)).__name__ == "P"

    def test_annotations_are_values_unless_the_plugin_says_otherwise(self, load_files):
        # DEV-181
        hook = "    def lines(self, number: int): ...\n"
        assert load_files(entry=PLUGIN + hook).lines.__annotations__ == {"number": int}
        later = load_files(entry=f"from __future__ import annotations\n{PLUGIN}{hook}")
        assert later.lines.__annotations__ == {"number": "int"}

    def test_names_for_type_checkers_are_not_imported(self, load_files):
        # DEV-181
        entry = (
            "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n"
            "    from ..common.common import Base\n\n    class Names(TypedDict):\n        Base: type[Base]\n\n"
            "common: Names = {}\nexecfile_('common.py', common)\n\nclass P(common['Base']):\n    IS_PLUGIN = True\n"
        )
        common = PLUGIN.replace("P(", "Base(").replace("IS_PLUGIN = True", "models: list[str] | None = None")
        assert load_files(entry=entry, common=common).models is None

    def test_no_plugin(self, load_files):
        with pytest.raises(NotAPlugin, match="no class that derives from Plugin"):
            load_files(entry="x = 1\n")


class TestInfo:
    def test_it_is_a_value_and_may_be_called(self, load_files):
        plugin = load_files(entry=PLUGIN)
        assert plugin.info["version"] == plugin.info()["version"] == "1"
        assert Path(plugin._tftpboot_dir).parts[-2:] == ("var", "tftpboot")
