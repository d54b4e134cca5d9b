# SPDX-License-Identifier: GPL-3.0-or-later
"""provd: devices, configurations, plugins. Relative to `http://<host>:8666`."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

Document = dict[str, Any]
Watch = Callable[[str], None]

MEDIA_TYPE = "application/vnd.proformatique.provd+json"
_POLL_SECONDS = 0.2


class OperationFailed(Exception):
    """An operation ended badly, or not in time; the text is why, where provd knows it, and its last status."""


class ProvdClient:
    """Raises `httpx.HTTPError`: `HTTPStatusError` with 400, 401, 403, 404, 409 or 503 as provd documents them."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def devices(self, selector: Mapping[str, Any] | None = None, **parameters: str | int) -> list[Document]:
        """`parameters`: fields, skip, limit, sort, sort_order."""
        found: list[Document] = (await self._get("/provd/dev_mgr/devices", _query(selector, parameters)))["devices"]
        return found

    async def device(self, device_id: str) -> Document:
        found: Document = (await self._get(f"/provd/dev_mgr/devices/{device_id}"))["device"]
        return found

    async def add_device(self, device: Document) -> str:
        """The id, generated unless the document has one."""
        return str((await self._send("POST", "/provd/dev_mgr/devices", {"device": device})).json()["id"])

    async def update_device(self, device: Document) -> None:
        """Replaces the whole document."""
        await self._send("PUT", f"/provd/dev_mgr/devices/{device['id']}", {"device": device})

    async def remove_device(self, device_id: str) -> None:
        await self._send("DELETE", f"/provd/dev_mgr/devices/{device_id}")

    async def unbind(self, device_id: str) -> None:
        """The next address that asks as this phone gets its secrets."""
        await self._send("DELETE", f"/provd/dev_mgr/devices/{device_id}/binding")

    async def reconfigure(self, device_id: str) -> None:
        await self._send("POST", "/provd/dev_mgr/reconfigure", {"id": device_id})

    async def synchronize(self, device_id: str, timeout_seconds: float = 30) -> None:
        """Returns when the phone was told to fetch its configuration. Raises `OperationFailed`."""
        await self._follow(await self._send("POST", "/provd/dev_mgr/synchronize", {"id": device_id}), timeout_seconds)

    async def dhcp_info(self, op: str, ip: str, mac: str, options: list[str]) -> None:
        """What the DHCP server did with a lease: ``commit``, ``expiry`` or ``release``."""
        info = {"op": op, "ip": ip, "mac": mac, "options": options}
        await self._send("POST", "/provd/dev_mgr/dhcpinfo", {"dhcp_info": info})

    async def configs(self, selector: Mapping[str, Any] | None = None, **parameters: str | int) -> list[Document]:
        found: list[Document] = (await self._get("/provd/cfg_mgr/configs", _query(selector, parameters)))["configs"]
        return found

    async def config(self, config_id: str) -> Document:
        found: Document = (await self._get(f"/provd/cfg_mgr/configs/{config_id}"))["config"]
        return found

    async def raw_config(self, config_id: str) -> Document:
        """Merged with all ancestors."""
        found: Document = (await self._get(f"/provd/cfg_mgr/configs/{config_id}/raw"))["raw_config"]
        return found

    async def add_config(self, config: Document) -> str:
        return str((await self._send("POST", "/provd/cfg_mgr/configs", {"config": config})).json()["id"])

    async def update_config(self, config: Document) -> None:
        """Replaces the whole document."""
        await self._send("PUT", f"/provd/cfg_mgr/configs/{config['id']}", {"config": config})

    async def remove_config(self, config_id: str) -> None:
        await self._send("DELETE", f"/provd/cfg_mgr/configs/{config_id}")

    async def autocreate_config(self) -> str:
        return str((await self._send("POST", "/provd/cfg_mgr/autocreate", {})).json()["id"])

    async def plugins(self) -> list[str]:
        """The installed ones."""
        return list((await self._get("/provd/pg_mgr/plugins"))["plugins"])

    async def plugin_info(self, plugin_id: str) -> Document:
        found: Document = (await self._get(f"/provd/pg_mgr/plugins/{plugin_id}/info"))["plugin_info"]
        return found

    async def reload_plugin(self, plugin_id: str) -> None:
        await self._send("POST", "/provd/pg_mgr/reload", {"id": plugin_id})

    async def installable_plugins(self) -> dict[str, Document]:
        """As of the last update of the list."""
        found: dict[str, Document] = (await self._get("/provd/pg_mgr/install/installable"))["pkgs"]
        return found

    async def update_plugin_list(self, timeout_seconds: float = 60) -> None:
        await self._follow(await self._send("POST", "/provd/pg_mgr/install/update", {}), timeout_seconds)

    async def install_plugin(self, plugin_id: str, timeout_seconds: float = 300) -> None:
        await self._follow(
            await self._send("POST", "/provd/pg_mgr/install/install", {"id": plugin_id}), timeout_seconds
        )

    async def upgrade_plugin(self, plugin_id: str, timeout_seconds: float = 300) -> None:
        await self._follow(
            await self._send("POST", "/provd/pg_mgr/install/upgrade", {"id": plugin_id}), timeout_seconds
        )

    async def uninstall_plugin(self, plugin_id: str) -> None:
        await self._send("POST", "/provd/pg_mgr/install/uninstall", {"id": plugin_id})

    async def parameter(self, name: str) -> Any:
        return (await self._get(f"/provd/configure/{name}"))["param"]["value"]

    async def set_parameter(self, name: str, value: Any) -> None:
        await self._send("PUT", f"/provd/configure/{name}", {"param": {"value": value}})

    async def _follow(self, begun: httpx.Response, timeout_seconds: float) -> None:
        location = begun.headers["Location"]
        deadline = time.monotonic() + timeout_seconds
        try:
            while True:
                if _is_over(await self._get(location), expired=time.monotonic() > deadline):
                    return
                await asyncio.sleep(_POLL_SECONDS)
        finally:
            await self._send("DELETE", location)

    async def _get(self, path: str, parameters: Mapping[str, str | int] | None = None) -> Document:
        answer = await self._http.get(path, params=parameters, headers={"Accept": MEDIA_TYPE})
        return _document(answer)

    async def _send(self, method: str, path: str, body: Document | None = None) -> httpx.Response:
        answer = await self._http.request(method, path, **_content(body))
        answer.raise_for_status()
        return answer


