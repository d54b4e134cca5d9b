# SPDX-License-Identifier: GPL-3.0-or-later
"""confd's devices, as far as a phone that provisions itself by a call needs them."""

from typing import Any

import httpx


class DeviceRefused(Exception):
    """confd did not do it."""


class Devices:
    """Raises `DeviceRefused` for every way in which confd does not do what is asked."""

    def __init__(self, confd: httpx.AsyncClient) -> None:
        self._confd = confd

    async def find(self, ip: str) -> str:
        """The id of the one device at this address."""
        answer = await self._get("/1.1/devices", search=ip)
        found = [item for item in answer.json()["items"] if item.get("ip") == ip]
        if len(found) != 1:
            raise DeviceRefused(f"{len(found)} devices have the address {ip}")
        return str(found[0]["id"])

    async def associate(self, device_id: str, line_id: int) -> None:
        await self._get(f"/1.1/devices/{device_id}/associate_line/{line_id}")

    async def reset(self, device_id: str) -> None:
        """Back to provisioning mode."""
        await self._get(f"/1.1/devices/{device_id}/autoprov")

    async def synchronize(self, device_id: str) -> None:
        await self._get(f"/1.1/devices/{device_id}/synchronize")

    async def _get(self, path: str, **params: Any) -> httpx.Response:
        try:
            answer = await self._confd.get(path, params=params)
        except httpx.HTTPError as error:
            raise DeviceRefused(f"confd: {error!r}") from error
        if not answer.is_success:
            raise DeviceRefused(f"GET {path}: {answer.status_code} {answer.text[:200]}")
        return answer
