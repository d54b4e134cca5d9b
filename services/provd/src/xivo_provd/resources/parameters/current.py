# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameters where no session is at hand, and the provisioning key while the database is away."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from xivo_store import Keyring, SecretUnreadable

from ...stale import EVERYTHING, Stale
from ...unit import Units
from .service import Parameters, ParameterService

logger = logging.getLogger(__name__)


class CurrentParameters:
    """As of the last commit of this process, which is the only one that writes them."""

    def __init__(self, units: Units, parameters: ParameterService, keyring: Keyring, file: Path) -> None:
        self._units = units
        self._parameters = parameters
        self._keyring = keyring
        self._file = file
        self._values: Parameters | None = None
        self._changes = 0
        self._read_at = -1
        units.on_commit.append(self._committed)

    async def get(self) -> Parameters:
        """Raises DatabaseUnavailable if they changed, or were never read, and the database is away."""
        if self._values is not None and self._read_at == self._changes:
            return self._values
        changes = self._changes
        async with self._units.writing() as unit:
            values = await self._parameters.with_key(unit)
        if self._values is None or self._values.provisioning_key != values.provisioning_key:
            self._keep(values)
        self._values, self._read_at = values, changes
        return values

    def last_known(self) -> Parameters:
        """Without the database: what was read last, else the key that was kept on the disk, encrypted."""
        if self._values is None:
            kept = self._kept()
            self._values = Parameters(
                plugin_server=None,
                provisioning_key=kept.get("provisioning_key"),
                previous_key=kept.get("previous_key"),
            )
        return self._values

    def _committed(self, stale: Stale) -> None:
        if EVERYTHING in stale:
            self._changes += 1

    def _keep(self, values: Parameters) -> None:
        text = json.dumps({"provisioning_key": values.provisioning_key, "previous_key": values.previous_key})
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(".tmp")
            temporary.write_text(self._keyring.encrypt(text))
            temporary.chmod(0o600)
            temporary.replace(self._file)
        except OSError as error:
            logger.warning("the provisioning key cannot be kept for times without the database: %s", error)

    def _kept(self) -> dict[str, str | None]:
        try:
            kept: dict[str, str | None] = json.loads(self._keyring.decrypt(self._file.read_text()))
        except (OSError, ValueError, SecretUnreadable):
            return {}
        return kept
