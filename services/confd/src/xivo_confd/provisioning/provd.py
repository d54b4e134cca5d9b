# SPDX-License-Identifier: GPL-3.0-or-later
"""provd's REST API, as far as confd speaks it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import httpx

from ..errors import Unavailable

Document = dict[str, Any]

MEDIA_TYPE = "application/vnd.proformatique.provd+json"
BASE = "/provd"
SYNCHRONIZE_SECONDS = 6.0
POLL_SECONDS = 0.2


class ProvdRefused(Exception):
    """provd answered that this cannot be done; the text says why."""


class Provd:
    """Every call raises `Unavailable` when provd does not answer, `ProvdRefused` when it says no."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        # Whoever looks for an address before he takes it holds this: provd itself does not look.
        self.taking_addresses = asyncio.Lock()

    async def devices(self, selector: Document | None = None) -> list[Document]:
        params = {"q": json.dumps(selector)} if selector else {}
        found: list[Document] = (await self._get("/dev_mgr/devices", params))["devices"]
        return found

    async def device(self, device_id: str) -> Document | None:
        return await self._find(f"/dev_mgr/devices/{device_id}", "device")

    async def add_device(self, device: Document) -> str:
        answer = await self._ask("POST", "/dev_mgr/devices", {"device": device})
        return str(_document(answer)["id"])

    async def put_device(self, device: Document) -> None:
        await self._ask("PUT", f"/dev_mgr/devices/{device['id']}", {"device": device})

    async def delete_device(self, device_id: str) -> None:
        await self._ask("DELETE", f"/dev_mgr/devices/{device_id}", missing_ok=True)

    async def configs(self) -> list[Document]:
        found: list[Document] = (await self._get("/cfg_mgr/configs", {}))["configs"]
        return found

    async def templates(self) -> dict[str, str | None]:
        """Of each configuration the template of devices that it is built on; nothing secret is read."""
        found = (await self._get("/cfg_mgr/configs", {"fields": "id,configdevice"}))["configs"]
        return {config["id"]: config.get("configdevice") for config in found}

    async def template_of(self, config_id: str | None) -> str | None:
        """As `templates`, of one."""
        if not config_id:
            return None
        params = {"q": json.dumps({"id": config_id}), "fields": "id,configdevice"}
        found = (await self._get("/cfg_mgr/configs", params))["configs"]
        return found[0].get("configdevice") if found else None

    async def config(self, config_id: str) -> Document | None:
        return await self._find(f"/cfg_mgr/configs/{config_id}", "config")

    async def put_config(self, config: Document) -> None:
        """Replace the configuration of that id, or create it."""
        answer = await self._ask("PUT", f"/cfg_mgr/configs/{config['id']}", {"config": config}, missing_ok=True)
        if answer.status_code == httpx.codes.NOT_FOUND:
            added = await self._send("POST", f"{BASE}/cfg_mgr/configs", {"config": config})
            if added.status_code == httpx.codes.CONFLICT:  # somebody was faster
                await self._ask("PUT", f"/cfg_mgr/configs/{config['id']}", {"config": config})
            else:
                _checked(added)

    async def delete_config(self, config_id: str) -> None:
        await self._ask("DELETE", f"/cfg_mgr/configs/{config_id}", missing_ok=True)

    async def new_autoprov_config(self) -> str:
        return str(_document(await self._ask("POST", "/cfg_mgr/autocreate", {}))["id"])

    async def plugins(self) -> set[str]:
        return set((await self._get("/pg_mgr/plugins", {}))["plugins"])

    async def synchronize(self, device_id: str) -> None:
        """Tell the phone to fetch its configuration, and wait until it was told."""
        operation = await self._begin_synchronization(device_id)
        try:
            async with asyncio.timeout(SYNCHRONIZE_SECONDS):
                while True:
                    document = _document(await self._send("GET", operation))
                    status = str(document.get("status"))
                    state = status.partition("(")[0].rpartition("|")[2].partition(";")[0]
                    if state == "success":
                        return
                    if state == "fail":
                        raise ProvdRefused(str(document.get("reason") or "the device did not take the order"))
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise ProvdRefused("the device did not answer") from None
        finally:
            await self._forget(operation)

    async def restart(self, device_id: str) -> None:
        """Tell the phone to fetch its configuration, if it can be told."""
        with contextlib.suppress(ProvdRefused):
            await self._forget(await self._begin_synchronization(device_id))

    async def _begin_synchronization(self, device_id: str) -> str:
        answer = await self._ask("POST", "/dev_mgr/synchronize", {"id": device_id})
        return BASE + answer.headers["Location"].removeprefix(BASE)

    async def _forget(self, operation: str) -> None:
        """Free a monitor, which provd keeps until somebody does (API-158); the operation goes on."""
        with contextlib.suppress(Unavailable):
            await self._send("DELETE", operation)

    async def _get(self, path: str, params: dict[str, str]) -> Document:
        return _document(await self._ask("GET", path, params=params))

    async def _find(self, path: str, key: str) -> Document | None:
        answer = await self._ask("GET", path, missing_ok=True)
        return None if answer.status_code == httpx.codes.NOT_FOUND else _document(answer)[key]

    async def _ask(
        self,
        method: str,
        path: str,
        body: Document | None = None,
        *,
        params: dict[str, str] | None = None,
        missing_ok: bool = False,
    ) -> httpx.Response:
        answer = await self._send(method, BASE + path, body, params)
        if missing_ok and answer.status_code == httpx.codes.NOT_FOUND:
            return answer
        return _checked(answer)

    async def _send(
        self, method: str, path: str, body: Document | None = None, params: dict[str, str] | None = None
    ) -> httpx.Response:
        content = None if body is None else json.dumps(body)
        headers = {"Accept": MEDIA_TYPE} | ({"Content-Type": MEDIA_TYPE} if content is not None else {})
        try:
            return await self._client.request(method, path, content=content, params=params, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(what="provd") from error


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    if answer.is_client_error and answer.status_code not in {401, 403}:
        raise ProvdRefused(_reason(answer))
    raise Unavailable(what="provd")


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])[:200]
    except (ValueError, KeyError, TypeError):
        return f"provd answers {answer.status_code}"


def _document(answer: httpx.Response) -> Document:
    try:
        found = answer.json()
    except ValueError as error:
        raise Unavailable(what="provd") from error
    if not isinstance(found, dict):
        raise Unavailable(what="provd")
    return found
