# SPDX-License-Identifier: GPL-3.0-or-later
"""The package of the guide for plugin authors, from its pages: installed outside the tree, enabled, and it works."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
import stevedore._cache
import yaml

from .conftest import ALICE, calling, running

GUIDE = Path(__file__).parents[3] / "docs" / "plugins.md"
OPEN_VIEW = """

class OpenView:
    def load(self, args):
        assert args["services"]["my_service"]() == []

        @args["http_app"].get("/0.1/directories/open")
        async def open_to_all():
            return {}


class BrokenView:
    def load(self, args):
        raise RuntimeError("boom")


class ServiceOfNothing:
    def load(self, args):
        return None
"""
OWN_FAULTS = {
    "xivo_dird.views": {"open": "dummy:OpenView", "broken": "dummy:BrokenView", "absent": "nowhere:View"},
    "xivo_dird.services": {"nothing": "dummy:ServiceOfNothing"},
}


def blocks(language, having):
    section = GUIDE.read_text().partition("## Directories")[2].partition("\n## ")[0]
    (block,) = [block for block in re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL) if having in block]
    return block


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """What `pip install` leaves of the guide's package, beside the project's own; and faults of ours."""
    project = tomllib.loads(blocks("toml", "my_backend"))["project"]
    groups = {group: dict(entries) for group, entries in project["entry-points"].items()}
    for group, entries in OWN_FAULTS.items():
        groups[group] |= entries
    place = tmp_path / "site"
    info = place / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (place / "dummy.py").write_text(blocks("python", "DummyBackendPlugin") + OPEN_VIEW)
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(metadata)
    lines = [line for group, entries in groups.items() for line in (f"[{group}]", *map(" = ".join, entries.items()))]
    (info / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(str(place))
    # stevedore remembers what it found
    monkeypatch.setattr(stevedore._cache, "_c", stevedore._cache.Cache())
    monkeypatch.setattr("stevedore.extension.ExtensionManager.ENTRY_POINT_CACHE", {})
    yield
    sys.modules.pop("dummy", None)


@pytest.fixture
def with_samples(installed, settings, folder):
    enabled = yaml.safe_load(blocks("yaml", "enabled_plugins"))["enabled_plugins"]
    source = yaml.safe_load(blocks("yaml", "type: my_backend"))
    (folder / "dummy.yml").write_text(yaml.safe_dump(source))
    enabled["views"] += ["open", "broken", "absent"]
    enabled["services"] += ["nothing"]
    services = {"lookup": {"default": {"sources": [source["name"]]}}}
    views = {"displays": {"one": [{"field": "Firstname"}]}, "profile_to_display": {"default": "one"}}
    return settings.model_copy(update={"enabled_plugins": enabled, "services": services, "views": views})


async def test_the_three_kinds(with_samples, confd, caplog):  # SYS-290, SYS-291, SYS-292, SYS-293, SYS-294
    caplog.set_level("DEBUG")
    async with running(with_samples, confd) as app, calling(app, ALICE) as client:
        found = (await client.get("/0.1/directories/lookup/default", params={"term": "any"})).json()["results"]
        assert 1 <= len(found) <= 20
        assert {(result["source"], len(result["column_values"][0])) for result in found} == {("my_dummy", 5)}
        assert (await client.get("/0.1/directories/ping")).json() == {"message": "pong"}
    told = [record.message.partition(" args")[0] for record in caplog.records if record.name == "dummy"]
    assert told == [
        *("dummy backend loaded", "dummy loaded", "dummy view"),
        *("dummy view unloaded", "dummy unloaded", "dummy backend unloaded"),
    ]


async def test_what_cannot_be_used_is_disabled_alone(with_samples, confd, caplog):  # SYS-290, SYS-312
    async with running(with_samples, confd) as app:
        async with calling(app, None) as client:
            assert (await client.get("/0.1/directories/ping")).status_code == 401
        async with calling(app, ALICE, "127.0.0.1") as client:
            assert (await client.get("/0.1/directories/open")).status_code == 404
            assert (await client.get("/0.1/directories/ping")).status_code == 200
            disabled = (await client.get("/status")).json()["disabled_plugins"]
    assert "the view open is disabled" in caplog.text
    assert set(disabled) == {
        *("xivo_dird.views.open", "xivo_dird.views.broken", "xivo_dird.views.absent", "xivo_dird.services.nothing"),
    }
    assert "boom" in disabled["xivo_dird.views.broken"]
