# SPDX-License-Identifier: GPL-3.0-or-later
"""The ring of a telephone by the origin of the call (SYS-237), as ``xivo-ring-tone`` of the dialplan asks it for."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from xivo_agid.destinations import Variables
from xivo_agid.ring_tones.rings import Number, Profile, Rings, load, of_confd
from xivo_agid.settings import RingTonesSettings
from xivo_agid.snapshot import Snapshot, User

logger = logging.getLogger(__name__)


class RingTones:
    """confd's entries count before those of the file; a number's own before its context's."""

    def __init__(self, settings: RingTonesSettings) -> None:
        self._settings = settings
        self._file = Rings()
        self._of_confd: tuple[Any, Rings] = (None, Rings())

    async def read(self) -> None:
        """Takes the file as it is now, and says what of it cannot be."""
        self._file = await asyncio.to_thread(load, self._settings.rules)
        for problem in self._file.problems:
            logger.error("%s", problem)

    def status(self) -> dict[str, Any]:
        numbers = [f"{exten or ''}@{context}" for exten, context in self._file.numbers]
        return {"file": str(self._settings.rules), "numbers": numbers, "problems": list(self._file.problems)}

    def variables(self, snapshot: Snapshot, numbers: Sequence[Number], origin: str, *, forwarded: bool) -> Variables:
        """``XIVO_RINGTYPE`` and ``XIVO_PHONETYPE``, empty if the telephone rings as always.

        ``numbers`` are those of whom is called, the one that he was called by first; the last one's context is his.
        ``origin`` is `intern`, `extern` or `group`.
        """
        profile = self._profile(snapshot, numbers)
        names = [f"{origin}&forwarded", "forward", origin] if forwarded else [origin]
        ring = next((profile[name] for name in names if profile.get(name)), None) or ""
        return {"XIVO_RINGTYPE": ring, "XIVO_PHONETYPE": (profile.get("phonetype") or "") if ring else ""}

    def of_members(self, snapshot: Snapshot, users: Sequence[User]) -> Variables:
        """``XIVO_RING_<endpoint>``, `phone type|ring`, for each member whose telephone rings otherwise for a group.

        The telephones' own channels inherit them.
        """
        found: Variables = {}
        for user in users:
            told = self.variables(snapshot, numbers_of(user), "group", forwarded=False)
            if told["XIVO_RINGTYPE"] and (line := next((line for line in user.lines if line.protocol == "sip"), None)):
                found[f"__XIVO_RING_{line.name}"] = f"{told['XIVO_PHONETYPE']}|{told['XIVO_RINGTYPE']}"
        return found

    def _profile(self, snapshot: Snapshot, numbers: Sequence[Number]) -> Profile:
        if not numbers:
            return {}
        wanted = [*numbers, (None, numbers[-1][1])]
        for rings in (self._confds(snapshot), self._file):
            if (profile := rings.of(wanted)) is not None:
                return profile
        return {}

    def _confds(self, snapshot: Snapshot) -> Rings:
        settings = snapshot.settings.get("ring_tones") or {}
        seen, rings = self._of_confd
        if settings is not seen:
            rings = of_confd(settings)
            self._of_confd = (settings, rings)
        return rings


def numbers_of(user: User) -> list[Number]:
    return [(user.number, user.context)] if user.number and user.context else []
