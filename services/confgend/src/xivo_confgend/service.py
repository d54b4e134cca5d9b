# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from xivo_base.errors import ApiError

from .snapshot import Snapshot
from .source import SnapshotSource


class NoSuchFile(ApiError):
    status = 404
    error_id = "no-such-file"
    template = "No such file: {name}"


class Generator(Protocol):
    def generate(self, snapshot: Snapshot) -> str:
        """The file's text: the same snapshot gives the same bytes."""


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    text: str
    etag: str
    live_reload: bool


class ConfigurationFiles:
    """Asterisk's files by name; each is made once for a version of the configuration."""

    def __init__(self, source: SnapshotSource, generators: dict[str, Generator]) -> None:
        self._source = source
        self._generators = generators
        self._made: dict[str, tuple[Snapshot, GeneratedFile]] = {}

    @property
    def names(self) -> list[str]:
        return sorted(self._generators)

    async def get(self, name: str) -> GeneratedFile:
        """Raises `NoSuchFile`, `NoSnapshot`."""
        generator = self._generators.get(name)
        if generator is None:
            raise NoSuchFile(name=name)
        snapshot = await self._source.current()
        made = self._made.get(name)
        if made is None or made[0] is not snapshot:
            text = generator.generate(snapshot)
            etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
            made = (snapshot, GeneratedFile(text, etag, snapshot.live_reload))
            self._made[name] = made
        return made[1]
