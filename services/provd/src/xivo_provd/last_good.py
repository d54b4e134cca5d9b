# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that phones received last, for the time when the database is away. Encrypted on the disk."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import shutil
from base64 import b64decode, b64encode
from collections import OrderedDict
from pathlib import Path

from xivo_store import Keyring, SecretUnreadable

logger = logging.getLogger(__name__)

MAX_FILES = 20_000
MAX_SIZE = 512 * 1024


class LastGood:
    """Keyed by address and file name: nobody gets from here what he did not get before at the same address."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder = folder
        self._keyring = keyring
        self._digests: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()

    async def remember(self, device_id: str, address: str, filename: str, content: bytes) -> None:
        key = (device_id, address, filename)
        digest = hashlib.sha256(content).digest()
        if self._digests.get(key) == digest or len(content) > MAX_SIZE:
            return
        self._digests[key] = digest
        while len(self._digests) > MAX_FILES:
            oldest, _ = self._digests.popitem(last=False)
            self._path(*oldest).unlink(missing_ok=True)
        try:
            await asyncio.to_thread(self._write, key, content)
        except OSError as error:
            logger.warning("the last good file of %s cannot be kept: %s", device_id, error)

    async def recall(self, address: str, filename: str, device_id: str | None = None) -> bytes | None:
        """The newest file of this name that went to this address, as this device's if one is named."""
        return await asyncio.to_thread(self._read, address, filename, device_id)

    def forget(self, device_id: str) -> None:
        for key in [key for key in self._digests if key[0] == device_id]:
            del self._digests[key]
        shutil.rmtree(self._folder / _slug(device_id), ignore_errors=True)

    def prune(self) -> int:
        """Keep the newest files of those that earlier runs left; how many went."""
        left = sorted(self._folder.glob("*/*"), key=lambda path: path.stat().st_mtime)
        surplus = left[: max(0, len(left) - MAX_FILES)]
        for path in surplus:
            path.unlink(missing_ok=True)
        return len(surplus)

    def _write(self, key: tuple[str, str, str], content: bytes) -> None:
        path = self._path(*key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        clear = json.dumps({"address": key[1], "filename": key[2], "content": b64encode(content).decode()})
        temporary = path.with_suffix(".tmp")
        temporary.write_text(self._keyring.encrypt(clear))
        temporary.chmod(0o600)
        temporary.replace(path)

    def _read(self, address: str, filename: str, device_id: str | None) -> bytes | None:
        folder = _slug(device_id) if device_id else "*"
        found = sorted(
            self._folder.glob(f"{folder}/{_slug(f'{address}|{filename}')}"), key=lambda path: path.stat().st_mtime
        )
        for path in reversed(found):
            try:
                kept = json.loads(self._keyring.decrypt(path.read_text()))
            except (OSError, ValueError, SecretUnreadable):
                continue
            if kept["address"] == address and kept["filename"] == filename:
                return b64decode(kept["content"])
        return None

    def _path(self, device_id: str, address: str, filename: str) -> Path:
        return self._folder / _slug(device_id) / _slug(f"{address}|{filename}")


def _slug(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
