# SPDX-License-Identifier: GPL-3.0-or-later
"""Which telephones may search: those in the networks that confd says (CC-069); if it says none, those of private
networks and those whose device is somebody's; and users with name and password.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ipaddress
import logging
import time
from typing import Generic, TypeVar

import httpx
from fastapi import Request
from xivo_access import AuthUnavailable

from ..errors import NotFromHere, WrongPassword
from ..office import OfficeKeeper
from ..own_confd import OwnConfd

logger = logging.getLogger(__name__)

TOKEN_SECONDS = 60
BOUND_SECONDS, UNBOUND_SECONDS = 60.0, 5.0
MOST_KEPT = 2000
Value = TypeVar("Value")


class _Kept(Generic[Value]):
    """What is known for a while; of too much the oldest is forgotten."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[float, Value]] = {}

    def get(self, key: str) -> tuple[Value] | None:
        until, value = self._values.get(key, (0.0, None))
        return (value,) if value is not None and until > time.monotonic() else None

    def put(self, key: str, value: Value, seconds: float) -> None:
        self._values.pop(key, None)
        self._values[key] = time.monotonic() + seconds, value
        if len(self._values) > MOST_KEPT:
            del self._values[next(iter(self._values))]


class PhoneAccess:
    def __init__(self, office: OfficeKeeper, confd: OwnConfd, auth: httpx.AsyncClient) -> None:
        self._office = office
        self._confd = confd
        self._auth = auth
        self._users: _Kept[str] = _Kept()
        self._bound: _Kept[bool] = _Kept()
        self._asking = asyncio.Lock()

    async def admit(self, request: Request) -> str | None:
        """The user's UUID, if the telephone says whose it is.

        Raises `NotFromHere`, `WrongPassword`, `AuthUnavailable`.
        """
        header = request.headers.get("authorization", "")
        if header.lower().startswith("basic "):
            return await self._user(header) or None
        address = _address(request.client.host if request.client else "")
        if address is None:
            raise NotFromHere
        office = self._office.current
        if any(address in network for network in office.networks):
            return None
        if not office.chose_networks and await self._is_bound(str(address)):
            return None
        raise NotFromHere

    async def _is_bound(self, address: str) -> bool:
        """Whether a device with this address is configured for somebody. Not while confd is away."""
        known = self._bound.get(address)
        if known is not None:
            return known[0]
        try:
            async with self._asking:  # strangers, however many, keep confd busy with one question at a time
                found = await self._confd.get("/devices", search=address, limit=100)
        except httpx.HTTPError as error:
            logger.info("whose device %s is cannot be known: %r", address, error)
            return False
        bound = any(device["ip"] == address and device["status"] == "configured" for device in found["items"])
        self._bound.put(address, bound, BOUND_SECONDS if bound else UNBOUND_SECONDS)
        return bound

    async def _user(self, header: str) -> str:
        """Empty for an account that is no user. A password is asked of auth once a minute."""
        key = hashlib.sha256(header.encode()).hexdigest()
        known = self._users.get(key)
        if known is None:
            known = (await self._ask_auth(header),)
            self._users.put(key, known[0], TOKEN_SECONDS)
        return known[0]

    async def _ask_auth(self, header: str) -> str:
        try:
            username, _, password = base64.b64decode(header.partition(" ")[2], validate=True).decode().partition(":")
        except ValueError:
            raise WrongPassword from None
        try:
            answer = await self._auth.post(
                "/0.1/token",
                json={"backend": "xivo_user", "expiration": TOKEN_SECONDS},
                auth=httpx.BasicAuth(username, password),
            )
        except httpx.HTTPError as error:
            raise AuthUnavailable from error
        if answer.status_code in {400, 401, 403, 429}:
            raise WrongPassword
        if not answer.is_success:
            raise AuthUnavailable
        return str(answer.json()["data"]["xivo_user_uuid"] or "")


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found
