# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of sound files, one level deep. All calls block: run them in a thread."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from xivo_sysconfd.errors import MediaExists, MediaNotFound
from xivo_sysconfd.settings import MediaSettings

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,127}")


@dataclass(frozen=True)
class MediaFile:
    name: str
    size: int
    modified: datetime


class MediaStore:
    """Names come from outside: one that could lead elsewhere is that of nothing. Raises MediaNotFound, MediaExists."""

    def __init__(self, settings: MediaSettings) -> None:
        self._roots = settings.roots
        self._elsewhere = settings.elsewhere

    def folders(self, root: str) -> list[str]:
        here = self._root(root)
        own = [path.name for path in here.iterdir() if path.is_dir() and _is_name(path.name)] if here.is_dir() else []
        others = [name.partition("/")[2] for name in self._elsewhere if name.startswith(f"{root}/")]
        return sorted({*own, *others})

    def create(self, root: str, folder: str) -> None:
        path = self._folder(root, folder)
        try:
            path.mkdir(mode=0o2775, parents=True)
        except FileExistsError as error:
            raise MediaExists(name=folder) from error

    def remove(self, root: str, folder: str) -> None:
        """The folder and all that is in it. What lies elsewhere stays."""
        path = self._existing(root, folder)
        if f"{root}/{folder}" in self._elsewhere:
            raise MediaExists(name=folder)
        with _ours(folder):
            shutil.rmtree(path)

    def files(self, root: str, folder: str) -> list[MediaFile]:
        found = [path for path in self._existing(root, folder).iterdir() if _is_name(path.name)]
        return sorted((_described(path) for path in found if path.is_file()), key=lambda file: file.name)

    def file(self, root: str, folder: str, name: str) -> Path:
        path = self._existing(root, folder) / _checked(name)
        if not path.is_file():
            raise MediaNotFound(name=name)
        return path

    def receiving(self, root: str, folder: str) -> tuple[BinaryIO, Path]:
        """A file to write to, which `keep` gives its name."""
        with _ours(folder):
            descriptor, temporary = tempfile.mkstemp(prefix=".upload-", dir=self._existing(root, folder))
        return os.fdopen(descriptor, "wb"), Path(temporary)

    def keep(self, temporary: Path, name: str) -> None:
        temporary.chmod(0o664)
        with _ours(name):
            temporary.replace(temporary.with_name(_checked(name)))

    def delete(self, root: str, folder: str, name: str) -> None:
        with _ours(name):
            self.file(root, folder, name).unlink()

    def _root(self, root: str) -> Path:
        path = self._roots.get(root)
        if path is None:
            raise MediaNotFound(name=root)
        return path

    def _folder(self, root: str, folder: str) -> Path:
        here = self._root(root)
        return self._elsewhere.get(f"{root}/{_checked(folder)}") or here / folder

    def _existing(self, root: str, folder: str) -> Path:
        path = self._folder(root, folder)
        if not path.is_dir():
            raise MediaNotFound(name=folder)
        return path


@contextmanager
def _ours(name: str) -> Iterator[None]:
    """What somebody else put there, a folder too, so that we may not touch it, belongs to the system.

    Raises MediaExists.
    """
    try:
        yield
    except (PermissionError, IsADirectoryError) as error:
        raise MediaExists(name=name) from error


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name))


def _checked(name: str) -> str:
    if not _is_name(name):
        raise MediaNotFound(name=name[:80])
    return name


def _described(path: Path) -> MediaFile:
    status = path.stat()
    return MediaFile(path.name, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))