class SyncProvdClient:
    """The same, for programs that are not asynchronous. ``watch`` is called with each new status of an operation."""

    def __init__(self, http: httpx.Client) -> None:
        self._calls = _SyncCalls(http)

    def devices(self, selector: Mapping[str, Any] | None = None, **parameters: str | int) -> list[Document]:
        found: list[Document] = self._calls.get("/provd/dev_mgr/devices", _query(selector, parameters))["devices"]
        return found

    def device(self, device_id: str) -> Document:
        found: Document = self._calls.get(f"/provd/dev_mgr/devices/{device_id}")["device"]
        return found

    def add_device(self, device: Document) -> str:
        return str(self._calls.send("POST", "/provd/dev_mgr/devices", {"device": device}).json()["id"])

    def update_device(self, device: Document) -> None:
        self._calls.send("PUT", f"/provd/dev_mgr/devices/{device['id']}", {"device": device})

    def remove_device(self, device_id: str) -> None:
        self._calls.send("DELETE", f"/provd/dev_mgr/devices/{device_id}")

    def reconfigure(self, device_id: str) -> None:
        self._calls.send("POST", "/provd/dev_mgr/reconfigure", {"id": device_id})

    def synchronize(self, device_id: str, timeout_seconds: float = 30) -> None:
        """Raises `OperationFailed`."""
        self._calls.follow(self._calls.send("POST", "/provd/dev_mgr/synchronize", {"id": device_id}), timeout_seconds)

    def synchronize_many(
        self,
        selector: Mapping[str, Any],
        per_second: int = 20,
        watch: Watch | None = None,
        timeout_seconds: float = 3600,
    ) -> None:
        """All devices of the selector, some a second. Raises `OperationFailed`."""
        body = {"q": dict(selector), "per_second": per_second}
        self._calls.follow(self._calls.send("POST", "/provd/dev_mgr/mass_synchronize", body), timeout_seconds, watch)

    def configs(self, selector: Mapping[str, Any] | None = None, **parameters: str | int) -> list[Document]:
        found: list[Document] = self._calls.get("/provd/cfg_mgr/configs", _query(selector, parameters))["configs"]
        return found

    def config(self, config_id: str) -> Document:
        found: Document = self._calls.get(f"/provd/cfg_mgr/configs/{config_id}")["config"]
        return found

    def raw_config(self, config_id: str) -> Document:
        found: Document = self._calls.get(f"/provd/cfg_mgr/configs/{config_id}/raw")["raw_config"]
        return found

    def add_config(self, config: Document) -> str:
        return str(self._calls.send("POST", "/provd/cfg_mgr/configs", {"config": config}).json()["id"])

    def update_config(self, config: Document) -> None:
        self._calls.send("PUT", f"/provd/cfg_mgr/configs/{config['id']}", {"config": config})

    def remove_config(self, config_id: str) -> None:
        self._calls.send("DELETE", f"/provd/cfg_mgr/configs/{config_id}")

    def autocreate_config(self) -> str:
        return str(self._calls.send("POST", "/provd/cfg_mgr/autocreate", {}).json()["id"])

    def plugins(self) -> list[str]:
        return list(self._calls.get("/provd/pg_mgr/plugins")["plugins"])

    def plugin_info(self, plugin_id: str) -> Document:
        found: Document = self._calls.get(f"/provd/pg_mgr/plugins/{plugin_id}/info")["plugin_info"]
        return found

    def reload_plugin(self, plugin_id: str) -> None:
        self._calls.send("POST", "/provd/pg_mgr/reload", {"id": plugin_id})

    def install_plugin(self, plugin_id: str, timeout_seconds: float = 300) -> None:
        self._calls.follow(
            self._calls.send("POST", "/provd/pg_mgr/install/install", {"id": plugin_id}), timeout_seconds
        )

    def packages(self) -> SyncPackages:
        """The plugins themselves, as the packages of the plugin manager's installation service."""
        return SyncPackages(self._calls, self._calls.link("/provd/pg_mgr", "srv.install"))

    def packages_of(self, plugin_id: str) -> SyncPackages | None:
        """Firmware and languages of a plugin; None for a plugin that has no packages."""
        service = self._calls.link(f"/provd/pg_mgr/plugins/{plugin_id}", "srv.install")
        return SyncPackages(self._calls, service) if service else None

    def parameters(self) -> dict[str, Any]:
        return {param["id"]: param["value"] for param in self._calls.get("/provd/configure")["params"]}

    def parameter(self, name: str) -> Any:
        return self._calls.get(f"/provd/configure/{name}")["param"]["value"]

    def set_parameter(self, name: str, value: Any) -> None:
        self._calls.send("PUT", f"/provd/configure/{name}", {"param": {"value": value}})


