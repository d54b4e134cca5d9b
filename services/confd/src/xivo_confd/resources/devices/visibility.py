# SPDX-License-Identifier: GPL-3.0-or-later
"""Which devices an administrator of one entity sees: his, and those that are nobody's yet (ADM-184)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from ...edge.access import Caller
from ...edge.unit import Unit
from ...entity_limits import require_unlimited
from ...provisioning.dao import DeviceLineDao
from .errors import DeviceNotFound
from .view import Device


class DeviceVisibility:
    """A device with lines of two entities is seen by both, and changed by callers who are not limited.

    Nothing is asked for those, neither here nor of the database.
    """

    def __init__(self, caller: Caller, reading: Callable[[], AbstractAsyncContextManager[Unit]]) -> None:
        self._caller = caller
        self._reading = reading

    async def visible(self, devices: list[Device]) -> list[Device]:
        if self._caller.entity_id is None:
            return devices
        async with self._reading() as unit:
            shared = await DeviceLineDao(unit.session).with_lines_of_others(self._caller.entity_id)
        return [device for device in devices if shared.get(device.id, True)]

    async def require(self, device_id: str, *, to_change: bool = False, unit: Unit | None = None) -> None:
        """Raises DeviceNotFound for a device that the caller may not see, AclMissing for one he may not change.

        ``unit`` is the one to ask in, if one is open.
        """
        if self._caller.entity_id is None:
            return
        if unit is None:
            async with self._reading() as own:
                await self.require(device_id, to_change=to_change, unit=own)
            return
        shared = await DeviceLineDao(unit.session).with_lines_of_others(self._caller.entity_id, device_id)
        if not shared.get(device_id, True):
            raise DeviceNotFound(device_id=device_id)
        if to_change and device_id in shared:
            require_unlimited(self._caller)
