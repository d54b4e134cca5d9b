# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of plugins from testing to stable and to the archive, by `make`, on a web server of this machine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_socket import enable_socket
from xivo_provd.plugin.build import sources
from xivo_provd.plugin.null import NULL_ID
from xivo_provd.plugin.packing import build
from xivo_provd.plugin.publish import publish
from xivo_provd.plugin.repository import RepositoryError, open_repository
from xivo_provd.plugin.signing import Signer
from xivo_provd.settings import PluginSettings

from . import compat_vendor
from .conftest import FAMILIES, PLUGINS
from .test_api import finished

DIGIUM, FANVIL = "xivo-digium-1.1.0.0", "xivo-fanvil-2.3"


@dataclass
class Publisher:
    """Somebody with families of his own, a key, and a web server."""

    folder: Path
    url: str

    @property
    def families(self) -> Path:
        return self.folder / "families"

    @property
    def build(self) -> Path:
        return self.folder / "_build"

    @property
    def server(self) -> Path:
        return self.folder / "www"

    @property
    def key(self) -> Path:
        return self.folder / "repository.key"

    def make(self, target: str) -> subprocess.CompletedProcess[str]:
        values = {"PYTHON": sys.executable, "FAMILIES": self.families, "BUILD": self.build, "KEY": self.key}
        values |= {"SERVER": self.server, "URL": self.url}
        given = [f"{name}={value}" for name, value in values.items()]
        return subprocess.run(
            ["make", "-s", "-C", str(FAMILIES), target, *given],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def makes(self, target: str) -> list[str]:
        done = self.make(target)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    def refuses(self, target: str) -> str:
        done = self.make(target)
        assert done.returncode != 0, done.stdout
        return done.stderr

    def archives(self, channel: str) -> list[str]:
        return sorted(path.name for path in (self.build / channel).glob("*.tar.bz2"))

    async def offered(self, path: str) -> dict[str, str]:
        """What a provd that trusts the key is offered there, by id."""
        repository = open_repository(f"{self.url}/plugins/1/{path}/", {}, [Signer.of_file(self.key).public])
        return {plugin_id: entry["version"] for plugin_id, entry in (await repository.index(lambda *_: None)).items()}

    def says(self, family: str, version: str) -> None:
        """The family's only version says another number."""
        [path] = (self.families / family).glob("*/plugin-info")
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "version": version}))

    def changes(self, family: str) -> None:
        template = self.families / family / "common" / "templates" / "base.tpl"
        template.write_text(template.read_text("utf-8") + "\n")

    def takes_over(self, family: str) -> None:
        """What the manual has done by hand in `plugins/_build`."""
        for path in (self.build / "stable").glob(f"xivo-{family}*"):
            path.unlink()
        for path in (self.build / "testing").glob(f"xivo-{family}*"):
            shutil.copy(path, self.build / "stable")


@pytest.fixture
def publisher(tmp_path) -> Iterator[Publisher]:
    enable_socket()
    (tmp_path / "www").mkdir()
    for family in ("digium", "fanvil"):
        shutil.copytree(FAMILIES / family, tmp_path / "families" / family)
    shutil.rmtree(tmp_path / "families" / "digium" / "1.4.0.0")
    with compat_vendor.web_server(tmp_path / "www") as server:
        made = Publisher(tmp_path, server.url.rstrip("/"))
        made.says("digium", "1.0")
        made.says("fanvil", "1.0")
        yield made


