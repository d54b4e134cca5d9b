# SPDX-License-Identifier: GPL-3.0-or-later
"""How many expensive calls an account may make in some time: a stolen password costs a few, not a month's bill."""

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import ClassVar, Protocol

from prometheus_client import Counter
from xivo_bus import Event

from xivo_agid.patterns import matches
from xivo_agid.settings import TollSettings
from xivo_agid.snapshot import User

logger = logging.getLogger(__name__)

_capped = Counter("xivo_agid_capped_calls_total", "Outgoing calls refused because their account made too many")


class TollCapReached(Event):
    """An account made as many expensive calls as it may: further ones are refused until the window is over.

    Told once, at the first that is refused. ``user_id`` is null for calls that are no user's (from outside, by DISA),
    which are one account.
    """

    name: ClassVar[str] = "toll_cap_reached"
    routing_key: ClassVar[str] = "calls.toll.cap_reached"

    user_id: int | None
    user_uuid: str | None
    outcall_id: int
    number: str
    calls: int
    window_seconds: int


class Announces(Protocol):
    """The part of the bus publisher that is used here."""

    async def publish(self, event: Event) -> object: ...


class TollCap:
    """Counts in memory, by account, in a window that slides."""

    def __init__(
        self, settings: TollSettings, announces: Announces, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._announces = announces
        self._clock = clock
        self._calls: dict[int | None, deque[float]] = {}
        self._told: set[int | None] = set()

    def is_expensive(self, number: str) -> bool:
        """By the number as the trunk gets it."""
        return any(matches(pattern, number) for pattern in self._settings.expensive) and not any(
            matches(pattern, number) for pattern in self._settings.exempt
        )

    async def lets_pass(self, user: User | None, outcall_id: int, number: str) -> bool:
        """Whether this call may be made, which is counted; the first that may not is told to everybody."""
        if not self._settings.calls or not self.is_expensive(number):
            return True
        account = user.id if user else None
        self._forget_what_was()
        made = self._calls.setdefault(account, deque())
        if len(made) < self._settings.calls:
            made.append(self._clock())
            return True
        _capped.inc()
        if account not in self._told:
            self._told.add(account)
            await self._tell(user, outcall_id, number)
        return False

    def _forget_what_was(self) -> None:
        begin = self._clock() - self._settings.window.total_seconds()
        for account, made in list(self._calls.items()):
            while made and made[0] <= begin:
                made.popleft()
                self._told.discard(account)
            if not made:
                del self._calls[account]

    async def _tell(self, user: User | None, outcall_id: int, number: str) -> None:
        calls, seconds = self._settings.calls, int(self._settings.window.total_seconds())
        who = f"user {user.id} ({user.name})" if user else "calls that are no user's"
        logger.warning(
            "%s reached the cap of %d expensive calls within %d s: %s is refused", who, calls, seconds, number
        )
        await self._announces.publish(
            TollCapReached(
                user_id=user.id if user else None,
                user_uuid=user.uuid if user else None,
                outcall_id=outcall_id,
                number=number,
                calls=calls,
                window_seconds=seconds,
            )
        )
