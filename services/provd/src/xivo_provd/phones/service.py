# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone asks for a file: who is it, what may it have, what is in it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from prometheus_client import Counter
from xivo_store import DatabaseUnavailable

from ..guard import Guard, Offence
from ..last_good import LastGood
from ..plugin import Device, DeviceInfo, Files, HTTPRequest, Plugin, RawConfig, RequestType, TFTPRequest
from ..plugin.loader import PluginLoader
from ..plugin.null import NULL_ID
from ..rendering import CannotRender, Renderer
from ..resources.devices.notifier import SecretRefused, SecretServed
from ..resources.parameters.service import ParameterService
from ..unit import Unit, Units
from .answers import DENIED, NOT_FOUND, UNAVAILABLE, Answer, Outcome
from .identification import associate, identify
from .registry import PhoneRegistry

logger = logging.getLogger(__name__)
audit = logging.getLogger("audit")

REQUESTS = Counter("xivo_provd_phone_requests_total", "Requests of phones", ["protocol", "outcome"])

_MAX_NAME = 255
COMMON = "common"


@dataclass(frozen=True)
class Visit:
    """One request of one address, and where the phone sees this server."""

    request: HTTPRequest | TFTPRequest
    request_type: RequestType
    server_address: str | None

    @property
    def address(self) -> str:
        return self.request.ip

    @property
    def filename(self) -> str:
        return self.request.path.lstrip("/")


