# SPDX-License-Identifier: GPL-3.0-or-later
"""Where plugins come from: a web server with ``plugins.db`` and archives, or a folder of plugins.

``plugins.db`` is JSON: id → filename, version, description, dsize, sha1sum (and sha256sum), capabilities. Beside it
``plugins.db.sig`` may say who made it (:mod:`.signing`).
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import httpx

from .loader import PLUGIN_ID
from .signing import SIGNATURE, is_signed

MAX_INDEX = 10 * 1024 * 1024
MAX_SIGNATURE = 1024
MAX_ARCHIVE = 200 * 1024 * 1024
MAX_CONTENT = 500 * 1024 * 1024
MAX_FILES = 5000
MAX_REDIRECTS = 5
TIMEOUT = httpx.Timeout(30.0, connect=5.0)

Index = dict[str, dict[str, Any]]
Progress = Callable[[int, int | None], None]


class RepositoryError(Exception):
    """The repository does not answer, or what it sends is not what its index says."""


class Repository(Protocol):
    async def index(self, progress: Progress) -> Index:
        """What can be installed. Raises RepositoryError."""

    async def fetch(self, plugin_id: str, entry: dict[str, Any], target: Path, progress: Progress) -> None:
        """Put the plugin's files into the folder ``target``, which does not exist yet. Raises RepositoryError."""


def open_repository(url: str, proxies: dict[str, str | None], keys: Sequence[str] = ()) -> Repository:
    """For an http, https or file URL; of the web only with a signature of one of the keys, if there are any.

    Raises RepositoryError for any other.
    """
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.hostname:
        proxy = proxies.get(parts.scheme)
        if proxy and "://" not in proxy:
            proxy = f"http://{proxy}"
        return WebRepository(url, proxy, keys=keys)
    if parts.scheme == "file":
        return FolderRepository(Path(unquote(parts.path)))
    raise RepositoryError(f"{url!r}: only http, https and file URLs are supported")


