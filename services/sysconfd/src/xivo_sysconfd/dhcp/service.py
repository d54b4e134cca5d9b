# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands the DHCP server its configuration, when an administrator applies it."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path
from typing import Any

import httpx
from xivo_base.availability import Availability
from xivo_clients.confgend import ConfgendClient
from xivo_clients.provd import ProvdClient

from xivo_sysconfd.atomic import replace
from xivo_sysconfd.errors import ConfigurationUnavailable, ProvisioningKeyUnavailable
from xivo_sysconfd.settings import DhcpSettings

logger = logging.getLogger(__name__)

FILE = "common.conf"
REPORT = "report.json"
UPDATE_WANTED = "update-wanted"
_KEY = "XIVO_PROVISIONING_KEY"
_MODE = 0o640
_MOST_BYTES = 65536


class DhcpConfiguration:
    """What was applied stays until something else is; the server reads it in its own time, and reports."""

    def __init__(
        self, settings: DhcpSettings, confgend: ConfgendClient, provd: ProvdClient, availability: Availability
    ) -> None:
        """`availability` is provd's."""
        self._folder = settings.dir
        self._confgend = confgend
        self._provd = provd
        self._availability = availability
        self._lock = asyncio.Lock()

    async def apply(self) -> None:
        """Raises ConfigurationUnavailable, ProvisioningKeyUnavailable: then what was applied before stays."""
        async with self._lock:
            try:
                answer = await self._confgend.file(FILE)
            except httpx.HTTPError as error:
                raise ConfigurationUnavailable(cause=str(error) or type(error).__name__) from error
            if answer is None:
                raise ConfigurationUnavailable(cause="no file")
            await asyncio.to_thread(self._write, f'{answer.text}{_KEY}="{await self._key()}"\n')
            logger.info("the system configuration was applied")

    async def refresh_key(self) -> None:
        """A new key reaches telephones without being applied. Raises ProvisioningKeyUnavailable."""
        async with self._lock:
            before = await asyncio.to_thread(self._applied)
            if before is None:
                return
            lines = [line for line in before.splitlines() if not line.startswith(f"{_KEY}=")]
            text = "\n".join([*lines, f'{_KEY}="{await self._key()}"', ""])
            if text != before:
                await asyncio.to_thread(self._write, text)
                logger.info("the DHCP server has the new key of the provisioning URL")

    async def want_update(self) -> None:
        """The server sees the file, fetches what is new, and reports."""
        await asyncio.to_thread(replace, self._folder / UPDATE_WANTED, f"{time.time_ns()}\n", _MODE)

    def report(self) -> dict[str, Any] | None:
        """What the server said of itself last; None when it never ran."""
        return read_report(self._folder / REPORT)

    async def _key(self) -> str:
        try:
            key = str(await self._provd.parameter("provisioning_key") or "")
        except httpx.HTTPError as error:
            cause = str(error) or type(error).__name__
            self._availability.down(cause)
            raise ProvisioningKeyUnavailable(cause=cause) from error
        self._availability.up()
        return key

    def _applied(self) -> str | None:
        path = self._folder / FILE
        return path.read_text() if path.is_file() else None

    def _write(self, text: str) -> None:
        replace(self._folder / FILE, text, _MODE)


def read_report(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes()[:_MOST_BYTES])
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
