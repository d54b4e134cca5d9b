# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is where: each daemon registers itself in Consul and asks there for others."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import consul
import requests

from .availability import Availability
from .settings import ConsulSettings
from .tasks import supervise

logger = logging.getLogger(__name__)
T = TypeVar("T")

AWAY = (consul.ConsulException, requests.RequestException, OSError, TimeoutError)

REFRESH_SECONDS = 15.0
RETRY_SECONDS = 2.0
CALL_SECONDS = 2.0
PREFIX = "xivo-"
PORTS = {
    "auth": 9497,
    "confd": 9486,
    "confgend": 8669,
    "sysconfd": 8668,
    "amid": 9491,
    "agid": 9492,
    "agentd": 9493,
    "ctid": 9495,
    "call-logd": 9298,
    "dird": 9489,
    "provd": 8666,
}


class Discovery:
    """Registers this daemon with a health check; `url` answers at once from what is known last."""

    name = "discovery"

    def __init__(
        self,
        settings: ConsulSettings,
        *,
        service: str,
        port: int,
        static: Mapping[str, str],
        client: Any = None,
    ) -> None:
        """`static` maps service name → base URL, and wins over Consul; `client` speaks python-consul's API."""
        self.availability = Availability("consul", required=False)
        self._settings = settings
        self._service = service
        self._port = port
        self._static = dict(static)
        self._known: dict[str, str] = {}
        self._client = client
        self._loop = supervise(self._keep_registered, self.name)

    async def start(self) -> None:
        if self._settings.enabled:
            await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()
        if self.availability.available:
            with contextlib.suppress(*AWAY):
                await self._call(lambda client: client.agent.service.deregister(self._id))

    def url(self, service: str) -> str:
        """Base URL of a service: as configured, else as Consul said last, else its name and usual port."""
        by_name = f"http://{service}:{PORTS.get(service, 80)}"
        return self._static.get(service) or self._known.get(service) or by_name

    @property
    def _id(self) -> str:
        return f"{self._service}-{socket.gethostname()}"

    async def _keep_registered(self) -> None:
        while True:
            try:
                await self._call(self._register)
                self._known |= await self._call(_passing)
                self.availability.up()
                await asyncio.sleep(REFRESH_SECONDS)
            except AWAY as error:
                self.availability.down(str(error) or type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    def _register(self, client: Any) -> None:
        """Only if Consul does not know it: registering again would forget the state of the health check."""
        address = self._settings.advertise_address or socket.gethostbyname(socket.gethostname())
        present = client.agent.services().get(self._id, {})
        if (present.get("Address"), present.get("Port")) == (address, self._port):
            return
        check = consul.Check.http(
            f"http://{address}:{self._port}/health/ready", interval="10s", timeout="2s", deregister="10m"
        )
        client.agent.service.register(
            f"{PREFIX}{self._service}", service_id=self._id, address=address, port=self._port, check=check
        )

    async def _call(self, call: Callable[[Any], T]) -> T:
        if self._client is None:
            settings = self._settings
            self._client = consul.Consul(
                host=settings.host, port=settings.port, token=settings.token, connections_timeout=CALL_SECONDS
            )
            self._client.http.session.trust_env = False  # Consul is a neighbour: no proxy of the environment
        async with asyncio.timeout(CALL_SECONDS * 2):
            return await asyncio.to_thread(call, self._client)


def _passing(client: Any) -> dict[str, str]:
    """Base URL of a healthy instance of each registered service that has one."""
    _, services = client.catalog.services()
    found: dict[str, str] = {}
    for name in services:
        if name.startswith(PREFIX):
            _, instances = client.health.service(name, passing=True)
            for instance in instances[:1]:
                place = instance["Service"]
                found[name.removeprefix(PREFIX)] = f"http://{place['Address']}:{place['Port']}"
    return found
