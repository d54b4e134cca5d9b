# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone's own web pages, for families that can only be told through them."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from .base import Device
from .errors import SynchronizeError

TIMEOUT = httpx.Timeout(15.0, connect=5.0)


def phone_address(device: Device) -> str:
    """As it stands in a URL. Raises SynchronizeError when the address of the device is not known."""
    try:
        address = ipaddress.ip_address(device.get("ip") or "")
    except ValueError as error:
        raise SynchronizeError("the address of the device is not known") from error
    return f"[{address}]" if address.version == 6 else str(address)


@asynccontextmanager
async def phone_client(
    device: Device, transport: httpx.AsyncBaseTransport | None = None, auth: httpx.Auth | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the device's pages, without proxy; cookies are kept. What fails inside is a SynchronizeError."""
    try:
        async with httpx.AsyncClient(
            base_url=f"http://{phone_address(device)}",
            transport=transport,
            auth=auth,
            timeout=TIMEOUT,
            trust_env=False,
        ) as client:
            yield client
    except httpx.HTTPStatusError as error:
        raise SynchronizeError(f"the phone answers {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise SynchronizeError(f"the phone cannot be reached: {str(error) or type(error).__name__}") from error
