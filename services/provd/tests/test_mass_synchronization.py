# SPDX-License-Identifier: GPL-3.0-or-later
"""Many phones restarted by one request, with progress."""

from __future__ import annotations

import asyncio

import pytest
from xivo_provd.operations import State, parse_status
from xivo_provd.resources.devices.synchronization import MAX_MASS, Synchronizations
from xivo_store import QueryCounter

from .conftest import until
from .test_api import finished


async def add_phones(api, count: int) -> None:
    for number in range(count):
        device = {"id": f"d{number}", "mac": f"00:15:65:00:00:{number:02x}", "ip": f"10.0.0.{number + 1}"}
        device |= {"plugin": "xivo-yealink-v80", "config": "autoprov"}
        assert (await api.post("/dev_mgr/devices", json={"device": device})).status_code == 201


async def test_all_of_a_selector_are_notified(provd, api):
    # API-140 API-157
    await add_phones(api, 6)
    body = {"q": {"id": {"$in": ["d1", "d2", "d4"]}}, "per_second": 200}
    answer = await api.post("/dev_mgr/mass_synchronize", json=body)
    assert (answer.status_code, answer.headers["location"]) == (201, "/provd/dev_mgr/mass_synchronize/1")
    assert await finished(api, answer.headers["location"]) == "synchronize|success;3/3"
    assert sorted(arguments["URI"] for _, arguments in provd.amid.actions) == [
        f"sip:10.0.0.{number}:5060" for number in (2, 3, 5)
    ]
    assert (await api.delete("/dev_mgr/mass_synchronize/1")).status_code == 204
    assert (await api.get("/dev_mgr/mass_synchronize/1")).status_code == 404


async def test_its_progress_is_seen_while_telephones_are_notified(provd, api):
    # API-157
    await add_phones(api, 3)
    provd.amid.answers.clear()
    answer = await api.post("/dev_mgr/mass_synchronize", json={"per_second": 200})
    location = answer.headers["location"].removeprefix("/provd")
    await until(lambda: len(provd.amid.actions) == 3)
    assert (await api.get(location)).json() == {"status": "synchronize|progress;0/3"}
    provd.amid.answers.set()
    assert await finished(api, location) == "synchronize|success;3/3"


async def test_telephones_that_answer_late_are_not_waited_for_all_at_once(provd, api):
    await add_phones(api, 30)
    provd.amid.answers.clear()
    answer = await api.post("/dev_mgr/mass_synchronize", json={"per_second": 200})
    await until(lambda: len(provd.amid.actions) == 20)
    assert (await api.get("/dev_mgr/devices")).status_code == 200
    assert len(provd.amid.actions) == 20
    provd.amid.answers.set()
    assert await finished(api, answer.headers["location"]) == "synchronize|success;30/30"


async def test_nothing_is_left_of_operations_that_ended(provd, api):
    # API-157 API-158
    await add_phones(api, 1)
    before = asyncio.all_tasks()
    locations = []
    for _ in range(10):
        for path, body in (
            ("/dev_mgr/synchronize", {"id": "d0"}),
            ("/dev_mgr/mass_synchronize", {"per_second": 200}),
            ("/pg_mgr/install/update", {}),
            ("/pg_mgr/install/upgrade", {"id": "xivo-snom-8.7.5.17"}),
            ("/pg_mgr/install/install", {"id": "xivo-snom-8.7.5.17"}),
        ):
            answer = await api.post(path, json=body)
            assert answer.status_code == 201, path
            location = answer.headers["location"].removeprefix("/provd")
            assert "success" in await finished(api, location)
            locations.append(location)
    assert len(set(locations)) == 50
    for location in locations:
        assert (await api.delete(location)).status_code == 204
        assert (await api.get(location)).status_code == 404
        assert (await api.delete(location)).status_code == 404
    await until(lambda: asyncio.all_tasks() <= before)
    plugins = provd.app.state.plugins
    assert [len(of) for of in (plugins.install_monitors, plugins.upgrade_monitors, plugins.update_monitors)] == [0] * 3


async def test_who_failed_is_said(provd, api):
    # API-157
    await add_phones(api, 2)
    await api.post("/dev_mgr/devices", json={"device": {"id": "bare"}})
    await api.post("/dev_mgr/devices", json={"device": {"id": "strange(|name"}})
    answer = await api.post("/dev_mgr/mass_synchronize", json={"per_second": 200})
    status = parse_status(await finished(api, answer.headers["location"]))
    assert (status.state, status.current, status.end) == (State.FAIL, 4, 4)
    assert sorted(sub.label or "" for sub in status.subs) == ["bare", "device"]
    assert len(provd.amid.actions) == 2


async def test_the_number_of_queries_does_not_depend_on_the_number_of_phones(provd, api):
    await add_phones(api, 12)
    with QueryCounter(provd.database) as queries:
        answer = await api.post("/dev_mgr/mass_synchronize", json={"per_second": 200})
        assert await finished(api, answer.headers["location"]) == "synchronize|success;12/12"
    assert queries.count == 3


@pytest.mark.parametrize("body", [{"q": {"$x": 1}}, {"q": []}, {"per_second": 0}, {"ids": ["a"]}, []])
async def test_what_makes_no_sense(api, body):
    assert (await api.post("/dev_mgr/mass_synchronize", json=body)).status_code == 400


async def test_a_few_at_once_and_no_more():
    never = asyncio.Event()

    async def targets():
        await never.wait()
        yield {}, None, None

    synchronizations = Synchronizations()
    for _ in range(MAX_MASS):
        synchronizations.begin_many(targets(), 1, 1)
    with pytest.raises(Exception, match="too many synchronisations"):
        synchronizations.begin_many(targets(), 1, 1)
    await synchronizations.stop()
