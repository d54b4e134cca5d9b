# SPDX-License-Identifier: GPL-3.0-or-later
"""A back-end of somebody else, as the guide says to write it: installed, enabled, and it works."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xivo_auth.settings import Settings

from .conftest import Air, FakeConfd, Shelf, calling, log_in, post_token, running

GUIDE = Path(__file__).parents[3] / "docs" / "plugins.md"
HOLDERS = {"holders": {"4711": {"pin": "0815", "uuid": "dddddddd-0000-4000-8000-000000000004"}}}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(), re.DOTALL)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The guide's package in a folder of its own, as pip would leave it there."""
    (code,) = [block for block in blocks("python") if "class Badge" in block]
    (project,) = [block for block in blocks("toml") if "xivo_auth.backends" in block]
    (entry_point,) = re.findall(r'^badge = "(.+)"$', project, re.MULTILINE)
    place = tmp_path / "site"
    info = place / "badge_backend-1.0.dist-info"
    info.mkdir(parents=True)
    (place / "badge_backend.py").write_text(code)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: badge-backend\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[xivo_auth.backends]\nbadge = {entry_point}\n")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(str(place))
    # stevedore remembers what it found
    monkeypatch.setattr("stevedore._cache._c", __import__("stevedore._cache", fromlist=["Cache"]).Cache())
    monkeypatch.setattr("stevedore.extension.ExtensionManager.ENTRY_POINT_CACHE", {})
    assert importlib.metadata.version("badge-backend") == "1.0"
    yield
    sys.modules.pop("badge_backend", None)


def enabled(settings: Settings, config: dict[str, Any]) -> Settings:
    return settings.model_copy(
        update={"enabled_backends": [*settings.enabled_backends, "badge"], "backends": {"badge": config}}
    )


async def test_it_gives_tokens(
    installed: None, settings: Settings, shelf: Shelf, air: Air, fake_confd: FakeConfd
) -> None:
    # SYS-274
    async with running(enabled(settings, HOLDERS), shelf, air, fake_confd) as app, calling(app) as client:
        assert "badge" in (await client.get("/backends")).json()["data"]
        data = (await post_token(client, "4711", "0815", "badge")).json()["data"]
        assert data["auth_id"] == HOLDERS["holders"]["4711"]["uuid"]
        scope = {"scope": "agid.doors.4711.open"}
        assert (await client.head(f"/token/{data['token']}", params=scope)).status_code == 204
        assert (await post_token(client, "4711", "0816", "badge")).status_code == 401


async def test_not_enabled_it_is_refused(
    installed: None, settings: Settings, shelf: Shelf, air: Air, fake_confd: FakeConfd
) -> None:
    # SYS-274
    async with running(settings, shelf, air, fake_confd) as app, calling(app) as client:
        assert (await post_token(client, "4711", "0815", "badge")).status_code == 401


@pytest.mark.parametrize("config", [{}, {"holders": {"4711": {"pin": "0815"}}}])
async def test_its_errors_are_its_own(
    installed: None, settings: Settings, shelf: Shelf, air: Air, fake_confd: FakeConfd, config: dict[str, Any]
) -> None:
    """Badly configured it is disabled, or fails at a login: the others go on, and nobody is told more than a 401."""
    async with running(enabled(settings, config), shelf, air, fake_confd) as app, calling(app) as client:
        failed = (await client.get("http://auth/status")).json()["backends"]["failed"]
        assert list(failed) == ([] if config else ["badge"])
        assert (await post_token(client, "4711", "0815", "badge")).status_code == 401
        await log_in(client)
