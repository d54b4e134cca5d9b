# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells provd what the DHCP server did with leases (DHCP integration, CC-061; `dxtora` of earlier releases, DEV-017).

The server's `dxtorc` leaves a file for each address, the newest word on it; a file goes when provd has heard it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

import httpx
from prometheus_client import Counter, Gauge
from xivo_base.availability import Availability
from xivo_base.tasks import supervise
from xivo_clients.provd import ProvdClient

from xivo_sysconfd.dhcp.service import DhcpConfiguration
from xivo_sysconfd.errors import ProvisioningKeyUnavailable
from xivo_sysconfd.settings import DhcpSettings

logger = logging.getLogger(__name__)

_REPORTED = Counter("xivo_sysconfd_dhcp_leases_total", "What provd heard of leases", ["op"])
_REFUSED = Counter("xivo_sysconfd_dhcp_leases_refused_total", "What provd would not hear of leases")
_WAITING = Gauge("xivo_sysconfd_dhcp_leases_waiting", "Leases of which provd has not heard yet")

_OPS = frozenset({"commit", "expiry", "release"})
_MOST_BYTES = 4096
_SHORTEST_RETRY_SECONDS = 0.5
_LONGEST_RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class Lease:
    """One file as it was read; another file may take its place while provd hears of this one."""

    path: Path
    written_at: int
    op: str
    ip: str
    mac: str
    options: list[str]


class LeaseSpool:
    """All calls block: run them in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waiting(self) -> list[Lease]:
        """Oldest first. What is no report is thrown away."""
        found = []
        for path in self._folder.glob("[!.]*"):
            lease = _read(path)
            if lease is not None:
                found.append(lease)
        return sorted(found, key=lambda lease: lease.written_at)

    def forget(self, lease: Lease) -> None:
        """Unless a newer word took its place, also at this very moment."""
        taken = lease.path.with_name(f".heard-{lease.path.name}")
        try:
            lease.path.rename(taken)
        except FileNotFoundError:
            return
        if taken.stat().st_mtime_ns == lease.written_at or lease.path.exists():
            taken.unlink()
        else:
            taken.rename(lease.path)


def _read(path: Path) -> Lease | None:
    try:
        written_at = path.stat().st_mtime_ns
        op, ip, mac, *options = path.read_bytes()[:_MOST_BYTES].decode("ascii").splitlines()
        known = op in _OPS and str(IPv4Address(ip)) == path.name
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        known = False
    if not known:
        logger.warning("%s is no report of a lease", path)
        path.unlink(missing_ok=True)
        return None
    return Lease(path, written_at, op, ip, mac, options)


class LeaseReporter:
    """A component. provd being away costs files, nothing else."""

    name = "DHCP leases"

    def __init__(self, settings: DhcpSettings, provd: ProvdClient, availability: Availability) -> None:
        self._seconds = settings.interval.total_seconds()
        self._spool = LeaseSpool(settings.dir / "leases")
        self._provd = provd
        self._availability = availability
        self._loop = supervise(self._run, self.name, longest=_LONGEST_RETRY_SECONDS)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def report(self) -> None:
        """Tell of all that waits. Raises httpx.HTTPError: the rest waits on."""
        waiting = await asyncio.to_thread(self._spool.waiting)
        for at, lease in enumerate(waiting):
            _WAITING.set(len(waiting) - at)
            await self._tell(lease)
            await asyncio.to_thread(self._spool.forget, lease)
        _WAITING.set(0)

    async def _tell(self, lease: Lease) -> None:
        try:
            await self._provd.dhcp_info(lease.op, lease.ip, lease.mac, lease.options)
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.BAD_REQUEST:
                raise
            logger.warning("provd refuses what became of the lease of %s: %s", lease.ip, error.response.text[:200])
            _REFUSED.inc()
        else:
            _REPORTED.labels(lease.op).inc()
        self._availability.up()

    async def _run(self) -> None:
        retry = _SHORTEST_RETRY_SECONDS
        while True:
            try:
                await self.report()
            except httpx.HTTPError as error:
                self._availability.down(str(error) or type(error).__name__)
                await asyncio.sleep(retry)
                retry = min(retry * 2, _LONGEST_RETRY_SECONDS)
            else:
                retry = _SHORTEST_RETRY_SECONDS
                await asyncio.sleep(self._seconds)


class KeyRefresher:
    """A component: the key of the provisioning URL that telephones are told is the one in force."""

    name = "key of the provisioning URL"

    def __init__(self, settings: DhcpSettings, configuration: DhcpConfiguration) -> None:
        self._seconds = settings.key_interval.total_seconds()
        self._configuration = configuration
        self._loop = supervise(self._run, self.name)

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    async def _run(self) -> None:
        while True:
            try:
                await self._configuration.refresh_key()
                seconds = self._seconds
            except (ProvisioningKeyUnavailable, OSError) as error:
                logger.debug("the key is asked for again: %s", error)
                seconds = min(self._seconds, _LONGEST_RETRY_SECONDS)
            await asyncio.sleep(seconds)
