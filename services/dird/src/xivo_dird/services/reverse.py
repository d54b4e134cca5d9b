# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has this number? The first of a profile's sources that knows answers for all (SYS-299, CC-036 to CC-040)."""

import asyncio

from ..errors import NoSuchProfile
from ..plugins import Arguments, BaseService, BaseServicePlugin
from ..profiles import Profiles, ProfileSources
from ..sources import Entry

DEFAULT_PROFILE = "default"


class ReverseService(BaseService):
    """A profile that has no sources for this has those of the profile `default`, which is always there."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles

    async def __call__(self, profile: str, exten: str, args: Arguments) -> Entry | None:
        """None if nobody has the number. Raises `NoSuchProfile`."""
        if profile != DEFAULT_PROFILE and not self._profiles.knows(profile):
            raise NoSuchProfile
        asked = self._profiles.asked("reverse", profile)
        if not asked.sources:
            asked = self._profiles.asked("reverse", DEFAULT_PROFILE)
        return await first_match(asked, exten, {**args, "profile": profile})


async def first_match(asked: ProfileSources, exten: str, args: Arguments) -> Entry | None:
    """All are asked at once; of several that know the number the first of the list counts."""
    tasks = [asyncio.create_task(source.match(exten, args, asked.seconds)) for source in asked.sources]
    try:
        for source, task in zip(asked.sources, tasks, strict=True):
            fields = await task
            if fields is not None:
                return Entry(source, fields)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return None


class ReverseServicePlugin(BaseServicePlugin):
    def load(self, args: Arguments) -> ReverseService:
        return ReverseService(args["profiles"])
