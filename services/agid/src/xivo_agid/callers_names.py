# SPDX-License-Identifier: GPL-3.0-or-later
"""What a caller who gives no name is called: dird looks his number up, or the call goes on without (CC-036)."""

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import Any

import httpx
from prometheus_client import Counter, Histogram
from xivo_asterisk.fastagi import AGIRequest
from xivo_base.availability import Availability
from xivo_clients.dird import NOBODY, DirdClient

from xivo_agid.destinations import Variables

logger = logging.getLogger(__name__)

PROFILE = "default"
SECONDS = 0.1
UPDATE_SECONDS, LONGEST_PAUSE = 10.0, 30.0
"""No call waits for these."""
NOBODYS_NUMBER = "00"
LONGEST_NAME, LONGEST_FIELDS = 80, 1000
_LOOKED_UP = re.compile(r"\+?[0-9]{2,39}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_seconds = Histogram("xivo_agid_reverse_lookup_seconds", "How long dird took", buckets=(0.005, 0.01, 0.025, 0.05, 0.1))
_lookups = Counter("xivo_agid_reverse_lookups_total", "Callers looked up", ["result"])


class CallersNames:
    """A component. `availability` tells once when dird is away or slow, and when it is back."""

    name = "callers' names"

    def __init__(self, dird: httpx.AsyncClient, seconds: float = SECONDS) -> None:
        self.availability = Availability("dird", required=False)
        self._dird = DirdClient(dird)
        self._seconds = seconds
        self._updating: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Have dird read its directories, and a connection to it: the first caller's name would be late otherwise."""
        logger.info("executing update command update-phonebook")
        self._updating = asyncio.create_task(self._update_phonebook())

    async def stop(self) -> None:
        if self._updating:
            self._updating.cancel()
            await asyncio.gather(self._updating, return_exceptions=True)

    async def _update_phonebook(self) -> None:
        pause = 1.0
        while await self._ask(NOBODYS_NUMBER, NOBODY, UPDATE_SECONDS) is None:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def variables(self, request: AGIRequest, number: str, called: str | None = None) -> Variables:
        """`CALLERID(name)` and `XIVO_REVERSE_LOOKUP`. ``called`` is the UUID of the user for whom the call is."""
        if not gives_no_name(request) or not _LOOKED_UP.fullmatch(number):
            return {}
        with _seconds.time():
            found = await self._ask(number, called or NOBODY, self._seconds)
        if found is None:
            _lookups.labels("failed").inc()
            return {}
        _lookups.labels("found" if found.get("display") else "unknown").inc()
        name = _CONTROL.sub("", found.get("display") or "")[:LONGEST_NAME]
        if not name:
            return {}
        return {"CALLERID(name)": name, "XIVO_REVERSE_LOOKUP": _told(found["fields"])}

    async def _ask(self, number: str, called: str, seconds: float) -> Mapping[str, Any] | None:
        """What dird says of the number; None if it says nothing in time."""
        try:
            async with asyncio.timeout(seconds):
                found = await self._dird.reverse(PROFILE, number, called)
        except (httpx.HTTPError, ValueError, TimeoutError) as error:
            self.availability.down(repr(error))
            return None
        self.availability.up()
        return found


def gives_no_name(request: AGIRequest) -> bool:
    """CC-036: the name is the number, or `unknown`."""
    name = (request.calleridname or "").strip().strip('"')
    return name.lower() in {"", "unknown"} or name == (request.callerid or "")


def _told(fields: Mapping[str, Any]) -> str:
    """`db-firstname: John,db-lastname: Doe`, for what shows sheets."""
    parts = (
        f"db-{name}: {_CONTROL.sub('', value).replace(',', ' ')}"
        for name, value in fields.items()
        if isinstance(value, str) and "." not in name
    )
    told = ""
    for part in parts:
        if len(told) + len(part) >= LONGEST_FIELDS:
            break
        told += f",{part}" if told else part
    return told
