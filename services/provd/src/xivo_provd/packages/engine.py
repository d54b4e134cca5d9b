# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing and removing the packages of one plugin: all of a package, or nothing."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..operations import Operation, State
from .archives import FilterError
from .database import PACKAGE_ID, Package, PackageDatabase, PackageError
from .downloads import Downloads


@dataclass(frozen=True)
class Installed:
    """``files`` are below ``var/tftpboot``; ``is_explicit`` tells it from what only came as a dependency."""

    package_id: str
    version: str
    descriptions: dict[str, str]
    depends: list[str]
    files: list[str]
    is_explicit: bool

    def shown(self) -> dict[str, object]:
        return {**self.descriptions, "version": self.version}


class PackageEngine:
    """``root`` is where its packages go, relative to ``var/tftpboot``."""

    def __init__(self, plugin_dir: Path, proxies: Mapping[str, str | None], root: str = "") -> None:
        self._plugin_dir = plugin_dir
        self._tftpboot = plugin_dir / "var" / "tftpboot"
        self._root = root
        self._state = plugin_dir / "var" / "installed"
        self._downloads = Downloads(plugin_dir / "var" / "cache", proxies)

    def database(self) -> PackageDatabase:
        """Raises PackageError."""
        return PackageDatabase.read(self._plugin_dir / "pkgs" / "pkgs.db")

    def installed(self) -> dict[str, Installed]:
        found = {}
        for path in sorted(self._state.glob("*.json")):
            try:
                content = json.loads(path.read_text("utf-8"))
                found[path.stem] = Installed(**{**content, "package_id": path.stem})
            except (OSError, ValueError, TypeError):
                continue  # not one of ours
        return found

    def check(self, package_id: str) -> list[Package]:
        """What has to be installed for the package, itself last. Raises PackageError: also when a file that has to be
        brought by hand is missing.
        """
        database, present = self.database(), self.installed()
        wanted = [
            package
            for package in database.with_dependencies(package_id)
            if package.package_id == package_id
            or package.package_id not in present
            or present[package.package_id].version != package.version
        ]
        for package in wanted:
            for file in package.files:
                self._downloads.check_available(file)
        return wanted

    async def install(self, package_id: str, operation: Operation) -> None:
        """With what it depends on. Raises PackageError; then nothing but the cache has changed."""
        wanted = await asyncio.to_thread(self.check, package_id)
        files = [file for package in wanted for file in package.files]
        download = Operation("download", State.PROGRESS, 0, sum(file.size or 0 for file in files))
        unpack = Operation("install")
        download.subs = [Operation(_label(file.filename), end=file.size) for file in files]
        operation.subs = [download, unpack]
        paths = await self._download(files, download)
        unpack.state = State.PROGRESS
        try:
            await asyncio.to_thread(self._put_all, wanted, package_id, paths)
        except (FilterError, OSError) as error:
            unpack.state = State.FAIL
            raise PackageError(str(error)) from error
        unpack.state = State.SUCCESS

    def uninstall(self, package_id: str) -> None:
        """With what was only there for it. Raises PackageError when another package needs it, or it is not there."""
        present = self.installed()
        if package_id not in present:
            raise PackageError(f"{package_id} is not installed")
        if users := sorted(name for name, package in present.items() if package_id in package.depends):
            raise PackageError(f"{package_id} is needed by {', '.join(users)}")
        self._remove(present.pop(package_id), present.values())
        while orphan := _orphan(present):
            self._remove(present.pop(orphan), present.values())

    async def _download(self, files: Iterable[Any], download: Operation) -> dict[str, Path]:
        paths: dict[str, Path] = {}
        before = 0
        for file, sub in zip(files, download.subs, strict=True):

            def progress(count: int, sub: Operation = sub, before: int = before) -> None:
                sub.current, download.current = count, before + count

            sub.state, sub.current = State.PROGRESS, 0
            try:
                paths[file.file_id] = await self._downloads.get(file, progress)
            except BaseException:
                sub.state = download.state = State.FAIL
                raise
            sub.state = State.SUCCESS
            before += sub.current or 0
        download.state = State.SUCCESS
        return paths

    def _put_all(self, wanted: list[Package], asked: str, paths: dict[str, Path]) -> None:
        """All are unpacked before the first is put in place."""
        self._state.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".install-", dir=self._plugin_dir / "var"))
        try:
            ready = []
            for package in wanted:
                work = scratch / package.package_id
                work.mkdir()
                files = [paths[file.file_id] for file in package.files]
                ready.append((package, self._made(package, files, work)))
            for package, folders in ready:
                self._put(package, folders, is_explicit=package.package_id == asked)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    @staticmethod
    def _made(package: Package, files: list[Path], work: Path) -> list[Path]:
        if package.installer is not None:
            return package.installer.run(files, work, package.installer_arguments)
        for file in files:
            shutil.copyfile(file, work / file.name)
        return [work]

    def _put(self, package: Package, folders: list[Path], *, is_explicit: bool) -> None:
        root = (self._tftpboot / self._root).resolve()
        if not root.is_relative_to(self._tftpboot.resolve()):
            raise PackageError("packages go to a folder below var/tftpboot")
        present = self.installed()
        before = present.pop(package.package_id, None)
        names = []
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    to = root / path.relative_to(folder)
                    names.append(to.relative_to(self._tftpboot.resolve()).as_posix())
                    to.parent.mkdir(parents=True, exist_ok=True)
                    path.replace(to)
        record = {
            "version": package.version,
            "descriptions": package.descriptions,
            "depends": list(package.depends),
            "files": names,
            "is_explicit": is_explicit or (before is not None and before.is_explicit),
        }
        self._write_record(package.package_id, record)
        if before is not None:
            self._remove_files(set(before.files) - set(names), present.values())

    def _write_record(self, package_id: str, record: dict[str, Any]) -> None:
        if not PACKAGE_ID.match(package_id):
            raise PackageError(f"{package_id!r} is not a package id")
        temporary = self._state / f".{package_id}.tmp"
        temporary.write_text(json.dumps(record), "utf-8")
        temporary.replace(self._state / f"{package_id}.json")

    def _remove(self, package: Installed, others: Iterable[Installed]) -> None:
        self._remove_files(set(package.files), others)
        (self._state / f"{package.package_id}.json").unlink(missing_ok=True)

    def _remove_files(self, names: set[str], others: Iterable[Installed]) -> None:
        """Not those that other packages brought, too; emptied folders go with them."""
        kept = {name for other in others for name in other.files}
        top = self._tftpboot.resolve()
        for name in sorted(names - kept):
            path = (self._tftpboot / name).resolve()
            if not path.is_relative_to(top):
                continue
            path.unlink(missing_ok=True)
            for parent in path.parents:
                if parent == top or not parent.is_dir() or any(parent.iterdir()):
                    break
                parent.rmdir()


def _orphan(present: Mapping[str, Installed]) -> str | None:
    needed = {name for package in present.values() for name in package.depends}
    return next((name for name, package in present.items() if not package.is_explicit and name not in needed), None)


def _label(filename: str) -> str:
    """The status grammar has signs of its own."""
    return "".join("_" if char in "|();" else char for char in filename)
