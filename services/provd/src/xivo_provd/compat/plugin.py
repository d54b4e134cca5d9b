# SPDX-License-Identifier: GPL-3.0-or-later
"""An isolated plugin, as the daemon sees it: each hook is a message to its worker."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any, ClassVar

import orjson

from ..plugin.association import DeviceSupport
from ..plugin.base import Device, Plugin, PluginApp, RawConfig, Resolved
from ..plugin.errors import PluginError, SynchronizeError
from ..plugin.files import Files, files_of, octets_of
from ..plugin.ident import DeviceInfo, HTTPRequest, Request, RequestType, TFTPRequest
from .host import PluginHost
from .values import foreign_values
from .worker import Worker

_QUICK_SECONDS = 2.0
_RENDER_SECONDS = 5.0
_SYNCHRONIZE_SECONDS = 25.0
_SERVICE_SECONDS = 900.0
_REMEMBERED = 4096
_COMMON_SECONDS = 5.0
_COMMON_KEPT = 8

logger = logging.getLogger(__name__)


class CompatPlugin(Plugin):
    """What extractors, associators and file names say depends on the request alone, so it is remembered."""

    IS_PLUGIN: ClassVar[bool] = True
    is_isolated: ClassVar[bool] = True

    def __init__(
        self,
        app: PluginApp,
        plugin_dir: str,
        gen_cfg: Mapping[str, Any],
        spec_cfg: Mapping[str, Any],
        start_slots: asyncio.Semaphore | None = None,
    ) -> None:
        """``start_slots`` is shared by those that must not all start at once."""
        super().__init__(app, plugin_dir, gen_cfg, spec_cfg)
        self._host = PluginHost(self.id, app)
        self.worker = Worker(
            self.id,
            self._plugin_dir,
            {"id": self.id, "gen_cfg": {"proxies": _without_passwords(gen_cfg)}, "spec_cfg": dict(spec_cfg)},
            self._host.answer,
            start_slots or asyncio.Semaphore(1),
        )
        self._memory: OrderedDict[Hashable, Any] = OrderedDict()
        self._common: dict[bytes, tuple[float, Files]] = {}

    async def start(self) -> None:
        await self.worker.start()

    def close(self) -> None:
        self.worker.close()

    async def closed(self) -> None:
        await self.worker.closed()

    @property
    def fault(self) -> str | None:
        return self.worker.fault

    def info(self) -> dict[str, Any]:
        """As the plugin itself says, once it runs."""
        own = self.worker.loaded.get("info")
        return dict(own) if isinstance(own, dict) and "capabilities" in own else super().info()

    # The hooks ----------------------------------------------------------------------------------------

    async def identify(self, request: Request, request_type: RequestType) -> DeviceInfo | None:
        arguments = _wire(request, request_type)

        async def ask() -> DeviceInfo | None:
            found = await self.worker.call("identify", arguments, _QUICK_SECONDS)
            if found is not None and not isinstance(found, dict):
                raise PluginError("an extractor gave something else than a mapping")
            return found

        found = await self._remembered(("identify", _key(arguments)), ask)
        return dict(found) if found else None

    async def support(self, device: DeviceInfo) -> DeviceSupport | int:
        known = {key: device[key] for key in ("vendor", "model", "version") if device.get(key)}

        async def ask() -> int:
            return int(await self.worker.call("associate", {"device": known}, _QUICK_SECONDS))

        support: int = await self._remembered(("associate", _key(known)), ask)
        return support

    async def is_sensitive(self, filename: str) -> bool:
        """Of a file in whatever folder. True, too, when the plugin does not answer."""
        filename = filename.rpartition("/")[2]

        async def ask() -> bool:
            return bool(await self.worker.call("is_sensitive", {"filename": filename}, _QUICK_SECONDS))

        try:
            sensitive: bool = await self._remembered(("is_sensitive", filename), ask)
        except PluginError as error:
            logger.warning("plugin %s does not know a file: %s", self.id, error)
            return True
        return sensitive

    async def files(self, device: Device, raw_config: RawConfig) -> Files:
        arguments = {"device": device, "raw_config": foreign_values(raw_config)}
        return files_of(await self.worker.call("configure", arguments, _RENDER_SECONDS))

    async def common_files(self, raw_config: RawConfig) -> Files:
        """Of the last seconds, for as long as the values are the same: all phones of a family ask for them."""
        raw_config = foreign_values(raw_config)
        key = hashlib.sha256(orjson.dumps(raw_config, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS)).digest()
        if (kept := self._common.get(key)) is not None and kept[0] > time.monotonic():
            return kept[1]
        files = files_of(await self.worker.call("configure_common", {"raw_config": raw_config}, _RENDER_SECONDS))
        while len(self._common) >= _COMMON_KEPT:
            del self._common[next(iter(self._common))]
        self._common[key] = (time.monotonic() + _COMMON_SECONDS, files)
        return files

    async def trigger_filename(self, device: Device) -> str | None:
        """None, too, when the plugin does not answer."""
        try:
            name = await self.worker.call("trigger_filename", {"device": device}, _QUICK_SECONDS)
        except PluginError as error:
            logger.warning("plugin %s does not know the file of a device: %s", self.id, error)
            return None
        return name if isinstance(name, str) else None

    async def left_by(self, device: Device) -> None:
        """Whatever the plugin makes of it, the device has left."""
        try:
            await self.worker.call("deconfigure", {"device": device}, _QUICK_SECONDS)
        except PluginError as error:
            logger.warning("plugin %s does not let a device go: %s", self.id, error)

    async def synchronize(self, device: Device, raw_config: RawConfig) -> None:
        with self._host.synchronizing(device):
            try:
                arguments = {"device": device, "raw_config": foreign_values(raw_config)}
                await self.worker.call("synchronize", arguments, _SYNCHRONIZE_SECONDS)
            except PluginError as error:
                raise SynchronizeError(str(error)) from error

    async def resolve(self, request: HTTPRequest | TFTPRequest, request_type: RequestType) -> Resolved:
        """None, too, when the plugin does not answer."""
        try:
            if not self.worker.loaded:
                await self.worker.start()
            kind = self.worker.loaded["http" if request_type is RequestType.HTTP else "tftp"]
            if kind != "tree":
                return request.path.lstrip("/") if kind == "files" else None
            found = await self.worker.call("resolve", _wire(request, request_type), _QUICK_SECONDS)
            if not found:
                return None
            return str(found["path"]) if "path" in found else octets_of(found["content"])
        except PluginError as error:
            logger.warning("plugin %s does not know what a phone asks for: %s", self.id, error)
            return None

    # Its services -------------------------------------------------------------------------------------

    @property
    def packages_root(self) -> str:
        """Where packages go, below ``var/tftpboot``."""
        root = self.worker.loaded.get("packages_root")
        return root if isinstance(root, str) else ""

    async def services(self) -> list[str]:
        await self.worker.start()
        return [str(name) for name in self.worker.loaded["services"]]

    async def own_install_service(self, method: str, package_id: str | None = None) -> Any:
        """Of the few plugins that wrap the packages engine in a service of their own."""
        arguments = {"method": method, **({} if package_id is None else {"package_id": package_id})}
        return await self.worker.call("install", arguments, _SERVICE_SECONDS)

    async def has_own_install_service(self) -> bool:
        return "install" in await self.services() and not self.worker.loaded["packages"]

    async def parameters(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.worker.call("configuration", {}, _QUICK_SECONDS)
        return found

    async def set_parameter(self, name: str, value: Any) -> None:
        await self.worker.call("set_parameter", {"name": name, "value": value}, _QUICK_SECONDS)

    async def _remembered(self, key: Hashable, ask: Callable[[], Awaitable[Any]]) -> Any:
        if key in self._memory:
            self._memory.move_to_end(key)
            return self._memory[key]
        answer = self._memory[key] = await ask()
        while len(self._memory) > _REMEMBERED:
            self._memory.popitem(last=False)
        return answer


def _without_passwords(gen_cfg: Mapping[str, Any]) -> dict[str, str]:
    """Plugins read the proxies, but the daemon downloads for them."""
    proxies = gen_cfg.get("proxies") or {}
    return {scheme: url.rpartition("@")[2] for scheme, url in proxies.items() if url}


def _wire(request: Request, request_type: RequestType) -> dict[str, Any]:
    common = {"type": request_type.value, "ip": request.ip}
    if isinstance(request, HTTPRequest):
        query = list(request.query.items())
        path, method = request.path, request.method
        return {**common, "method": method, "path": path, "headers": dict(request.headers), "query": query}
    if isinstance(request, TFTPRequest):
        return {**common, "filename": request.filename, "options": dict(request.options)}
    options = {str(number): octets.decode("latin-1") for number, octets in request.options.items()}
    return {**common, "mac": request.mac, "options": options}


def _key(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return tuple((name, _key(item)) for name, item in value.items())
    return tuple(value) if isinstance(value, list) else value
