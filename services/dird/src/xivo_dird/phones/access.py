# SPDX-License-Identifier: GPL-3.0-or-later
"""Which telephones may search: those in the networks that confd says (CC-069), and users with name and password."""

from __future__ import annotations

import base64
import ipaddress

import httpx
from fastapi import Request
from xivo_access import AuthUnavailable

from ..errors import NotFromHere
from ..office import OfficeKeeper

TOKEN_SECONDS = 60


class PhoneAccess:
    def __init__(self, office: OfficeKeeper, auth: httpx.AsyncClient) -> None:
        self._office = office
        self._auth = auth

    async def admit(self, request: Request) -> str | None:
        """The user's UUID, if the telephone says whose it is. Raises `NotFromHere`, `AuthUnavailable`."""
        header = request.headers.get("authorization", "")
        if header.lower().startswith("basic "):
            return await self._user(header)
        if self._is_allowed(request.client.host if request.client else ""):
            return None
        raise NotFromHere

    def _is_allowed(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return any(found in network for network in self._office.current.networks)

    async def _user(self, header: str) -> str | None:
        try:
            username, _, password = base64.b64decode(header.partition(" ")[2], validate=True).decode().partition(":")
        except ValueError:
            raise NotFromHere from None
        try:
            answer = await self._auth.post(
                "/0.1/token",
                json={"backend": "xivo_user", "expiration": TOKEN_SECONDS},
                auth=httpx.BasicAuth(username, password),
            )
        except httpx.HTTPError as error:
            raise AuthUnavailable from error
        if answer.status_code in {400, 401, 403, 429}:
            raise NotFromHere
        if not answer.is_success:
            raise AuthUnavailable
        uuid: str | None = answer.json()["data"]["xivo_user_uuid"]
        return uuid
