# SPDX-License-Identifier: GPL-3.0-or-later
"""A repository of our families, signed, that another provd installs from over HTTP."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket
from xivo_provd.plugin.packing import build
from xivo_provd.plugin.publish import COMMUNITY, OFFICIAL, publish, publish_dhcp
from xivo_provd.plugin.repository import RepositoryError, open_repository
from xivo_provd.plugin.signing import SIGNATURE, Signer, is_signed
from xivo_provd.settings import PluginSettings

from . import compat_vendor
from .conftest import FAMILIES, PLUGINS
from .test_api import finished

SNOM = "xivo-snom-8.7.5.17"
AASTRA = "xivo-aastra-3.3.1-SP2"
AASTRA_AGENT = "Aastra6731i MAC:00-08-5D-23-74-29 V:3.3.1.2235-SIP"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def web(tmp_path, request) -> Iterator[tuple[Path, str]]:
    """A folder and the URL where a web server of this machine publishes it."""
    folder = tmp_path / "web"
    folder.mkdir()
    enable_socket()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with contextlib.ExitStack() as stack:
        stack.callback(server.server_close)
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        yield folder, f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def signer(tmp_path) -> Signer:
    return Signer.of_file(tmp_path / "repository.key")


def settings(tmp_path: Path, server: str, *keys: str) -> PluginSettings:
    return PluginSettings(
        directory=tmp_path / "plugins", bundled=PLUGINS, first=[], server=server, repository_keys=list(keys)
    )


async def installed_of(make_provd, plugins: PluginSettings) -> str:
    """An empty provd refreshes its list and installs; the state of what failed, or of the installation."""
    async with make_provd(plugins=plugins) as provd, provd.caller() as api:
        assert (await api.get("/pg_mgr/plugins")).json() == {"plugins": {}}
        answer = await api.post("/pg_mgr/install/update", json={})
        state = await finished(api, answer.headers["location"])
        if not state.startswith("update|success"):
            return state
        answer = await api.post("/pg_mgr/install/install", json={"id": AASTRA})
        state = await finished(api, answer.headers["location"])
        if state.startswith("install|success"):
            assert (await provd.get("10.34.1.50", "/Aastra/00085D237429.cfg", AASTRA_AGENT)).status_code == 200
        return state


class TestSigned:
    async def test_an_empty_provd_installs_from_it(self, make_provd, tmp_path, web, signer):
        # DEV-187 API-163 CC-051
        folder, url = web
        publish(FAMILIES, folder, signer)
        state = await installed_of(make_provd, settings(tmp_path, f"{url}/{OFFICIAL}/", signer.public))
        assert state.startswith("install|success(download|success;")

    async def test_without_a_key_of_the_configuration_it_is_taken_as_it_is(self, make_provd, tmp_path, web, signer):
        folder, url = web
        publish(FAMILIES, folder, signer)
        assert (await installed_of(make_provd, settings(tmp_path, f"{url}/{OFFICIAL}"))).startswith("install|success")

    async def test_of_somebody_else_is_refused(self, make_provd, tmp_path, web, signer):
        folder, url = web
        publish(FAMILIES, folder, Signer.of_file(tmp_path / "other.key"))
        assert (await installed_of(make_provd, settings(tmp_path, f"{url}/{OFFICIAL}", signer.public))).startswith(
            "update|fail"
        )

    @pytest.mark.parametrize("what", ["unsigned", "changed", "garbage"])
    async def test_that_was_tampered_with_is_refused(self, make_provd, tmp_path, web, signer, what):
        folder, url = web
        publish(FAMILIES, folder, signer)
        if what == "unsigned":
            (folder / OFFICIAL / SIGNATURE).unlink()
        elif what == "changed":
            index = folder / OFFICIAL / "plugins.db"
            index.write_text(index.read_text().replace("1.0", "1.1"))
        else:
            (folder / OFFICIAL / SIGNATURE).write_text("%%%")
        assert (await installed_of(make_provd, settings(tmp_path, f"{url}/{OFFICIAL}", signer.public))).startswith(
            "update|fail"
        )

    async def test_an_archive_that_was_changed_is_refused(self, make_provd, tmp_path, web, signer):
        folder, url = web
        index = publish(FAMILIES, folder, signer)
        archive = folder / OFFICIAL / index[AASTRA]["filename"]
        archive.write_bytes(archive.read_bytes() + b"x")
        plugins = settings(tmp_path, f"{url}/{OFFICIAL}", signer.public)
        assert (await installed_of(make_provd, plugins)).startswith("install|fail(download|fail")

    def test_the_second_of_two_keys_will_do(self, tmp_path, signer):
        other = Signer.of_file(tmp_path / "other.key")
        assert settings(tmp_path, "http://x/", other.public, signer.public).repository_keys[1] == signer.public

    def test_a_key_that_is_none_does_not_start(self, tmp_path):
        for key in ("", "x", "AAAA"):
            with pytest.raises(ValueError):
                settings(tmp_path, "http://x/", key)

    def test_the_private_key_stays_its_owners_and_the_same(self, tmp_path):
        path = tmp_path / "keys" / "repository.key"
        first = Signer.of_file(path)
        assert path.stat().st_mode & 0o777 == 0o600
        assert Signer.of_file(path).public == first.public


class TestOfOthers:
    """As other servers publish: behind a redirection, made with ``tar``."""

    @pytest.fixture
    def moved(self, web, monkeypatch) -> str:
        """A URL that sends who asks to the web server's folder ``new``."""
        _folder, url = web

        def send_head(handler: _Quiet) -> object:
            if handler.path.startswith("/new/"):
                return http.server.SimpleHTTPRequestHandler.send_head(handler)
            handler.send_response(301)
            handler.send_header("Location", f"{url}{handler.path.replace('/old/', '/new/')}")
            handler.end_headers()
            return None

        monkeypatch.setattr(_Quiet, "send_head", send_head, raising=False)
        return f"{url}/old"

    async def fetched(self, url: str, target: Path) -> Path:
        repository = open_repository(url, {})
        index = await repository.index(lambda *_: None)
        await repository.fetch("wazo-x-1", index["wazo-x-1"], target, lambda *_: None)
        return target

    def published(self, tmp_path: Path, web: Path, links: dict[str, str]) -> None:
        plugin = tmp_path / "source" / "wazo-x-1"
        (plugin / "templates" / "common").mkdir(parents=True)
        (plugin / "plugin-info").write_text('{"version": "1", "description": "x", "capabilities": {}}')
        (plugin / "templates" / "T46G.tpl").write_text("phone")
        for name, to in links.items():
            (plugin / name).symlink_to(to)
        (web / "new").mkdir()
        compat_vendor.publish(plugin.parent, web / "new")

    async def test_a_link_has_the_content_of_its_file(self, tmp_path, web, moved):
        # DEV-187
        self.published(tmp_path, web[0], {"templates/A.tpl": "T46G.tpl", "templates/common/B.tpl": "../T46G.tpl"})
        target = await self.fetched(moved, tmp_path / "target")
        for name in ("A.tpl", "common/B.tpl"):
            path = target / "templates" / name
            assert (path.read_text(), path.is_symlink()) == ("phone", False)

    @pytest.mark.parametrize("to", ["/etc/passwd", "../../../x", "gone.tpl", "common", "A.tpl"])
    async def test_a_link_to_anything_else_is_refused(self, tmp_path, web, moved, to):
        (tmp_path / "x").write_text("not of the plugin")
        self.published(tmp_path, web[0], {"templates/A.tpl": to})
        with pytest.raises(RepositoryError, match="which is no file of the plugin"):
            await self.fetched(moved, tmp_path / "target")