class SyncPackages:
    """An installation service, found by its link; its ways are found by theirs. A plugin's own may have no update."""

    def __init__(self, calls: _SyncCalls, service: str) -> None:
        self._calls = calls
        self._service = service

    def installed(self) -> dict[str, Document]:
        return self._packages("installed")

    def installable(self) -> dict[str, Document]:
        """As of the last update of the list."""
        return self._packages("installable")

    def install(
        self, package_id: str, watch: Watch | None = None, timeout_seconds: float = 3600, *, confirmed: bool = False
    ) -> None:
        """`confirmed`: what the package wants accepted (its `confirm`) is. Raises `OperationFailed`."""
        self._operate("install", _package(package_id, confirmed=confirmed), watch, timeout_seconds)

    def upgrade(
        self, package_id: str, watch: Watch | None = None, timeout_seconds: float = 3600, *, confirmed: bool = False
    ) -> None:
        """`confirmed` as for `install`. Raises `OperationFailed`."""
        self._operate("upgrade", _package(package_id, confirmed=confirmed), watch, timeout_seconds)

    def update(self, watch: Watch | None = None, timeout_seconds: float = 300) -> None:
        """Raises `OperationFailed`."""
        self._operate("update", {}, watch, timeout_seconds)

    def uninstall(self, package_id: str) -> None:
        self._calls.send("POST", self._way("uninstall"), {"id": package_id})

    def _operate(self, way: str, body: Document, watch: Watch | None, timeout_seconds: float) -> None:
        self._calls.follow(self._calls.send("POST", self._way(way), body), timeout_seconds, watch)

    def _packages(self, way: str) -> dict[str, Document]:
        found: dict[str, Document] = self._calls.get(self._way(way))["pkgs"]
        return found

    def _way(self, name: str) -> str:
        """Raises `LookupError`."""
        if not (way := self._calls.link(self._service, f"srv.install.{name}")):
            raise LookupError(f"{self._service} has no {name}")
        return way


def _package(package_id: str, *, confirmed: bool) -> Document:
    return {"id": package_id, **({"confirmed": True} if confirmed else {})}


class _SyncCalls:
    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def link(self, path: str, relation: str) -> str:
        links = self.get(path)["links"]
        return next((str(link["href"]) for link in links if link["rel"] == relation), "")

    def follow(self, begun: httpx.Response, timeout_seconds: float, watch: Watch | None = None) -> None:
        location = begun.headers["Location"]
        deadline = time.monotonic() + timeout_seconds
        last = ""
        try:
            while True:
                operation = self.get(location)
                status = str(operation["status"])
                if watch is not None and status != last:
                    watch(status)
                last = status
                if _is_over(operation, expired=time.monotonic() > deadline):
                    return
                time.sleep(_POLL_SECONDS)
        finally:
            self.send("DELETE", location)

    def get(self, path: str, parameters: Mapping[str, str | int] | None = None) -> Document:
        return _document(self._http.get(path, params=parameters, headers={"Accept": MEDIA_TYPE}))

    def send(self, method: str, path: str, body: Document | None = None) -> httpx.Response:
        answer = self._http.request(method, path, **_content(body))
        answer.raise_for_status()
        return answer


def _query(selector: Mapping[str, Any] | None, parameters: Mapping[str, str | int]) -> dict[str, str | int]:
    return {**parameters, **({"q": json.dumps(selector)} if selector is not None else {})}


def _content(body: Document | None) -> dict[str, Any]:
    if body is None:
        return {}
    return {"content": json.dumps(body), "headers": {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE}}


def _document(answer: httpx.Response) -> Document:
    answer.raise_for_status()
    document: Document = answer.json()
    return document


def _is_over(operation: Document, *, expired: bool) -> bool:
    """By its status, `[label|]state[;current[/end]](...)`. Raises `OperationFailed`."""
    status, reason = str(operation["status"]), operation.get("reason")
    state = status.partition("(")[0].rpartition("|")[2].partition(";")[0]
    if state == "fail" or (expired and state != "success"):
        raise OperationFailed(f"{reason} ({status})" if reason else status)
    return state == "success"