class TestPublishing:
    async def test_from_testing_to_stable(self, publisher):
        # DEV-188
        names = [f"{DIGIUM}-1.0.tar.bz2", f"{FANVIL}-1.0.tar.bz2"]
        assert publisher.makes("upload") == names
        assert await publisher.offered("testing") == {DIGIUM: "1.0"}
        assert await publisher.offered("addons/testing") == {FANVIL: "1.0"}
        assert publisher.makes("download-stable") == []
        publisher.takes_over("digium")
        publisher.takes_over("fanvil")
        assert publisher.makes("upload-stable") == names
        assert await publisher.offered("stable") == {DIGIUM: "1.0"}
        assert await publisher.offered("addons/stable") == {FANVIL: "1.0"}

        publisher.changes("digium")
        publisher.says("digium", "1.1")
        publisher.makes("upload")
        assert await publisher.offered("testing") == {DIGIUM: "1.1"}
        assert await publisher.offered("stable") == {DIGIUM: "1.0"}
        shutil.rmtree(publisher.build / "stable")
        assert publisher.makes("download-stable") == names
        publisher.takes_over("digium")
        publisher.makes("upload-stable")
        assert await publisher.offered("stable") == {DIGIUM: "1.1"}
        assert await publisher.offered("addons/stable") == {FANVIL: "1.0"}
        assert [path.name for path in (publisher.server / "plugins/1/stable").glob("*.bz2")] == [
            f"{DIGIUM}-1.1.tar.bz2"
        ]

    async def test_once_and_for_all_to_the_archive(self, publisher):
        # DEV-188
        publisher.makes("upload")
        publisher.makes("download-stable")
        publisher.makes("download-archive")
        publisher.takes_over("digium")
        publisher.takes_over("fanvil")
        publisher.makes("upload-stable")
        [old] = (publisher.build / "stable").glob(f"{DIGIUM}*")
        shutil.move(old, publisher.build / "archive")
        publisher.makes("upload-stable")
        assert publisher.makes("upload-archive") == [f"{DIGIUM}-1.0.tar.bz2"]
        assert await publisher.offered("stable") == {}
        assert await publisher.offered("archive") == {DIGIUM: "1.0"}
        assert publisher.makes("download-archive") == [f"{DIGIUM}-1.0.tar.bz2"]

    async def test_a_provd_gets_the_new_one_once_it_is_stable(self, publisher, make_provd, tmp_path):
        # DEV-188 CC-051
        publisher.makes("upload")
        publisher.makes("download-stable")
        publisher.takes_over("digium")
        publisher.makes("upload-stable")
        publisher.changes("digium")
        publisher.says("digium", "1.1")
        plugins = PluginSettings(
            directory=tmp_path / "plugins",
            bundled=PLUGINS,
            first=[],
            server=f"{publisher.url}/plugins/1/stable/",
            repository_keys=[Signer.of_file(publisher.key).public],
        )

        async with make_provd(plugins=plugins) as provd, provd.caller() as api:

            async def does(action: str, body: dict[str, str]) -> str:
                answer = await api.post(f"/pg_mgr/install/{action}", json=body)
                assert answer.status_code == 201, answer.text
                return str(await finished(api, answer.headers["location"]))

            async def version() -> str:
                return str((await api.get("/pg_mgr/install/installed")).json()["pkgs"][DIGIUM]["version"])

            assert "success" in await does("update", {})
            assert "success" in await does("install", {"id": DIGIUM})
            publisher.makes("upload")
            await does("update", {})
            assert (await api.get("/pg_mgr/install/installable")).json()["pkgs"][DIGIUM]["version"] == "1.0"
            publisher.takes_over("digium")
            publisher.makes("upload-stable")
            await does("update", {})
            assert await version() == "1.0"
            assert "success" in await does("upgrade", {"id": DIGIUM})
            assert await version() == "1.1"


