# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from xivo_clients.media import MediaClient, MediaError, MediaRefused

from ...errors import Unavailable
from .errors import FolderRefused, SoundNotFound
from .formats import EXTENSIONS, check_sound, playable


class SoundFiles:
    """Folders of sound files on the host. Raises SoundNotFound, and Unavailable while the host's agent is away."""

    _converting = asyncio.Semaphore(1)

    def __init__(self, media: MediaClient, root: str) -> None:
        self._media = media
        self._root = root

    async def folders(self) -> list[str]:
        async with _told("Sound", self._root):
            return await self._media.folders(self._root)

    async def create_folder(self, folder: str) -> None:
        """Raises FolderRefused."""
        async with _told("Sound", folder):
            await self._media.create_folder(self._root, folder)

    async def remove_folder(self, folder: str) -> None:
        """Raises FolderRefused for those of the system."""
        async with _told("Sound", folder):
            await self._media.remove_folder(self._root, folder)

    async def files(self, folder: str) -> list[dict[str, Any]]:
        async with _told("Sound", folder):
            return await self._media.files(self._root, folder)

    async def files_if_any(self, folder: str) -> list[dict[str, Any]]:
        """As `files`; a folder that nobody has put anything into is empty."""
        with suppress(SoundNotFound):
            return await self.files(folder)
        return []

    async def read(self, folder: str, name: str) -> bytes:
        async with _told("File", name):
            return await self._media.read(self._root, folder, name)

    async def write(
        self, folder: str, name: str, content: bytes, *, extensions: frozenset[str] = EXTENSIONS, create: bool = False
    ) -> None:
        """``create`` the folder if need be. Raises SoundRefused for what Asterisk could not play.

        What is called ``.wav`` and is another kind of sound is converted, one file at a time.
        """
        check_sound(name, content, extensions)
        async with self._converting:
            content = await asyncio.to_thread(playable, name, content)
        if create:
            with suppress(FolderRefused):
                await self.create_folder(folder)
        async with _told("Sound", folder):
            await self._media.write(self._root, folder, name, content)

    async def delete(self, folder: str, name: str) -> None:
        async with _told("File", name):
            await self._media.delete(self._root, folder, name)


@asynccontextmanager
async def _told(title: str, name: str) -> AsyncIterator[None]:
    try:
        yield
    except MediaRefused as refusal:
        if refusal.status == 404:
            raise SoundNotFound(title=title, name=name) from refusal
        raise FolderRefused(name=name) from refusal
    except MediaError as error:
        raise Unavailable(what="sysconfd") from error
