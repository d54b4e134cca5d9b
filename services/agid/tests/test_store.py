# SPDX-License-Identifier: GPL-3.0-or-later
"""The snapshot: always the last good one."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from xivo_agid.app import build_app
from xivo_agid.callers_names import CallersNames
from xivo_agid.settings import HANDLERS, Settings
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import COMPANY, Confd, Dird, eventually
from xivo_base.settings import BusSettings, ConsulSettings


class TestFetching:
    async def test_unchanged_costs_nothing(self, store: SnapshotStore) -> None:
        assert await store.fetch()
        first = store.current
        assert await store.fetch()
        assert store.current is first

    async def test_confd_away_keeps_what_is_there(self, store: SnapshotStore, confd: Confd) -> None:
        await store.fetch()
        confd.away = True
        assert not await store.fetch()
        assert store.current
        assert store.availability.available
        assert not store.confd_availability.available

    async def test_nonsense_keeps_what_is_there(self, store: SnapshotStore, confd: Confd) -> None:
        await store.fetch()
        confd.change(users=[{"id": "no"}])
        assert not await store.fetch()
        assert store.current
        assert store.current.version == COMPANY["version"]

    async def test_not_ready_before_the_first(self, store: SnapshotStore, confd: Confd) -> None:
        confd.away = True
        assert not await store.fetch()
        assert not store.availability.available


class TestRunning:
    async def test_an_event_brings_the_change_at_once(self, store: SnapshotStore, confd: Confd) -> None:
        await store.start()
        await eventually(lambda: store.current)
        confd.change(users=[])
        await store.invalidate()
        await eventually(lambda: store.current and not store.current.users)
        await store.stop()

    async def test_the_next_start_does_not_need_confd(
        self, store: SnapshotStore, confd: Confd, settings: Settings
    ) -> None:
        await store.fetch()
        await store.stop()
        assert settings.snapshot.cache
        assert settings.snapshot.cache.stat().st_mode & 0o777 == 0o600
        confd.away = True
        async with httpx.AsyncClient(transport=httpx.MockTransport(confd), base_url="http://confd") as client:
            again = SnapshotStore(settings.snapshot, client)
            await again.start()
            assert again.current
            assert again.current.version == COMPANY["version"]
            await again.stop()

    async def test_a_broken_cache_is_ignored(self, store: SnapshotStore, settings: Settings, confd: Confd) -> None:
        assert settings.snapshot.cache
        settings.snapshot.cache.write_text("{")
        confd.away = True
        await store.start()
        assert store.current is None
        await store.stop()


def app_on(confd: Confd, cache: Path) -> FastAPI:
    settings = Settings(bus=BusSettings(enabled=False), consul=ConsulSettings(enabled=False))
    settings.snapshot.cache = cache
    client = httpx.AsyncClient(transport=httpx.MockTransport(confd), base_url="http://confd")
    return build_app(settings, confd=client)


class TestTheDaemon:
    async def test_a_start_brings_the_configuration_and_the_phonebook(
        self, store: SnapshotStore, confd: Confd, dird: Dird, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:  # DEV-012
        caplog.set_level("INFO")
        app_on(confd, tmp_path / "snapshot.json")
        dird.away = True  # at first
        callers = REGISTRY.get_sample_value("xivo_agid_reverse_lookup_seconds_count")
        async with httpx.AsyncClient(transport=httpx.MockTransport(dird), base_url="http://dird") as client:
            names = CallersNames(client)
            await store.start()
            await names.start()
            await eventually(lambda: store.current and not names.availability.available)
            dird.away = False
            await eventually(lambda: dird.asked and names.availability.available, within=20)
            await names.stop()
            await store.stop()
        said = [record.getMessage() for record in caplog.records if record.name.startswith("xivo_agid")]
        update = "executing update command update-"
        assert said[:3] == ["xivo-agid starting...", f"{update}config", f"{update}phonebook"]
        assert REGISTRY.get_sample_value("xivo_agid_reverse_lookup_seconds_count") == callers  # nobody called

    async def test_status_names_the_handlers(self, confd: Confd, tmp_path: Path) -> None:
        app = app_on(confd, tmp_path / "snapshot.json")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://agid") as client:
            status = (await client.get("/status")).json()
            assert status["handlers"]["loaded"] == sorted(HANDLERS)
            assert (await client.get("/health/ready")).status_code == 503
