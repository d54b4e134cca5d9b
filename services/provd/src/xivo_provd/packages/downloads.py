# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of packages: from ``var/cache`` where they are already, else from their URL, never with another content."""

from __future__ import annotations

import asyncio
import hashlib
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import httpx

from .database import PackageError, RemoteFile

MAX_BYTES = 2 * 1024 * 1024 * 1024
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_CHUNK = 1 << 16
_FTP_SECONDS = 30.0

Progress = Callable[[int], None]
"""Gets the number of octets so far."""


class Downloads:
    """``proxies`` is looked at for each file: by scheme, ``[http://][user:password@]host:port``."""

    def __init__(self, cache: Path, proxies: Mapping[str, str | None]) -> None:
        self._cache = cache
        self._proxies = proxies

    def cached(self, file: RemoteFile) -> bool:
        """Whether it is in the cache, with the right content."""
        return self._fault(self._cache / file.filename, file) is None

    def check_available(self, file: RemoteFile) -> None:
        """Raises PackageError when it neither is in the cache nor can be downloaded: somebody has to put it there."""
        path = self._cache / file.filename
        if _is_downloadable(file) or (fault := self._fault(path, file)) is None:
            return
        if path.exists():
            raise PackageError(f"{path} is not the file that is needed: {fault}")
        raise PackageError(f"the file {file.filename} cannot be downloaded: get it from its vendor, copy it to {path}")

    async def get(self, file: RemoteFile, progress: Progress) -> Path:
        """Raises PackageError."""
        path = self._cache / file.filename
        if await asyncio.to_thread(self.cached, file):
            progress(path.stat().st_size)
            return path
        self.check_available(file)
        self._cache.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        try:
            if urlsplit(file.url or "").scheme == "ftp":
                await asyncio.to_thread(self._get_by_ftp, file, part, progress)
            else:
                await self._get_by_http(file, part, progress)
            if fault := await asyncio.to_thread(self._fault, part, file):
                raise PackageError(f"{file.filename}: {fault}")
            part.replace(path)
        except (OSError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise PackageError(f"{file.filename} cannot be downloaded: {str(error) or type(error).__name__}") from error
        finally:
            part.unlink(missing_ok=True)
        return path

    async def _get_by_http(self, file: RemoteFile, part: Path, progress: Progress) -> None:
        url = str(file.url)
        proxy = self._proxies.get(urlsplit(url).scheme)
        if proxy and "://" not in proxy:
            proxy = f"http://{proxy}"
        limit = _limit(file)
        done = 0
        async with (
            httpx.AsyncClient(
                proxy=proxy, timeout=TIMEOUT, trust_env=False, follow_redirects=True, max_redirects=5
            ) as client,
            client.stream("GET", url) as response,
        ):
            response.raise_for_status()
            with part.open("wb") as target:
                async for chunk in response.aiter_bytes(_CHUNK):
                    done += len(chunk)
                    if done > limit:
                        raise PackageError(f"{file.filename} is larger than pkgs.db says")
                    target.write(chunk)
                    progress(done)

    def _get_by_ftp(self, file: RemoteFile, part: Path, progress: Progress) -> None:
        proxy = self._proxies.get("ftp")
        if proxy and "://" not in proxy:
            proxy = f"http://{proxy}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"ftp": proxy} if proxy else {}))
        limit, done = _limit(file), 0
        try:
            with opener.open(str(file.url), timeout=_FTP_SECONDS) as response, part.open("wb") as target:
                while chunk := response.read(_CHUNK):
                    done += len(chunk)
                    if done > limit:
                        raise PackageError(f"{file.filename} is larger than pkgs.db says")
                    target.write(chunk)
                    progress(done)
        except (URLError, EOFError) as error:
            raise OSError(str(error)) from error

    @staticmethod
    def _fault(path: Path, file: RemoteFile) -> str | None:
        """What is wrong with the file there; None when it is the one."""
        if path.is_symlink() or not path.is_file():
            return "there is no such file"
        if file.size is not None and path.stat().st_size != file.size:
            return f"its size is {path.stat().st_size}, not {file.size}"
        for name, wanted in file.sums.items():
            with path.open("rb") as content:
                digest = hashlib.file_digest(content, name.removesuffix("sum")).hexdigest()
            if digest != wanted:
                return f"its {name} is {digest}, not {wanted}"
        return None


def _limit(file: RemoteFile) -> int:
    return MAX_BYTES if file.size is None else min(file.size, MAX_BYTES)


def _is_downloadable(file: RemoteFile) -> bool:
    """A file without a sum is not taken from the network: anybody on the way could replace it."""
    parts = urlsplit(file.url or "")
    return parts.scheme in ("http", "https", "ftp") and bool(parts.hostname) and bool(file.sums)
