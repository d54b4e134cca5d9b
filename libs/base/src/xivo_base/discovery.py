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

logger = logging.getLogger(__name__)
T = TypeVar("T")

REFRESH_SECONDS = 15.0
RETRY_SECONDS = 2.0
CALL_SECONDS = 2.0


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
    ) -> None:
        """`static` maps service name → base URL: used until Consul has said something else."""
        self.availability = Availability("consul", required=False)
        self._settings = settings
        self._service = service
        self._port = port
        self._static = dict(static)
        self._known: dict[str, str] = {}
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self._settings.enabled:
            self._task = asyncio.create_task(self._keep_registered(), name="discovery")

    async def stop(self) -> None:
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self.availability.available:
            with contextlib.suppress(Exception):
                await self._call(lambda client: client.agent.service.deregister(self._id))

    def url(self, service: str) -> str:
        """Base URL of a service: configured, else as registered, else by name."""
        return self._static.get(service) or self._known.get(service) or f"http://{service}"

    @property
    def _id(self) -> str:
        return f"{self._service}-{socket.gethostname()}"

    async def _keep_registered(self) -> None:
        while True:
            try:
                await self._call(self._register)
                self._known = await self._call(_healthy)
                self.availability.up()
                await asyncio.sleep(REFRESH_SECONDS)
            except (consul.ConsulException, requests.RequestException, OSError, TimeoutError) as error:
                self.availability.down(str(error) or type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    def _register(self, client: Any) -> None:
        address = self._settings.advertise_address or socket.gethostbyname(socket.gethostname())
        check = consul.Check.http(
            f"http://{address}:{self._port}/health/ready", interval="10s", timeout="2s", deregister="10m"
        )
        client.agent.service.register(
            f"xivo-{self._service}", service_id=self._id, address=address, port=self._port, check=check
        )

    async def _call(self, call: Callable[[Any], T]) -> T:
        settings = self._settings

        def work() -> T:
            client = consul.Consul(
                host=settings.host, port=settings.port, token=settings.token, connections_timeout=CALL_SECONDS
            )
            return call(client)

        async with asyncio.timeout(CALL_SECONDS * 2):
            return await asyncio.to_thread(work)


def _healthy(client: Any) -> dict[str, str]:
    """Base URL of one instance of each registered service."""
    services = client.agent.services()
    return {
        entry["Service"].removeprefix("xivo-"): f"http://{entry['Address']}:{entry['Port']}"
        for entry in services.values()
        if entry["Service"].startswith("xivo-")
    }
