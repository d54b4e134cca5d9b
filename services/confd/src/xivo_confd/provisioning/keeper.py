# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps provd's configurations equal to what confd says, whenever provd is there.

It compares states instead of replaying changes: which lines are on a device is confd's and is committed first, and what
provd holds follows, at once when somebody waits for it, else within a second. Nothing is queued while provd is away.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakValueDictionary

from xivo_base.availability import Availability
from xivo_base.tasks import supervise
from xivo_bus.outbox import Outbox
from xivo_store import DatabaseUnavailable
from xivo_store.database import Database

from ..errors import Unavailable
from ..settings import ConfdSettings
from .config_dao import DeviceConfigDao
from .configs import (
    Common,
    DeviceLine,
    Document,
    brought_up_to_date,
    common_configs,
    device_config,
    gone,
    has_lines,
    is_autoprov,
)
from .provd import Provd, ProvdRefused
from .templates import DEFAULT_TEMPLATE, is_ours, is_template

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
RETRY_SECONDS = 2.0
COMPARE_ALL_SECONDS = 600.0  # also finds what others did in provd

Fingerprints = Mapping[str, tuple[Any, ...]]


class ConfigKeeper:
    """A component of the daemon."""

    name = "device configurations"

    def __init__(self, database: Database, provd: Provd, settings: ConfdSettings, availability: Availability) -> None:
        self._database = database
        self._provd = provd
        self._settings = settings
        self._availability = availability
        self._settled: dict[str, tuple[Any, ...]] = {}
        self._common: Common | None = None
        self._version: int | None = None
        self._compared_at: float | None = None
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._loop = supervise(self._run, self.name)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def look(self) -> None:
        """Bring provd up to date if the configuration has changed, or if provd has been away.

        Raises Unavailable without provd, DatabaseUnavailable without the database.
        """
        async with self._database.read() as session:
            version = await Outbox.version(session)
        compare_all = self._is_comparison_due()
        if version == self._version and not compare_all:
            return
        async with self._database.snapshot() as session:
            version = await Outbox.version(session)
            dao = DeviceConfigDao(session, self._settings)
            wanted, common = await dao.fingerprints(), await dao.common()
        if compare_all:
            await self._compare_all(wanted, common)
        elif common != self._common:
            await self._write_common(await self._present_common(common), common)
        changed = [device_id for device_id, lines in wanted.items() if self._settled.get(device_id) != lines]
        left = [device_id for device_id in self._settled if device_id not in wanted]
        for device_id in [*changed, *left]:
            await self._settle_known(device_id, wanted.get(device_id))
        self._version = version

    async def settle(self, device_id: str, template_id: str | None = None) -> bool:
        """Make provd hold the configuration of the lines that the device has now; False when provd lacks the device.

        A device that has lost its last line waits for a provisioning code. With ``template_id`` that becomes its
        template. Raises Unavailable, ProvdRefused.
        """
        async with AsyncExitStack() as stack:
            # Readers and writers of one device take turns: what is read later is written later.
            await stack.enter_async_context(self._locks.setdefault(device_id, asyncio.Lock()))
            async with self._database.read() as session:
                lines = (await DeviceConfigDao(session, self._settings).lines_on([device_id]))[device_id]
            device = await self._provd.device(device_id)
            if device is None:
                return False
            await self._write(device, lines, template_id)
            return True

    async def has_template(self, template_id: str) -> bool:
        """Whether devices can be built on it: provd has it then, also if it was just made. Raises Unavailable."""
        config = await self._provd.config(template_id)
        if config is not None and not is_ours(config):
            return is_template(config)
        async with self._database.read() as session:
            common = await DeviceConfigDao(session, self._settings).common()
        document = next((template for template in common.templates if template["id"] == template_id), None)
        if document is not None and config is None:
            await self._provd.put_config(document)
        return document is not None

    async def reset(self, device_id: str) -> bool:
        """Put a device without lines in autoprov mode, whatever it had; False when provd lacks the device."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._locks.setdefault(device_id, asyncio.Lock()))
            device = await self._provd.device(device_id)
            if device is None:
                return False
            await self._reset(device)
            return True

    async def _run(self) -> None:
        await self._database.wait_ready()
        while True:
            try:
                await self.look()
                await asyncio.sleep(LOOK_SECONDS)
            except DatabaseUnavailable:
                await asyncio.sleep(RETRY_SECONDS)
            except Unavailable as error:
                self._availability.down(str(error))
                self._compared_at = None
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                logger.exception("the configurations of devices were not compared")
                self._compared_at = None
                await asyncio.sleep(RETRY_SECONDS)

    def _is_comparison_due(self) -> bool:
        now = asyncio.get_running_loop().time()
        return self._compared_at is None or now - self._compared_at > COMPARE_ALL_SECONDS

    async def _settle_known(self, device_id: str, fingerprint: tuple[Any, ...] | None) -> None:
        try:
            if not await self.settle(device_id):
                logger.warning("device %s has lines, but provd does not know it", device_id)
        except ProvdRefused as refusal:
            logger.warning("provd refuses the configuration of device %s: %s", device_id, refusal)
        if fingerprint is None:
            self._settled.pop(device_id, None)
        else:
            self._settled[device_id] = fingerprint

    async def _present_common(self, common: Common) -> dict[str, Document]:
        """What provd has of them, and of those that were."""
        known = self._common.templates if self._common else ()
        names = {config["id"] for config in (*common_configs(self._settings, common), *known)}
        found = {name: await self._provd.config(name) for name in sorted(names)}
        return {name: config for name, config in found.items() if config is not None}

    async def _write_common(self, present: Mapping[str, Document], common: Common) -> None:
        """Bring the common configurations up to date, given what provd has, and take away what was deleted."""
        for wanted in common_configs(self._settings, common):
            document = brought_up_to_date(present.get(wanted["id"]), wanted)
            if document is not None:
                await self._provd.put_config(document)
        for template_id in gone(present.values(), common):
            await self._provd.delete_config(template_id)
        self._common = common

    async def _compare_all(self, wanted: Fingerprints, common: Common) -> None:
        """Compare everything that provd holds: it may have been away, or changed by others."""
        began = asyncio.get_running_loop().time()
        configs = {config["id"]: config for config in await self._provd.configs()}
        await self._write_common(configs, common)
        users = {device["id"]: device.get("config") for device in await self._provd.devices()}
        async with self._database.read() as session:
            lines = await DeviceConfigDao(session, self._settings).lines_on(wanted)
        self._settled = {}
        for device_id, config_id in users.items():
            present = configs.get(device_id)
            if device_id in wanted:
                template = _template_of(present)
                as_wanted = device_config(device_id, template, lines[device_id])
                if config_id == device_id and present == as_wanted:
                    self._settled[device_id] = wanted[device_id]
            elif config_id == device_id and present and "configdevice" in present and has_lines(present):
                self._settled[device_id] = ()  # its lines went away while provd was not there
        self._availability.up()
        self._compared_at = began

    async def _write(self, device: Document, lines: Sequence[DeviceLine], template_id: str | None) -> None:
        own = await self._provd.config(device["id"])
        is_used = device.get("config") == device["id"]
        if not lines and template_id is None:
            if is_used and own and has_lines(own):
                await self._reset(device)
            return
        wanted = device_config(device["id"], template_id or _template_of(own), lines)
        if own != wanted:
            await self._provd.put_config(wanted)
        if not is_used:
            await self._provd.put_device({**device, "config": device["id"], "configured": True})

    async def _reset(self, device: Document) -> None:
        config_id = device.get("config")
        if not is_autoprov(config_id):
            fresh = await self._provd.new_autoprov_config()
            await self._provd.put_device({**device, "config": fresh, "configured": True})
        await self._provd.delete_config(device["id"])


def _template_of(config: Document | None) -> str:
    return (config or {}).get("configdevice") or DEFAULT_TEMPLATE
