# SPDX-License-Identifier: GPL-3.0-or-later
"""A package of somebody else, as the guide says to write it: installed, enabled, and it works."""

import re
import sys
from pathlib import Path

import pytest

from .conftest import ALICE, calling, running, write_source

GUIDE = Path(__file__).parents[3] / "docs" / "plugins.md"
ENTRY_POINTS = """[xivo_dird.backends]
stars = stars:StarSource
[xivo_dird.services]
empty = stars:EmptyServicePlugin
[xivo_dird.views]
ping = stars:PingView
open = stars:OpenView
"""
OPEN_VIEW = """

class OpenView(BaseViewPlugin):
    def load(self, args):
        assert args["services"]["empty"]() == []

        @args["http_app"].get("/0.1/directories/open")
        async def open_to_all():
            return {}
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """The guide's package, beside the project's own."""
    (code,) = [
        block for block in re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL) if "StarSource" in block
    ]
    place = tmp_path / "site"
    info = place / "stars-1.0.dist-info"
    info.mkdir(parents=True)
    (place / "stars.py").write_text(code + OPEN_VIEW)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stars\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(str(place))
    # stevedore remembers what it found
    monkeypatch.setattr("stevedore._cache._c", __import__("stevedore._cache", fromlist=["Cache"]).Cache())
    monkeypatch.setattr("stevedore.extension.ExtensionManager.ENTRY_POINT_CACHE", {})
    yield
    sys.modules.pop("stars", None)


async def test_the_three_kinds(installed, settings, confd, folder, caplog):  # SYS-290, SYS-292 to SYS-294
    write_source(folder, {"type": "stars", "name": "other"})
    plugins = settings.enabled_plugins
    more = {"backends": "stars", "services": "empty", "views": "ping"}
    enabled = {kind: [*plugins[kind], name] for kind, name in more.items()}
    enabled["views"] = [*enabled["views"], "open"]
    async with running(settings.model_copy(update={"enabled_plugins": enabled}), confd) as app:
        async with calling(app, ALICE) as client:
            found = (await client.get("/0.1/directories/lookup/default", params={"term": "stars"})).json()
            assert [result["column_values"][0] for result in found["results"]] == ["*****"]
            assert (await client.get("/0.1/directories/ping")).json() == {"message": "pong"}
            assert (await client.get("/0.1/directories/open")).status_code == 404
        async with calling(app, None) as client:
            assert (await client.get("/0.1/directories/ping")).status_code == 401
    assert "the view open is disabled" in caplog.text  # SYS-312