class TestClasses:
    async def test_each_repository_has_the_plugins_of_its_class(self, tmp_path, web, signer):
        # ADM-001 CC-051 DEV-187
        folder, url = web
        publish(FAMILIES, folder, signer)
        found = {}
        for name in (OFFICIAL, COMMUNITY):
            repository = open_repository(f"{url}/{name}", {}, [signer.public])
            found[name] = await repository.index(lambda *_: None)
        assert found[OFFICIAL].keys().isdisjoint(found[COMMUNITY])
        assert {path.name for path in PLUGINS.iterdir()} == {*found[OFFICIAL], *found[COMMUNITY]}
        for name, is_official in ((OFFICIAL, True), (COMMUNITY, False)):
            for entry in found[name].values():
                classes = {value["class"] for value in entry["capabilities"].values()}
                assert ("official" in classes) is is_official
        assert json.loads((folder / COMMUNITY / "plugins.db").read_text()) == found[COMMUNITY]

    async def test_another_url_makes_another_list_when_it_is_updated(self, make_provd, tmp_path, web, signer):
        # CC-051 DEV-187 API-161 API-166
        folder, url = web
        for name, plugin_id in (("stable", AASTRA), ("testing", SNOM)):
            shutil.copytree(PLUGINS / plugin_id, tmp_path / name / plugin_id)
            build(tmp_path / name, folder / name, signer)
        async with (
            make_provd(plugins=settings(tmp_path, f"{url}/stable/", signer.public)) as provd,
            provd.caller() as api,
        ):

            async def updated() -> list[str]:
                answer = await api.post("/pg_mgr/install/update", json={})
                assert "success" in await finished(api, answer.headers["Location"])
                return await listed()

            async def listed() -> list[str]:
                return sorted((await api.get("/pg_mgr/install/installable")).json()["pkgs"])

            assert await updated() == [AASTRA]
            body = {"param": {"value": f"{url}/testing/"}}
            assert (await api.put("/configure/plugin_server", json=body)).status_code == 204
            assert await listed() == [AASTRA]
            assert await updated() == [SNOM]


