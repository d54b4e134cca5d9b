# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of plugins are downloaded, installed and removed: a package as a whole, or nothing of it."""

from __future__ import annotations

import hashlib
import os
import threading
import warnings
from pathlib import Path

import pytest
from xivo_provd.operations import Operation, State, parse_status
from xivo_provd.packages import PackageEngine, PackageError

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # the FTP server is built on asyncore
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import ThreadedFTPServer

from .compat_vendor import file_section, installer, package, tarred, web_server, zipped


class Shop:
    """A plugin folder whose packages are written line by line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.proxies: dict[str, str | None] = {}
        self.root = ""
        for name in ("cache", "installed", "templates", "tftpboot"):
            (folder / "var" / name).mkdir(parents=True)
        (folder / "pkgs").mkdir()
        self.tftpboot = folder / "var" / "tftpboot"
        self.cache = folder / "var" / "cache"

    def lists(self, *sections: str) -> None:
        (self.folder / "pkgs" / "pkgs.db").write_text("\n".join(sections))

    @property
    def engine(self) -> PackageEngine:
        return PackageEngine(self.folder, self.proxies, self.root)

    async def installs(self, package_id: str) -> Operation:
        operation = Operation("install", State.PROGRESS)
        await self.engine.install(package_id, operation)
        return operation

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.tftpboot).as_posix(): path.read_bytes()
            for path in self.tftpboot.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def shop(tmp_path) -> Shop:
    return Shop(tmp_path / "plugin")


class TestInstalling:
    @pytest.fixture
    def listed(self, shop):
        """Two versions of a firmware, brought by hand, and a language that it needs."""

        def listed(version: str, files: dict[str, bytes]) -> Shop:
            firmware, language = zipped(files), tarred({"fr.lng": b"fr", "shared.txt": b"s"})
            (shop.cache / f"fw-{version}.zip").write_bytes(firmware)
            (shop.cache / "lang.tgz").write_bytes(language)
            shop.lists(
                package("fw", "fw", "fw", version=version, depends="lang"),
                package("lang", "lang", "lang"),
                file_section("fw", firmware, None, filename=f"fw-{version}.zip"),
                file_section("lang", language, None, filename="lang.tgz"),
                installer("fw", "a-b: unzip $FILE1"),
                installer("lang", "a-b: untar $FILE1"),
            )
            return shop

        return listed

    async def test_install_upgrade_uninstall(self, listed):
        # ADM-014 ADM-015
        shop = listed("1.0", {"fw/old.rom": b"1", "fw/same.rom": b"1", "shared.txt": b"s"})
        operation = await shop.installs("fw")
        assert str(parse_status(str(operation))) == str(operation)
        assert set(shop.files()) == {"fr.lng", "shared.txt", "fw/old.rom", "fw/same.rom"}
        assert {name: item.is_explicit for name, item in shop.engine.installed().items()} == {"fw": True, "lang": False}
        listed("2.0", {"fw/new.rom": b"2", "fw/same.rom": b"2", "shared.txt": b"s"})
        await shop.installs("fw")
        assert set(shop.files()) == {"fr.lng", "shared.txt", "fw/new.rom", "fw/same.rom"}
        assert shop.files()["fw/same.rom"] == b"2"
        assert shop.engine.installed()["fw"].version == "2.0"
        with pytest.raises(PackageError, match="lang is needed by fw"):
            shop.engine.uninstall("lang")
        shop.engine.uninstall("fw")
        assert (shop.files(), shop.engine.installed()) == ({}, {})
        assert not (shop.tftpboot / "fw").exists()

    async def test_what_was_asked_for_stays_and_shared_files_too(self, listed):
        shop = listed("1.0", {"x.rom": b"1", "shared.txt": b"s"})
        await shop.installs("lang")
        await shop.installs("fw")
        shop.engine.uninstall("fw")
        assert set(shop.files()) == {"fr.lng", "shared.txt"}
        with pytest.raises(PackageError, match="not installed"):
            shop.engine.uninstall("fw")

    async def test_below_the_root_of_a_plugin(self, listed):
        shop = listed("1.0", {"x.rom": b"1"})
        shop.root = "Acme"
        await shop.installs("fw")
        assert set(shop.files()) == {"Acme/x.rom", "Acme/fr.lng", "Acme/shared.txt"}
        shop.root = "../../.."
        with pytest.raises(PackageError, match="below var/tftpboot"):
            await shop.installs("fw")

    async def test_a_sum_that_is_none_spoils_one_package_only(self, shop):
        # The field has databases with the MD5 of a file where its SHA-1 should be.
        content = zipped({"x.rom": b"1"})
        for name in ("good.zip", "bad.zip"):
            (shop.cache / name).write_bytes(content)
        bad = f"[file_bad]\nfilename: bad.zip\nsha1sum: {hashlib.md5(content, usedforsecurity=False).hexdigest()}\n"
        shop.lists(
            package("good", "good", "fw"),
            package("bad", "bad", "fw"),
            file_section("good", content, None, filename="good.zip"),
            bad,
            installer("fw", "a-b: unzip $FILE1"),
        )
        await shop.installs("good")
        assert set(shop.files()) == {"x.rom"}
        with pytest.raises(PackageError, match=r"bad\.zip is not the file that is needed: its sha1sum is"):
            await shop.installs("bad")

    async def test_a_failure_changes_nothing(self, listed):
        shop = listed("1.0", {"x.rom": b"1"})
        await shop.installs("fw")
        bad = b"not a zip"
        (shop.cache / "bad.zip").write_bytes(bad)
        before = shop.files()
        shop.lists(
            package("fw", "bad", "fw", version="2.0", depends="more"),
            package("more", "bad"),
            file_section("bad", bad, None, filename="bad.zip"),
            installer("fw", "a-b: unzip $FILE1"),
        )
        operation = Operation("install", State.PROGRESS)
        with pytest.raises(PackageError, match=r"bad\.zip cannot be unpacked"):
            await shop.engine.install("fw", operation)
        assert shop.files() == before
        assert set(shop.engine.installed()) == {"fw", "lang"}
        assert "(install|fail)" in str(operation)
        assert list((shop.folder / "var").glob(".install-*")) == []

    async def test_a_missing_file_is_named(self, shop):
        # ADM-014
        shop.lists(package("fw", "fw"), file_section("fw", b"123", None, filename="SCCP-fw.zip"))
        with pytest.raises(PackageError, match=r"SCCP-fw\.zip cannot be downloaded.*var/cache/SCCP-fw\.zip"):
            await shop.installs("fw")
        (shop.cache / "SCCP-fw.zip").write_bytes(b"456")
        with pytest.raises(PackageError, match="not the file that is needed: its sha1sum is"):
            await shop.installs("fw")


@pytest.mark.enable_socket
class TestDownloads:
    async def test_with_progress_and_only_once(self, shop, tmp_path):
        content = os.urandom(300_000)
        (tmp_path / "web").mkdir()
        (tmp_path / "web" / "fw.rom").write_bytes(content)
        with web_server(tmp_path / "web") as server:
            shop.lists(package("fw", "fw"), file_section("fw", content, f"{server.url}/fw.rom"))
            operation = await shop.installs("fw")
            assert "download|success;300000/300000(fw.rom|success;300000/300000)" in str(operation)
            await shop.installs("fw")
            assert server.asked == ["/fw.rom"]
        assert shop.files() == {"fw.rom": content}

    async def test_through_the_proxy_of_the_configuration(self, shop, tmp_path):
        # API-161 SYS-252
        (tmp_path / "web").mkdir()
        (tmp_path / "web" / "fw.rom").write_bytes(b"rom")
        with web_server(tmp_path / "web") as proxy:
            shop.proxies["http"] = f"127.0.0.1:{proxy.port}"
            shop.lists(package("fw", "fw"), file_section("fw", b"rom", "http://vendor.example/fw.rom"))
            await shop.installs("fw")
            assert proxy.asked == ["http://vendor.example/fw.rom"]

    @pytest.mark.parametrize(
        ("served", "message"),
        [
            (b"other content of same size!", "sha1sum"),
            (b"short", "its size is 5"),
            (b"much more than was said" * 1000, "larger than"),
            (None, "404"),
        ],
    )
    async def test_other_content_is_not_taken(self, shop, tmp_path, served, message):
        # DEV-183
        (tmp_path / "web").mkdir()
        if served is not None:
            (tmp_path / "web" / "fw.rom").write_bytes(served)
        with web_server(tmp_path / "web") as server:
            wanted = b"the content that is wanted!"
            shop.lists(package("fw", "fw"), file_section("fw", wanted, f"{server.url}/fw.rom"))
            operation = Operation("install", State.PROGRESS)
            with pytest.raises(PackageError, match=message):
                await shop.engine.install("fw", operation)
        assert "download|fail" in str(operation)
        assert (shop.files(), list(shop.cache.iterdir())) == ({}, [])

    async def test_a_file_without_a_sum_is_not_taken_from_the_network(self, shop, tmp_path):
        with web_server(tmp_path / "web") as server:
            shop.lists(package("fw", "fw"), f"[file_fw]\nurl: {server.url}/fw.rom\n")
            with pytest.raises(PackageError, match="cannot be downloaded"):
                await shop.installs("fw")
            assert server.asked == []

    async def test_a_sha256_sum_counts_too(self, shop, tmp_path):
        (tmp_path / "web").mkdir()
        (tmp_path / "web" / "fw.rom").write_bytes(b"rom")
        with web_server(tmp_path / "web") as server:
            wrong = hashlib.sha256(b"other").hexdigest()
            shop.lists(package("fw", "fw"), file_section("fw", b"rom", f"{server.url}/fw.rom", sha256sum=wrong))
            with pytest.raises(PackageError, match="its sha256sum is"):
                await shop.installs("fw")

    async def test_by_ftp(self, shop, tmp_path):
        (tmp_path / "ftp").mkdir()
        (tmp_path / "ftp" / "fw.rom").write_bytes(b"rom")
        authorizer = DummyAuthorizer()
        authorizer.add_anonymous(str(tmp_path / "ftp"))
        handler = type("Handler", (FTPHandler,), {"authorizer": authorizer})
        server = ThreadedFTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05, True, False))
        thread.start()
        try:
            url = f"ftp://127.0.0.1:{server.address[1]}/fw.rom"
            shop.lists(package("fw", "fw"), file_section("fw", b"rom", url))
            await shop.installs("fw")
        finally:
            server.close_all()
            thread.join(10)
        assert shop.files() == {"fw.rom": b"rom"}
