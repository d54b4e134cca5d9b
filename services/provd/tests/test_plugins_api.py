# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing plugins from a repository while phones are served."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path

import httpx
import pytest
from xivo_provd.plugin.packing import build
from xivo_provd.plugin.repository import RepositoryError, WebRepository, open_repository, unpack
from xivo_provd.settings import PluginSettings

from .conftest import PLUGINS, only_device
from .test_api import PHONE, finished

YEALINK, OLD_YEALINK, SNOM = "xivo-yealink-v80", "xivo-yealink-72.0", "xivo-snom-8.7.5.17"


def bump(source: Path, plugin_id: str, version: str) -> None:
    path = source / plugin_id / "plugin-info"
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": version}))


class TestInstalled:
    async def test_the_bundled_ones_are_there_from_the_first_start(self, api):
        # API-153 API-154 API-155 API-168
        assert (await api.get("/pg_mgr/plugins")).json()["plugins"] == {
            name: {"links": [{"href": f"/provd/pg_mgr/plugins/{name}", "rel": "pg.plugin"}]}
            for name in (SNOM, OLD_YEALINK, YEALINK)
        }
        assert (await api.get(f"/pg_mgr/plugins/{YEALINK}")).json() == {
            "links": [
                {"href": f"/provd/pg_mgr/plugins/{YEALINK}/info", "rel": "pg.info"},
                {"href": f"/provd/pg_mgr/plugins/{YEALINK}/install", "rel": "srv.install"},
            ]
        }
        info = (await api.get(f"/pg_mgr/plugins/{YEALINK}/info")).json()["plugin_info"]
        assert info == json.loads((PLUGINS / YEALINK / "plugin-info").read_text())
        installed = (await api.get("/pg_mgr/install/installed")).json()["pkgs"]
        assert set(installed[YEALINK]) >= {"capabilities", "description", "version"}

    async def test_one_without_packages_has_no_service_for_them(self, provd, api):
        # API-154 API-162
        (provd.settings.plugins.directory / YEALINK / "pkgs" / "pkgs.db").unlink()
        assert (await api.post("/pg_mgr/reload", json={"id": YEALINK})).status_code == 204
        links = (await api.get(f"/pg_mgr/plugins/{YEALINK}")).json()["links"]
        assert [link["rel"] for link in links] == ["pg.info"]

    async def test_unknown_ones(self, api):
        for path in ("/pg_mgr/plugins/nope", "/pg_mgr/plugins/nope/info", "/pg_mgr/plugins/null"):
            assert (await api.get(path)).status_code == 404
        for name in ("nope", "../plugins", "", "."):
            assert (await api.post("/pg_mgr/reload", json={"id": name})).status_code == 404
            for action in ("install", "upgrade", "uninstall"):
                assert (await api.post(f"/pg_mgr/install/{action}", json={"id": name})).status_code == 400