class TestWhatIsRefused:
    @pytest.fixture
    def stable(self, publisher) -> Publisher:
        publisher.makes("upload")
        publisher.makes("download-stable")
        publisher.takes_over("digium")
        publisher.makes("upload-stable")
        return publisher

    def files(self, publisher: Publisher) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in publisher.server.rglob("*") if path.is_file()}

    def test_a_change_under_the_version_that_is_stable(self, stable):
        # DEV-188
        stable.changes("digium")
        before = self.files(stable)
        assert f"{DIGIUM} has changed: raise its version, which is 1.0" in stable.refuses("upload")
        stable.takes_over("digium")
        assert f"{DIGIUM} has changed: raise its version, which is 1.0" in stable.refuses("upload-stable")
        assert self.files(stable) == before

    def test_not_a_change_of_what_is_only_tested(self, stable):
        # DEV-186 DEV-188
        stable.changes("fanvil")
        stable.makes("upload")

    def test_an_older_version(self, stable):
        stable.says("digium", "0.9")
        assert f"{DIGIUM} 0.9 is older than 1.0, which is there" in stable.refuses("upload")

    def test_two_versions_at_once(self, stable):
        # DEV-188: what is replaced is to be removed first
        stable.says("digium", "1.1")
        stable.makes("upload")
        for path in (stable.build / "testing").glob("xivo-digium*"):
            shutil.copy(path, stable.build / "stable")
        assert f"has {DIGIUM} twice" in stable.refuses("upload-stable")

    def test_what_another_key_has_signed(self, stable):
        stable.key.unlink()
        assert "plugins.db is not signed" in stable.refuses("download-stable")
        assert stable.archives("stable") == [f"{DIGIUM}-1.0.tar.bz2"]

    def test_an_archive_that_is_none(self, stable):
        (stable.build / "stable" / "xivo-x-1-1.0.tar.bz2").write_bytes(b"x")
        assert "xivo-x-1-1.0.tar.bz2: " in stable.refuses("upload-stable")

    def test_a_channel_that_nobody_has_downloaded(self, publisher):
        assert "has no archives: download the channel first" in publisher.refuses("upload-archive")

    def test_a_server_that_nobody_named(self, publisher):
        done = subprocess.run(
            ["make", "-s", "-C", str(FAMILIES), "upload", "SERVER="],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode != 0
        assert "SERVER=" in done.stderr


class TestMakingARepositoryAtOnce:
    def test_refuses_a_change_under_the_version_that_is_there(self, publisher, tmp_path):
        # DEV-188
        signer = Signer.of_file(publisher.key)
        publish(publisher.families, tmp_path / "repository", signer)
        publish(publisher.families, tmp_path / "repository", signer)
        publisher.changes("fanvil")
        with pytest.raises(RepositoryError, match=f"{FANVIL} has changed: raise its version"):
            publish(publisher.families, tmp_path / "repository", signer)
        publisher.says("fanvil", "1.1")
        assert publish(publisher.families, tmp_path / "repository", signer)[FANVIL]["version"] == "1.1"

    def test_names_are_of_vendor_and_firmware_as_in_the_manuals_list(self, tmp_path):
        # CC-052
        index = build(PLUGINS, tmp_path / "repository")
        assert set(index) == {source.plugin_id for source in sources(FAMILIES)}
        for plugin_id, entry in index.items():
            assert re.fullmatch(r"xivo-[a-z]+(-[a-z0-9]+)*-[\w.-]+", plugin_id), plugin_id
            assert entry["filename"] == f"{plugin_id}-{entry['version']}.tar.bz2"
            assert entry["description"]
            assert entry["dsize"] > 0
        assert NULL_ID == "null"
        of_the_manual = """
            xivo-aastra-2.6.0.2019 xivo-alcatel-2.01.10 xivo-avaya-4.1.13 xivo-cisco-pap2t-5.1.6 xivo-cisco-sccp-9.0.3
            xivo-cisco-sccp-legacy xivo-cisco-spa-7.4.8 xivo-cisco-spa-legacy xivo-cisco-spa2102-5.2.12
            xivo-cisco-spa3102-5.1.10 xivo-cisco-spa8000-6.1.3 xivo-cisco-spa8800-6.1.7 xivo-digium-1.1.0.0
            xivo-gigaset-C470 xivo-gigaset-C590 xivo-jitsi-1
        """
        assert set(of_the_manual.split()) <= set(index)