class TestThroughTheProxy:
    async def test_the_list_and_archives_come(self, make_provd, tmp_path, signer):
        # API-161 CC-051
        enable_socket()
        shutil.copytree(PLUGINS / AASTRA, tmp_path / "stable" / AASTRA)
        index = build(tmp_path / "stable", tmp_path / "web", signer)
        plugins = settings(tmp_path, "http://vendor.example/", signer.public)
        with compat_vendor.web_server(tmp_path / "web") as proxy:
            async with make_provd(plugins=plugins) as provd, provd.caller() as api:
                body = {"param": {"value": proxy.url}}
                assert (await api.put("/configure/http_proxy", json=body)).status_code == 204
                for action, body in (("update", {}), ("install", {"id": AASTRA})):
                    answer = await api.post(f"/pg_mgr/install/{action}", json=body)
                    assert "success" in await finished(api, answer.headers["Location"])
                assert AASTRA in (await api.get("/pg_mgr/plugins")).json()["plugins"]
        names = ("plugins.db", SIGNATURE, index[AASTRA]["filename"])
        assert proxy.asked == [f"http://vendor.example/{name}" for name in names]


class TestTheDhcpServersFiles:
    def test_are_published_beside_the_plugins(self, tmp_path):
        # DEV-177 DEV-179
        sources, target = tmp_path / "sources", tmp_path / "dhcp"
        sources.mkdir()
        target.mkdir()
        (target / "gone.conf").write_text("")
        (sources / "acme.conf").write_text("class {}")
        signer = Signer.of_file(tmp_path / "key")
        assert publish_dhcp(sources, target, signer) == ["acme.conf"]
        assert sorted(path.name for path in target.iterdir()) == [
            "acme.conf",
            "dhcpd_update.db",
            "dhcpd_update.db.sig",
        ]
        content = (target / "dhcpd_update.db").read_bytes()
        assert json.loads(content)["acme.conf"]["sha256sum"] == hashlib.sha256(b"class {}").hexdigest()
        assert is_signed(content, (target / "dhcpd_update.db.sig").read_bytes(), [signer.public])


class TestAnInstallation:
    async def test_takes_what_the_repository_has_now(self, provd, api, tmp_path):
        # DEV-186: no plugin is taken from a cache, so that who works on one need not count its version up
        repository = tmp_path / "repository"
        shutil.copytree(PLUGINS / AASTRA, repository / AASTRA)
        await api.put("/configure/plugin_server", json={"param": {"value": f"file://{repository}"}})
        for text in ("as it was", "as it is"):
            (repository / AASTRA / "README").write_text(text)
            for action, body in (("update", {}), ("install", {"id": AASTRA})):
                answer = await api.post(f"/pg_mgr/install/{action}", json=body)
                assert "fail" not in await finished(api, answer.headers["Location"])
            assert (provd.settings.plugins.directory / AASTRA / "README").read_text() == text
            assert (await api.post("/pg_mgr/install/uninstall", json={"id": AASTRA})).status_code == 204
