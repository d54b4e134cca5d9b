# SPDX-License-Identifier: GPL-3.0-or-later
"""Neighbours are found through Consul, and without it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import consul
import pytest
from xivo_base.discovery import Discovery
from xivo_base.settings import ConsulSettings


class FakeConsul:
    """The part of python-consul's API that is used; one agent."""

    def __init__(self) -> None:
        self.registered: dict[str, dict[str, Any]] = {}
        self.registrations = 0
        self.failing: set[str] = set()
        self.away = False
        self.agent = SimpleNamespace(
            services=self._services,
            service=SimpleNamespace(register=self._register, deregister=self._deregister),
        )
        self.catalog = SimpleNamespace(services=self._names)
        self.health = SimpleNamespace(service=self._health)

    def _services(self) -> dict[str, dict[str, Any]]:
        if self.away:
            raise consul.ConsulException("500 No cluster leader")
        return self.registered

    def _names(self) -> tuple[int, dict[str, list[str]]]:
        return 1, {entry["Service"]: [] for entry in self._services().values()}

    def _register(self, name: str, *, service_id: str, address: str, port: int, check: dict[str, Any]) -> None:
        self.registrations += 1
        self.registered[service_id] = {"Service": name, "Address": address, "Port": port, "Check": check}

    def _deregister(self, service_id: str) -> None:
        del self.registered[service_id]

    def _health(self, name: str, *, passing: bool) -> tuple[int, list[dict[str, Any]]]:
        assert passing
        found = [entry for entry in self.registered.values() if entry["Service"] == name]
        return 1, [{"Service": entry} for entry in found if name not in self.failing]


@pytest.fixture
def fake_consul() -> FakeConsul:
    return FakeConsul()


def discovery(client: FakeConsul, **static: str) -> Discovery:
    settings = ConsulSettings(advertise_address="10.9.0.5")
    return Discovery(settings, service="agid", port=9492, static=static, client=client)


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  the far side has no event
            await asyncio.sleep(0.01)


async def test_a_daemon_registers_itself_with_a_health_check_and_leaves(fake_consul: FakeConsul) -> None:
    me = discovery(fake_consul)
    await me.start()
    await until(lambda: me.availability.available)
    (entry,) = fake_consul.registered.values()
    assert (entry["Service"], entry["Address"], entry["Port"]) == ("xivo-agid", "10.9.0.5", 9492)
    assert entry["Check"]["http"] == "http://10.9.0.5:9492/health/ready"
    await me.stop()
    assert not fake_consul.registered


async def test_a_neighbour_is_where_consul_says(fake_consul: FakeConsul) -> None:
    fake_consul.registered["confd-1"] = {"Service": "xivo-confd", "Address": "10.9.0.8", "Port": 9486}
    me = discovery(fake_consul)
    assert me.url("confd") == "http://confd:9486"
    await me.start()
    await until(lambda: me.url("confd") == "http://10.9.0.8:9486")
    await me.stop()


async def test_configuration_wins_over_consul(fake_consul: FakeConsul) -> None:
    fake_consul.registered["confd-1"] = {"Service": "xivo-confd", "Address": "10.9.0.8", "Port": 9486}
    me = discovery(fake_consul, confd="https://confd.example")
    await me.start()
    await until(lambda: me.availability.available)
    assert me.url("confd") == "https://confd.example"
    await me.stop()


async def test_a_sick_instance_is_not_offered(fake_consul: FakeConsul) -> None:
    fake_consul.registered["confd-1"] = {"Service": "xivo-confd", "Address": "10.9.0.8", "Port": 9486}
    fake_consul.failing.add("xivo-confd")
    me = discovery(fake_consul)
    await me.start()
    await until(lambda: me.availability.available)
    assert me.url("confd") == "http://confd:9486"
    await me.stop()


async def test_consul_absent_at_start_is_waited_for(fake_consul: FakeConsul, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xivo_base.discovery.RETRY_SECONDS", 0.02)
    fake_consul.away = True
    me = discovery(fake_consul)
    await me.start()
    await until(lambda: me.availability.failures > 1)
    assert me.url("confd") == "http://confd:9486"
    fake_consul.away = False
    await until(lambda: me.availability.available)
    await me.stop()


async def test_an_answer_that_makes_no_sense_is_not_the_last_question(
    fake_consul: FakeConsul, caplog: pytest.LogCaptureFixture
) -> None:
    fake_consul.catalog.services = lambda: (1, None)
    me = discovery(fake_consul)
    await me.start()
    await until(lambda: caplog.records)
    fake_consul.catalog.services = fake_consul._names
    await until(lambda: me.availability.available)
    await me.stop()
    assert "discovery failed" in caplog.text


async def test_registers_again_only_when_consul_forgot(
    fake_consul: FakeConsul, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xivo_base.discovery.REFRESH_SECONDS", 0.01)
    me = discovery(fake_consul)
    await me.start()
    await until(lambda: me.availability.available)
    await asyncio.sleep(0.1)
    assert fake_consul.registrations == 1
    fake_consul.registered.clear()
    await until(lambda: fake_consul.registrations == 2)
    await me.stop()


async def test_not_used_when_disabled() -> None:
    me = Discovery(ConsulSettings(enabled=False), service="agid", port=1, static={})
    await me.start()
    await me.stop()
    assert me.url("dird") == "http://dird:9489"