class FolderRepository:
    """Unpacked plugins, one folder each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def index(self, progress: Progress) -> Index:
        found = await asyncio.to_thread(self._index)
        progress(len(found), len(found))
        return found

    def _index(self) -> Index:
        found: Index = {}
        try:
            for path in sorted(self._folder.iterdir()):
                if PLUGIN_ID.match(path.name) and (path / "plugin-info").is_file():
                    info = json.loads((path / "plugin-info").read_text("utf-8"))
                    digest, size = _digest_folder(path)
                    found[path.name] = {**info, "filename": path.name, "dsize": size, "sha1sum": digest}
        except (OSError, ValueError) as error:
            raise RepositoryError(str(error)) from error
        return found

    async def fetch(self, plugin_id: str, entry: dict[str, Any], target: Path, progress: Progress) -> None:
        size = await asyncio.to_thread(self._copy, plugin_id, entry, target)
        progress(size, size)

    def _copy(self, plugin_id: str, entry: dict[str, Any], target: Path) -> int:
        source = self._folder / plugin_id
        try:
            digest, size = _digest_folder(source)
            if digest != entry["sha1sum"]:
                raise RepositoryError(f"{plugin_id} has changed since the last update of the list")
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "var"))
        except OSError as error:
            raise RepositoryError(str(error)) from error
        return size


class WebRepository:
    """Archives on a web server."""

    def __init__(
        self,
        url: str,
        proxy: str | None,
        transport: httpx.AsyncBaseTransport | None = None,
        keys: Sequence[str] = (),
    ) -> None:
        self._url = url.rstrip("/")
        self._keys = keys
        self._proxy = proxy
        self._transport = transport

    async def index(self, progress: Progress) -> Index:
        content = await self._download("plugins.db", MAX_INDEX, progress)
        if self._keys:
            signature = await self._download(SIGNATURE, MAX_SIGNATURE, lambda *_: None)
            if not is_signed(content, signature, self._keys):
                raise RepositoryError("plugins.db is not signed by a key that plugins.repository_keys names")
        try:
            index = json.loads(content)
            return {
                plugin_id: {**entry, "version": str(entry["version"]), "filename": str(entry["filename"])}
                for plugin_id, entry in index.items()
                if PLUGIN_ID.match(plugin_id) and ("sha256sum" if self._keys else "sha1sum") in entry
            }
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise RepositoryError("plugins.db is not valid") from error

    async def fetch(self, plugin_id: str, entry: dict[str, Any], target: Path, progress: Progress) -> None:
        content = await self.archive(entry, progress)
        await asyncio.to_thread(unpack, content, plugin_id, target)

    async def archive(self, entry: dict[str, Any], progress: Progress) -> bytes:
        """As the index says it is. Raises RepositoryError."""
        filename = str(entry["filename"])
        if "/" in filename or filename.startswith("."):
            raise RepositoryError(f"{filename!r} is not a file name")
        content = await self._download(filename, MAX_ARCHIVE, progress)
        await asyncio.to_thread(_check_sums, filename, content, entry)
        return content

    async def exists(self) -> bool:
        """Whether anybody has published something there. Raises RepositoryError."""
        try:
            await self._download("plugins.db", MAX_INDEX, lambda *_: None)
        except RepositoryError as error:
            cause = error.__cause__
            if isinstance(cause, httpx.HTTPStatusError) and cause.response.status_code == httpx.codes.NOT_FOUND:
                return False
            raise
        return True

    async def _download(self, filename: str, limit: int, progress: Progress) -> bytes:
        content = bytearray()
        try:
            async with (
                httpx.AsyncClient(
                    proxy=self._proxy,
                    transport=self._transport,
                    timeout=TIMEOUT,
                    trust_env=False,
                    follow_redirects=True,
                    max_redirects=MAX_REDIRECTS,
                ) as client,
                client.stream("GET", f"{self._url}/{filename}") as response,
            ):
                response.raise_for_status()
                length = response.headers.get("content-length", "")
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > limit:
                        raise RepositoryError(f"{filename} is too large")
                    progress(len(content), int(length) if length.isdigit() else None)
        except httpx.HTTPStatusError as error:
            # Its own text has the URL, in which a password may be.
            raise RepositoryError(f"{filename}: the server answers {error.response.status_code}") from error
        except httpx.HTTPError as error:
            raise RepositoryError(f"{filename}: {str(error) or type(error).__name__}") from error
        return bytes(content)


def _check_sums(filename: str, content: bytes, entry: dict[str, Any]) -> None:
    if "sha1sum" in entry and hashlib.sha1(content, usedforsecurity=False).hexdigest() != entry["sha1sum"]:
        raise RepositoryError(f"{filename}: the SHA-1 sum is not the one of plugins.db")
    if "sha256sum" in entry and hashlib.sha256(content).hexdigest() != entry["sha256sum"]:
        raise RepositoryError(f"{filename}: the SHA-256 sum is not the one of plugins.db")


def unpack(archive: bytes, plugin_id: str, target: Path) -> None:
    """Only folders, regular files and symbolic links to them below ``<plugin id>/`` are accepted; of a link the file's
    content is kept. Raises RepositoryError.
    """
    total = 0
    links: dict[Path, str] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for number, member in enumerate(tar):
                parts = PurePosixPath(member.name).parts
                total += member.size
                if number >= MAX_FILES or total > MAX_CONTENT:
                    raise RepositoryError("the archive is too large")
                if not parts or parts[0] != plugin_id or ".." in parts:
                    raise RepositoryError(f"{member.name!r} is outside of the plugin's folder")
                path = target.joinpath(*parts[1:])
                if member.isdir():
                    path.mkdir(parents=True, exist_ok=True)
                elif member.isfile():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    stream = tar.extractfile(member)
                    path.write_bytes(stream.read() if stream else b"")
                elif member.issym():
                    links[path] = member.linkname
                else:
                    raise RepositoryError(f"{member.name!r} is neither a file nor a folder")
        _copy_linked(links, target.absolute(), MAX_CONTENT - total)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise RepositoryError(f"the archive cannot be read: {error}") from error
    if not (target / "plugin-info").is_file():
        raise RepositoryError("the archive has no plugin-info")


def _copy_linked(links: dict[Path, str], folder: Path, room: int) -> None:
    """Raises RepositoryError, OSError."""
    for path, name in links.items():
        source = Path(os.path.normpath(path.absolute().parent / name))
        if not source.is_relative_to(folder) or not source.is_file():
            raise RepositoryError(f"{path.name!r} is a link to {name!r}, which is no file of the plugin")
        room -= source.stat().st_size
        if room < 0:
            raise RepositoryError("the archive is too large")
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)


def files_of(path: Path) -> list[Path]:
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and file.relative_to(path).parts[0] != "var"
    )


def _digest_folder(path: Path) -> tuple[str, int]:
    digest = hashlib.sha1(usedforsecurity=False)
    size = 0
    for file in files_of(path):
        content = file.read_bytes()
        digest.update(file.relative_to(path).as_posix().encode() + b"\0" + content)
        size += len(content)
    return digest.hexdigest(), size
