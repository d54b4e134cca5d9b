# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks all sources of a profile at the same time (SYS-297)."""

import asyncio
from collections.abc import Sequence

from ..plugins import Arguments, BaseService, BaseServicePlugin
from ..profiles import Profiles
from ..sources import Entry


class LookupService(BaseService):
    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles

    async def __call__(self, profile: str, term: str, args: Arguments) -> Sequence[Entry]:
        """In the order of the profile's sources."""
        asked = self._profiles.asked("lookup", profile)
        answers = await asyncio.gather(
            *(source.search(term, {**args, "profile": profile}, asked.seconds) for source in asked.sources)
        )
        return [Entry(source, fields) for source, found in zip(asked.sources, answers, strict=True) for fields in found]


class LookupServicePlugin(BaseServicePlugin):
    def load(self, args: Arguments) -> LookupService:
        return LookupService(args["profiles"])
