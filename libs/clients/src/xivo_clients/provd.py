# SPDX-License-Identifier: GPL-3.0-or-later
"""provd: devices, configurations, plugins. Relative to `http://<host>:8666`."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

import httpx

Document = dict[str, Any]

MEDIA_TYPE = "application/vnd.proformatique.provd+json"
_POLL_SECONDS = 0.2


class OperationFailed(Exception):
    """An operation ended badly, or not in time; the text is its last status."""


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
                status = str((await self._get(location))["status"])
                if _is_over(status, expired=time.monotonic() > deadline):
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
    """The same, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def devices(self, selector: Mapping[str, Any] | None = None, **parameters: str | int) -> list[Document]:
        found: list[Document] = self._get("/provd/dev_mgr/devices", _query(selector, parameters))["devices"]
        return found

    def device(self, device_id: str) -> Document:
        found: Document = self._get(f"/provd/dev_mgr/devices/{device_id}")["device"]
        return found

    def update_device(self, device: Document) -> None:
        self._send("PUT", f"/provd/dev_mgr/devices/{device['id']}", {"device": device})

    def reconfigure(self, device_id: str) -> None:
        self._send("POST", "/provd/dev_mgr/reconfigure", {"id": device_id})

    def synchronize(self, device_id: str, timeout_seconds: float = 30) -> None:
        """Raises `OperationFailed`."""
        self._follow(self._send("POST", "/provd/dev_mgr/synchronize", {"id": device_id}), timeout_seconds)

    def configs(self, selector: Mapping[str, Any] | None = None, **parameters: str | int) -> list[Document]:
        found: list[Document] = self._get("/provd/cfg_mgr/configs", _query(selector, parameters))["configs"]
        return found

    def raw_config(self, config_id: str) -> Document:
        found: Document = self._get(f"/provd/cfg_mgr/configs/{config_id}/raw")["raw_config"]
        return found

    def plugins(self) -> list[str]:
        return list(self._get("/provd/pg_mgr/plugins")["plugins"])

    def reload_plugin(self, plugin_id: str) -> None:
        self._send("POST", "/provd/pg_mgr/reload", {"id": plugin_id})

    def install_plugin(self, plugin_id: str, timeout_seconds: float = 300) -> None:
        self._follow(self._send("POST", "/provd/pg_mgr/install/install", {"id": plugin_id}), timeout_seconds)

    def _follow(self, begun: httpx.Response, timeout_seconds: float) -> None:
        location = begun.headers["Location"]
        deadline = time.monotonic() + timeout_seconds
        try:
            while not _is_over(str(self._get(location)["status"]), expired=time.monotonic() > deadline):
                time.sleep(_POLL_SECONDS)
        finally:
            self._send("DELETE", location)

    def _get(self, path: str, parameters: Mapping[str, str | int] | None = None) -> Document:
        return _document(self._http.get(path, params=parameters, headers={"Accept": MEDIA_TYPE}))

    def _send(self, method: str, path: str, body: Document | None = None) -> httpx.Response:
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


def _is_over(status: str, *, expired: bool) -> bool:
    """Of `[label|]state[;current[/end]](...)`. Raises `OperationFailed`."""
    state = status.partition("(")[0].rpartition("|")[2].partition(";")[0]
    if state == "fail" or (expired and state != "success"):
        raise OperationFailed(status)
    return state == "success"
