# SPDX-License-Identifier: GPL-3.0-or-later
"""An upgrade from a release in which plugins had other names leaves no device without its plugin."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import text
from xivo_provd.resources.plugins.service import SUCCESSORS
from xivo_store import migrate
from xivo_store.engine import make_engine
from xivo_store.schema import alembic_config

from .conftest import PLUGINS, SNOM_AGENT, YEALINK_MAC, line_config

SNOM_MAC = "00:04:13:ab:cd:ef"


def device(device_id: str, plugin: str, model: str | None, version: str = "", **more: Any) -> dict[str, Any]:
    found = {"id": device_id, "plugin": plugin, "model": model, "version": version, "configured": True, **more}
    return {key: value for key, value in found.items() if value is not None}


BEFORE = [
    device("snom", "xivo-snom-8.7.5", "720", "8.7.5.17", vendor="Snom", mac=SNOM_MAC, config="snom", ip="10.34.1.7"),
    device("t19p", "xivo-yealink-v80", "T19P", "31.72.0.75"),
    device("t20p-70", "xivo-yealink-v80", "T20P", "9.70.0.30"),
    device("t20p-72", "xivo-yealink-v80", "t20p", "9.72.0.30"),
    device("t26p", "xivo-yealink-v80", "T26P"),
    device("t38g", "xivo-yealink-v80", "T38G", "38.70.0.125"),
    device("t46g", "xivo-yealink-v80", "T46G", "28.80.0.125"),
    device("model-unknown", "xivo-yealink-v80", None, mac=YEALINK_MAC),
    device("of-others", "wazo-snom-8.7.5", "720"),
]
AFTER = {
    "snom": "xivo-snom-8.7.5.17",
    "t19p": "xivo-yealink-72.0",
    "t20p-70": "xivo-yealink-70.0",
    "t20p-72": "xivo-yealink-72.0",
    "t26p": "xivo-yealink-72.0",
    "t38g": "xivo-yealink-70.0",
    "t46g": "xivo-yealink-v80",
    "model-unknown": "xivo-yealink-v80",
    "of-others": "wazo-snom-8.7.5",
}


async def in_old_state(uri: str) -> None:
    engine = make_engine(uri, name="old", pooled=False)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(lambda sync: command.downgrade(alembic_config("xivo_provd", sync), "0001"))
            await connection.execute(
                text("INSERT INTO devices VALUES (:id, CAST(:document AS jsonb))"),
                [{"id": document["id"], "document": json.dumps(document)} for document in BEFORE],
            )
            await connection.commit()
    finally:
        await engine.dispose()


def old_plugins(folder: Path) -> None:
    """As the release before left them: two plugins, one of them with an administrator's template."""
    for before, like in (("xivo-snom-8.7.5", "xivo-snom-8.7.5.17"), ("xivo-yealink-v80", "xivo-yealink-v80")):
        shutil.copytree(PLUGINS / like, folder / before)
    custom = folder / "xivo-snom-8.7.5" / "var" / "templates" / "720.tpl"
    custom.parent.mkdir(parents=True, exist_ok=True)
    custom.write_text("ours: {{ sip_lines['1']['username'] }}")
    (folder / ".first").write_text("xivo-snom-8.7.5\nxivo-yealink-v80\n")


class TestAnUpgrade:
    async def test_moves_each_device_to_the_plugin_of_its_firmware(self, pg):
        uri = pg.uri("xivo_provd")
        await in_old_state(uri)
        await migrate(uri, "xivo_provd")
        engine = make_engine(uri, name="new", pooled=False)
        try:
            async with engine.connect() as connection:
                rows = await connection.execute(text("SELECT id, document ->> 'plugin' FROM devices"))
                assert {row[0]: row[1] for row in rows} == AFTER
        finally:
            await engine.dispose()

    # ADM-001
    async def test_leaves_no_device_on_a_plugin_that_is_not_there(self, pg, make_provd, tmp_path):
        uri = pg.uri("xivo_provd")
        await in_old_state(uri)
        await migrate(uri, "xivo_provd")
        old_plugins(tmp_path / "plugins")
        async with make_provd(uri=uri, first_plugins=["xivo-snom-8.7.5.17"]) as provd, provd.caller() as api:
            installed = (await api.get("/pg_mgr/install/installed")).json()["pkgs"]
            assert set(AFTER.values()) - {"wazo-snom-8.7.5"} == set(installed)
            # and the telephone gets its file, from the template that its administrator wrote
            await api.post("/cfg_mgr/configs", json={"config": line_config("snom")})
            answer = await provd.get("10.34.1.7", "/snom720-000413ABCDEF.htm", SNOM_AGENT)
            assert answer.status_code == 200
            assert answer.text == "ours: je5qtq"

    async def test_does_not_bring_back_what_is_removed_later(self, make_provd, tmp_path):
        old_plugins(tmp_path / "plugins")
        async with make_provd() as provd, provd.caller() as api:
            for plugin_id in ("xivo-yealink-70.0", "xivo-snom-8.7.5.17"):
                answer = await api.post("/pg_mgr/install/uninstall", json={"id": plugin_id})
                assert answer.status_code == 204
        async with make_provd(configs=False) as provd, provd.caller() as api:
            installed = (await api.get("/pg_mgr/install/installed")).json()["pkgs"]
            assert set(installed) == {"xivo-yealink-v80", "xivo-yealink-72.0"}


class TestThePresentPlugins:
    def test_include_every_successor(self):
        assert all((PLUGINS / name).is_dir() for names in SUCCESSORS.values() for name in names)