class TestLifeCycle:
    async def test_remove_and_install(self, provd, api):
        # API-163 API-164 API-167 CC-049 CC-062
        await provd.get(PHONE, "/001565123456.cfg")
        custom = provd.settings.plugins.directory / YEALINK / "var" / "templates" / "base.tpl"
        custom.write_text("custom")
        assert (await api.post("/pg_mgr/install/uninstall", json={"id": YEALINK})).status_code == 204
        assert not custom.exists()
        assert YEALINK not in (await api.get("/pg_mgr/plugins")).json()["plugins"]
        device = await only_device(api)
        assert (device["plugin"], device["configured"]) == (YEALINK, False)
        assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 404
        assert (await only_device(api))["plugin"] == YEALINK

        entry = (await api.get("/pg_mgr/install/installable")).json()["pkgs"][YEALINK]
        assert set(entry) >= {"capabilities", "description", "dsize", "sha1sum", "version"}
        answer = await api.post("/pg_mgr/install/install", json={"id": YEALINK})
        assert (answer.status_code, answer.headers["location"]) == (201, "/provd/pg_mgr/install/install/1")
        size = entry["dsize"]
        status = await finished(api, answer.headers["location"])
        assert status == f"install|success(download|success;{size}/{size})"
        assert (await only_device(api))["configured"] is True
        assert (await provd.get(PHONE, "/001565123456.cfg")).status_code == 200

    async def test_a_removed_one_does_not_come_back_with_a_restart(self, provd, api, make_provd):
        # CC-049
        await api.post("/pg_mgr/install/uninstall", json={"id": SNOM})
        async with make_provd(configs=False, uri=provd.settings.db_uri) as again, again.caller() as client:
            assert list((await client.get("/pg_mgr/plugins")).json()["plugins"]) == [OLD_YEALINK, YEALINK]

    async def test_an_installation_that_was_cut_off_leaves_nothing(self, provd, make_provd):
        half = provd.settings.plugins.directory / ".install-half" / YEALINK
        half.mkdir(parents=True)
        async with make_provd(configs=False, uri=provd.settings.db_uri):
            assert not half.parent.exists()

    async def test_update_and_upgrade_keep_custom_templates(self, make_provd, tmp_path, source):
        # API-165 API-166 DEV-182 DEV-187 CC-062
        plugins = PluginSettings(directory=tmp_path / "plugins", bundled=PLUGINS, server=f"file://{source}")
        async with make_provd(plugins=plugins) as provd, provd.caller() as api:
            custom = provd.settings.plugins.directory / YEALINK / "var" / "templates" / "base.tpl"
            custom.write_text("custom")
            was = json.loads((PLUGINS / YEALINK / "plugin-info").read_text("utf-8"))["version"]
            bump(source, YEALINK, "2.0")
            (source / YEALINK / "templates" / "common.tpl").write_text("new common file")
            assert (await api.get("/pg_mgr/install/installable")).json()["pkgs"][YEALINK]["version"] == was
            answer = await api.post("/pg_mgr/install/update", json={})
            count = len(list(source.glob("*/plugin-info")))
            assert await finished(api, answer.headers["location"]) == f"update|success;{count}/{count}"
            assert (await api.get("/pg_mgr/install/installable")).json()["pkgs"][YEALINK]["version"] == "2.0"
            answer = await api.post("/pg_mgr/install/upgrade", json={"id": YEALINK})
            assert answer.headers["location"] == "/provd/pg_mgr/install/upgrade/1"
            assert (await finished(api, answer.headers["location"])).startswith("upgrade|success")
            assert (await api.get("/pg_mgr/install/installed")).json()["pkgs"][YEALINK]["version"] == "2.0"
            assert custom.read_text() == "custom"
            assert (await provd.get(PHONE, "/y000000000028.cfg")).text == "new common file"
            again = await api.post("/pg_mgr/install/upgrade", json={"id": YEALINK})
            assert await finished(api, again.headers["location"]) == "upgrade|success(download|success)"

    async def test_what_changed_behind_the_list_is_not_installed(self, make_provd, tmp_path, source):
        # DEV-183
        plugins = PluginSettings(directory=tmp_path / "plugins", bundled=PLUGINS, server=f"file://{source}")
        async with make_provd(plugins=plugins) as provd, provd.caller() as api:
            (source / SNOM / "entry.py").write_text("# other content")
            answer = await api.post("/pg_mgr/install/install", json={"id": SNOM})
            assert await finished(api, answer.headers["location"]) == "install|fail(download|fail)"
            assert SNOM in (await api.get("/pg_mgr/plugins")).json()["plugins"]

    async def test_a_folder_made_by_hand_is_not_overwritten(self, provd, api):
        # ADM-014
        await api.post("/pg_mgr/install/uninstall", json={"id": SNOM})
        (provd.settings.plugins.directory / SNOM / "var" / "cache").mkdir(parents=True)
        answer = await api.post("/pg_mgr/install/install", json={"id": SNOM})
        assert await finished(api, answer.headers["location"]) == "install|fail(download|fail)"

    async def test_reload_of_a_broken_plugin_says_why(self, provd, api):
        # API-156
        entry = provd.settings.plugins.directory / SNOM / "entry.py"
        good = entry.read_text()
        entry.write_text("import xivo_provd\n1/0")
        answer = await api.post("/pg_mgr/reload", json={"id": SNOM})
        assert (answer.status_code, "ZeroDivisionError" in answer.json()["error"]) == (500, True)
        status = httpx.AsyncClient(transport=httpx.ASGITransport(provd.app), base_url="http://provd")
        async with status:
            assert SNOM in (await status.get("/status")).json()["plugins"]["failed"]
        entry.write_text(good)
        assert (await api.post("/pg_mgr/reload", json={"id": SNOM})).status_code == 204
        assert (await api.post("/pg_mgr/reload", json={"id": "null"})).status_code == 204


