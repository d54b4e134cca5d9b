# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries that somebody marked (SYS-298, SYS-311)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from ..errors import NoSuchFavorite, NoSuchSource, TooManyFavorites
from ..plugins import Arguments, BaseService, BaseServicePlugin
from ..profiles import Profiles
from ..sources import Entry, Source
from .dao import MOST, FavoriteDao


class FavoritesService(BaseService):
    def __init__(self, dao: FavoriteDao, profiles: Profiles, sources: Mapping[str, Source]) -> None:
        self._dao = dao
        self._profiles = profiles
        self._sources = sources

    async def __call__(self, profile: str, owner: str) -> Sequence[Entry]:
        """Those of the profile's sources, asked at once; of one that does not answer there are none now."""
        marked = await self._dao.of(owner)
        asked = self._profiles.asked("favorites", profile)
        sources = [source for source in asked.sources if marked.get(source.name)]
        args = {"owner": owner, "profile": profile}
        answers = await asyncio.gather(*(source.list(marked[source.name], args, asked.seconds) for source in sources))
        return [Entry(source, fields) for source, found in zip(sources, answers, strict=True) for fields in found]

    async def ids(self, owner: str) -> set[tuple[str, str]]:
        """Source and id of each."""
        return {(source, contact) for source, contacts in (await self._dao.of(owner)).items() for contact in contacts}

    async def mark(self, owner: str, source: str, contact: str) -> None:
        """Raises `NoSuchSource`, `TooManyFavorites`."""
        if source not in self._sources:
            raise NoSuchSource
        if not await self._dao.add(owner, source, contact):
            raise TooManyFavorites(most=MOST)

    async def unmark(self, owner: str, source: str, contact: str) -> None:
        """Raises `NoSuchFavorite`."""
        if not await self._dao.remove(owner, source, contact):
            raise NoSuchFavorite


class FavoritesServicePlugin(BaseServicePlugin):
    def load(self, args: Arguments) -> FavoritesService:
        return FavoritesService(FavoriteDao(args["database"]), args["profiles"], args["sources"])