class PhoneService:
    """Unknown phones become devices by themselves; secrets go to the address that a phone is bound to."""

    def __init__(
        self,
        units: Units,
        plugins: PluginLoader,
        renderer: Renderer,
        registry: PhoneRegistry,
        parameters: ParameterService,
        guard: Guard,
        last_good: LastGood,
    ) -> None:
        self._units = units
        self._plugins = plugins
        self._renderer = renderer
        self._registry = registry
        self._parameters = parameters
        self._guard = guard
        self._last_good = last_good

    async def answer(self, visit: Visit) -> Answer:
        answer = await self._answer(visit)
        REQUESTS.labels(visit.request_type, answer.outcome.name.lower()).inc()
        logger.info("%s %s asks for %r: %s", visit.request_type, visit.address, visit.filename, answer.outcome.name)
        return answer

    async def _answer(self, visit: Visit) -> Answer:
        if (left := self._guard.banned_for(visit.address)) > 0:
            return Answer(Outcome.BANNED, retry_after=int(left) + 1)
        if not _is_safe(visit.filename):
            return self._offence(visit, Offence.NOT_FOUND, NOT_FOUND)
        info = identify(self._plugins, visit.request, visit.request_type)
        named = self._mac_of(visit.filename)
        if named and info.get("mac") and info["mac"] != named:
            # It says that it is one phone and wants the file of another.
            audit.warning("refused: %s of %s asks for %s", info["mac"], visit.address, visit.filename)
            return self._offence(visit, Offence.DENIED, DENIED)
        try:
            async with self._units.writing() as unit:
                served = await self._serve(unit, visit, info, named)
        except DatabaseUnavailable:
            return await self._without_database(visit, info)
        return await self._finish(visit, served)

    async def _serve(self, unit: Unit, visit: Visit, info: DeviceInfo, named: str | None) -> _Served:
        parameters = await self._parameters.all(unit)
        found = await self._registry.meet(
            unit, info, visit.address, named=named, behind_nat=bool(parameters.NAT), trusted=False
        )
        if found is None:
            plugin = associate(self._plugins, info)
            return await self._common(unit, visit, plugin, None) if plugin else _Served(NOT_FOUND)
        device, raw_config = found.device, found.raw_config
        if found.is_new and self._guard.offend(visit.address, Offence.NEW_DEVICE):
            return _Served(Answer(Outcome.BANNED, retry_after=1))
        plugin = self._plugins.get(device.get("plugin"))
        if plugin is None or plugin.id == NULL_ID:
            return _Served(NOT_FOUND)
        if raw_config is not None:
            own = self._own_files(device, raw_config, visit)
            name = _match(visit.filename, own)
            if name is not None:
                return await self._secret(unit, visit, found.is_same_address, device, raw_config, plugin, own[name])
        if plugin.is_sensitive_filename(visit.filename):
            return _Served(NOT_FOUND)
        return await self._common(unit, visit, plugin, raw_config)

    def _own_files(self, device: Device, raw_config: RawConfig, visit: Visit) -> Files:
        try:
            return self._renderer.files(device, raw_config, visit.server_address)
        except CannotRender as error:
            logger.warning("device %s has no files: %s", device["id"], error)
            return {}

    async def _secret(
        self,
        unit: Unit,
        visit: Visit,
        is_same_address: bool,
        device: Device,
        raw_config: RawConfig,
        plugin: Plugin,
        content: bytes,
    ) -> _Served:
        facts = {"device_id": device["id"], "address": visit.address, "filename": visit.filename}
        logged = {"device_id": device["id"], "address": visit.address, "file": visit.filename}
        if not is_same_address:
            audit.warning("secret refused", extra=logged)
            unit.announce(SecretRefused(**facts), device["id"])
            return _Served(DENIED, offence=Offence.DENIED)
        audit.info("secret served", extra=logged)
        unit.announce(SecretServed(**facts), device["id"])
        if visit.filename.lower() == (plugin.get_remote_state_trigger_filename(device) or "").lower():
            await self._registry.now_runs(unit, device, raw_config)
        return _Served(Answer(Outcome.SERVED, content), device_id=device["id"])

    async def _common(self, unit: Unit, visit: Visit, plugin: Plugin, raw_config: RawConfig | None) -> _Served:
        path = plugin.static_file(visit.filename)
        if path is not None:
            return _Served(Answer(Outcome.SERVED, path=path))
        raw = raw_config if raw_config is not None else await self._registry.default_raw_config(unit)
        try:
            files = self._renderer.common_files(plugin, raw, visit.server_address)
        except CannotRender as error:
            logger.warning("plugin %s has no common files: %s", plugin.id, error)
            files = {}
        name = _match(visit.filename, files)
        if name is None:
            return _Served(NOT_FOUND, offence=Offence.NOT_FOUND)
        return _Served(Answer(Outcome.SERVED, files[name]), device_id=COMMON)

    async def _finish(self, visit: Visit, served: _Served) -> Answer:
        if served.offence is not None:
            return self._offence(visit, served.offence, served.answer)
        if served.device_id is not None:
            await self._last_good.remember(served.device_id, visit.address, visit.filename, served.answer.content)
        return served.answer

    async def _without_database(self, visit: Visit, info: DeviceInfo) -> Answer:
        content = await self._last_good.recall(visit.address, visit.filename)
        if content is not None:
            audit.info("last good file served", extra={"address": visit.address, "file": visit.filename})
            return Answer(Outcome.SERVED, content)
        plugin = associate(self._plugins, info)
        path = plugin.static_file(visit.filename) if plugin else None
        return Answer(Outcome.SERVED, path=path) if path else UNAVAILABLE

    def _mac_of(self, filename: str) -> str | None:
        for plugin in self._plugins:
            if mac := plugin.mac_of_filename(filename):
                return str(mac)
        return None

    def _offence(self, visit: Visit, offence: Offence, answer: Answer) -> Answer:
        self._guard.offend(visit.address, offence)
        return answer


@dataclass(frozen=True)
class _Served:
    answer: Answer
    device_id: str | None = None
    offence: Offence | None = None


def _match(filename: str, files: Files) -> str | None:
    """TFTP clients are free with the case of file names."""
    if filename in files:
        return filename
    return next((name for name in files if name.lower() == filename.lower()), None)


def _is_safe(filename: str) -> bool:
    return (
        0 < len(filename) <= _MAX_NAME
        and filename.isprintable()
        and "\\" not in filename
        and not any(part in ("", ".", "..") for part in filename.split("/"))
    )