def archive(name: str, content: bytes = b"x", kind: bytes = tarfile.REGTYPE) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:bz2") as tar:
        member = tarfile.TarInfo(name)
        member.type, member.size = kind, len(content) if kind == tarfile.REGTYPE else 0
        member.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
        tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


class TestWebRepository:
    def repository(self, folder: Path) -> WebRepository:
        def serve(request: httpx.Request) -> httpx.Response:
            path = folder / request.url.path.rpartition("/")[2]
            return httpx.Response(200, content=path.read_bytes()) if path.is_file() else httpx.Response(404)

        return WebRepository("http://provd.example/plugins/1/stable/", None, httpx.MockTransport(serve))

    async def test_what_we_build_can_be_installed(self, tmp_path):
        # DEV-181 DEV-187 API-163
        build(PLUGINS, tmp_path / "web")
        repository, seen = self.repository(tmp_path / "web"), []
        index = await repository.index(lambda *_: None)
        assert {SNOM, YEALINK} <= index.keys()
        await repository.fetch(YEALINK, index[YEALINK], tmp_path / YEALINK, lambda now, end: seen.append((now, end)))
        assert seen[-1] == (index[YEALINK]["dsize"], index[YEALINK]["dsize"])
        for path in (PLUGINS / YEALINK).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert (tmp_path / YEALINK / path.relative_to(PLUGINS / YEALINK)).read_bytes() == path.read_bytes()

    async def test_builds_are_reproducible(self, tmp_path):
        # DEV-182
        first, second = build(PLUGINS, tmp_path / "a"), build(PLUGINS, tmp_path / "b")
        assert first == second

    async def test_a_wrong_sum_is_refused(self, tmp_path):
        # DEV-183
        build(PLUGINS, tmp_path)
        repository = self.repository(tmp_path)
        index = await repository.index(lambda *_: None)
        (tmp_path / index[SNOM]["filename"]).write_bytes(b"other")
        with pytest.raises(RepositoryError, match="SHA-1"):
            await repository.fetch(SNOM, index[SNOM], tmp_path / SNOM, lambda *_: None)
        index[SNOM]["sha1sum"] = hashlib.sha1(b"other").hexdigest()
        with pytest.raises(RepositoryError, match="SHA-256"):
            await repository.fetch(SNOM, index[SNOM], tmp_path / SNOM, lambda *_: None)

    async def test_a_repository_that_is_none(self, tmp_path):
        with pytest.raises(RepositoryError):
            await self.repository(tmp_path).index(lambda *_: None)
        for content in ("{", "[]", '{"a": {"sha1sum": 1}}'):
            (tmp_path / "plugins.db").write_text(content)
            with pytest.raises(RepositoryError):
                await self.repository(tmp_path).index(lambda *_: None)
        for url in ("ftp://x/", "http://", "x"):
            with pytest.raises(RepositoryError):
                open_repository(url, {})

    @pytest.mark.parametrize(
        "content",
        [
            b"no archive",
            archive("p/../../evil"),
            archive("/etc/evil"),
            archive("other/entry.py"),
            archive("p/link", kind=tarfile.SYMTYPE),
            archive("p/link", kind=tarfile.LNKTYPE),
            archive("p/fifo", kind=tarfile.FIFOTYPE),
            archive("p/entry.py"),
        ],
    )
    def test_archives_that_are_refused(self, tmp_path, content):
        with pytest.raises(RepositoryError):
            unpack(content, "p", tmp_path / "target" / "p")
        assert not (tmp_path / "evil").exists()
        assert not list(tmp_path.glob("*/evil"))
