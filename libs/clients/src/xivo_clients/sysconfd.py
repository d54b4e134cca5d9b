# SPDX-License-Identifier: GPL-3.0-or-later
"""sysconfd: the host agent."""

from collections.abc import Sequence
from typing import Any

import httpx


class SysconfdClient:
    """Raises `httpx.HTTPError`."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def exec_request_handlers(
        self,
        ipbx: Sequence[str] = (),
        *,
        ctibus: Sequence[str] = (),
        agentbus: Sequence[str] = (),
        dird: Sequence[str] = (),
    ) -> dict[str, Any]:
        """Reload parts of Asterisk, tell other daemons; returns when it is done, if sysconfd is so configured."""
        body = _handlers(ipbx, ctibus, agentbus, dird)
        return _object(await self._http.post("/exec_request_handlers", json=body))

    async def services(self, orders: dict[str, str]) -> dict[str, Any]:
        """Such as `{"asterisk": "restart"}`."""
        return _object(await self._http.post("/services", json=orders))

    async def dhcpd_update(self) -> None:
        """Have the DHCP server fetch vendors' files; it does so in its own time."""
        (await self._http.get("/dhcpd_update")).raise_for_status()

    async def status_check(self) -> str:
        return str(_object(await self._http.get("/status_check"))["status"])


class SyncSysconfdClient:
    """The same, for programs that are not asynchronous."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def exec_request_handlers(
        self,
        ipbx: Sequence[str] = (),
        *,
        ctibus: Sequence[str] = (),
        agentbus: Sequence[str] = (),
        dird: Sequence[str] = (),
    ) -> dict[str, Any]:
        body = _handlers(ipbx, ctibus, agentbus, dird)
        return _object(self._http.post("/exec_request_handlers", json=body))

    def services(self, orders: dict[str, str]) -> dict[str, Any]:
        return _object(self._http.post("/services", json=orders))

    def dhcpd_update(self) -> None:
        self._http.get("/dhcpd_update").raise_for_status()

    def status_check(self) -> str:
        return str(_object(self._http.get("/status_check"))["status"])


def _handlers(
    ipbx: Sequence[str], ctibus: Sequence[str], agentbus: Sequence[str], dird: Sequence[str]
) -> dict[str, list[str]]:
    return {"ipbx": list(ipbx), "ctibus": list(ctibus), "agentbus": list(agentbus), "dird": list(dird)}


def _object(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body
