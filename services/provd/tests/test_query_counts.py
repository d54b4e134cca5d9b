# SPDX-License-Identifier: GPL-3.0-or-later
"""How many statements a request costs, whatever the number of devices."""

from __future__ import annotations

import json
from pathlib import Path

from xivo_provd.stale import EVERYTHING
from xivo_store import QueryCounter

from .conftest import give_line, only_device

PINNED = json.loads((Path(__file__).parent / "query_counts.json").read_text())
PHONE = "10.34.1.50"


async def add_phones(provd, api, count: int) -> None:
    for number in range(count):
        config = {"id": f"c{number}", "parent_ids": ["base"], "raw_config": {"sip_lines": {}}}
        await api.post("/cfg_mgr/configs", json={"config": config})
        device = {"id": f"d{number}", "mac": f"00:15:65:00:00:{number:02x}", "ip": f"10.0.0.{number + 1}"}
        device |= {"plugin": "xivo-yealink-v80", "config": f"c{number}"}
        await api.post("/dev_mgr/devices", json={"device": device})


async def test_lists(provd, api):
    # API-135 API-144
    for count in (2, 12):
        await add_phones(provd, api, count)
        for path in ("/dev_mgr/devices", "/cfg_mgr/configs"):
            with QueryCounter(provd.database) as queries:
                answer = await api.get(path, params={"limit": 100, "sort": "id"})
            assert answer.status_code == 200
            assert queries.count == PINNED[path], queries.statements


async def test_an_edit_of_the_base_config(provd, api):
    # API-149
    for count in (2, 12):
        await add_phones(provd, api, count)
        with QueryCounter(provd.database) as queries:
            body = {"config": {"id": "base", "raw_config": {"ip": "10.0.0.1"}}}
            assert (await api.put("/cfg_mgr/configs/base", json=body)).status_code == 204
        assert queries.count == PINNED["PUT /cfg_mgr/configs/base"], queries.statements


async def test_a_phone_that_is_known(provd, api):
    # CC-055
    await provd.get(PHONE, "/001565123456.cfg")
    await give_line(api, await only_device(api))
    await provd.get(PHONE, "/001565123456.cfg")
    for path in ("/001565123456.cfg", "/y000000000028.cfg"):
        provd.app.state.rendered.forget({EVERYTHING})
        for name in (f"phone {path}", f"phone {path} again"):
            with QueryCounter(provd.database) as queries:
                assert (await provd.get(PHONE, path)).status_code == 200
            assert queries.count == PINNED[name], "\n".join(queries.statements)
