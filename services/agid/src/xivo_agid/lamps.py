# SPDX-License-Identifier: GPL-3.0-or-later
"""The lamps of services, forwards and filters: custom device states of Asterisk, which hints of the dialplan watch.

They follow from the configuration alone, so whoever changes it, by a star code, a key, the API or a client, the lamps
are right (API-083, CC-117, CC-119, SYS-187, ADM-066).
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import httpx
from prometheus_client import Counter
from xivo_asterisk.devstate import DeviceState
from xivo_asterisk.prog_keys import filter_lamp, lamp, number_of_key
from xivo_base.availability import Availability
from xivo_base.tasks import supervise
from xivo_bus.event import Message
from xivo_clients.amid import AmidClient

from xivo_agid.snapshot import Snapshot
from xivo_agid.user_services import is_lit

RETRY = timedelta(seconds=1)
_set = Counter("xivo_agid_lamps_set_total", "Device states that Asterisk was told")


def lit(snapshot: Snapshot) -> dict[str, bool]:
    """Each device with whether it is on."""
    return {**dict(_keys(snapshot)), **dict(_filters(snapshot))}


def _keys(snapshot: Snapshot) -> Iterator[tuple[str, bool]]:
    codes = {row["feature"]: row["exten"] for row in snapshot.rows("extension_features") if row["enabled"]}
    for key in snapshot.watched_func_keys:
        number = number_of_key(key["destination"], key["user_id"], codes)
        user = snapshot.one("users", key["user_id"])
        on = is_lit(user, key["destination"]) if user else None
        if number and on is not None:
            yield lamp(number), on


def _filters(snapshot: Snapshot) -> Iterator[tuple[str, bool]]:
    for row in snapshot.rows("call_filters"):
        for secretary in row["secretaries"]:
            member = row["member_ids"].get(str(secretary["user_id"]))
            if member is not None:
                yield filter_lamp(member), bool(row["enabled"] and secretary["active"])


class Lamps:
    """A component. Tells Asterisk, through amid, what differs from what it was told before.

    After Asterisk, amid or the bus was away, everything: nobody knows what Asterisk remembers.
    """

    name = "lamps"

    def __init__(self, amid: AmidClient, availability: Availability) -> None:
        self._amid = amid
        self._availability = availability
        self._wanted: dict[str, bool] = {}
        self._told: dict[str, bool] = {}
        self._stale = asyncio.Event()
        self._loop = supervise(self._for_ever, "lamps", longest=5.0)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    def follow(self, snapshot: Snapshot) -> None:
        """The configuration is now this one."""
        self._wanted = lit(snapshot)
        self._stale.set()

    async def resynced(self, _message: Message | None = None) -> None:
        self._told = {}
        self._stale.set()

    async def catch_up(self) -> bool:
        """Whether Asterisk has been told everything."""
        # `resynced` puts another in its place, even while this waits for an answer
        told = self._told = {device: on for device, on in self._told.items() if device in self._wanted}
        for device, on in self._wanted.items():
            if told.get(device) is on:
                continue
            try:
                await self._tell(device, on=on)
            except httpx.HTTPError as error:
                self._availability.down(repr(error))
                return False
            told[device] = on
        self._availability.up()
        return True

    async def _tell(self, device: str, *, on: bool) -> None:
        state = DeviceState.INUSE if on else DeviceState.NOT_INUSE
        await self._amid.action("Setvar", {"Variable": f"DEVICE_STATE({device})", "Value": state})
        _set.inc()

    async def _for_ever(self) -> None:
        while True:
            await self._stale.wait()
            self._stale.clear()
            if not await self.catch_up():
                await asyncio.sleep(RETRY.total_seconds())
                self._stale.set()
