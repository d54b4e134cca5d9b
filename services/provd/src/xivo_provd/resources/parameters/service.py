# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration service of the provd manager."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from xivo_store import Keyring, SecretUnreadable

from ...errors import BadRequest, ParameterNotFound
from ...settings import PROVISIONING_KEY
from ...unit import Unit

logger = logging.getLogger(__name__)

DESCRIPTIONS = {
    "plugin_server": "The plugins repository URL",
    "http_proxy": 'The proxy for HTTP requests. Format is "http://[user:password@]host:port"',
    "ftp_proxy": 'The proxy for FTP requests. Format is "http://[user:password@]host:port"',
    "https_proxy": 'The proxy for HTTPS requests. Format is "host:port"',
    "locale": "The current locale. Example: fr_FR",
    "provisioning_key": "The key in the provisioning URL of phones, http://<host>:8667/<key>/",
    "NAT": "Set to 1 if all the devices are behind a NAT.",
}

KEY = "provisioning_key"
PREVIOUS_KEY_SECONDS = 30 * 24 * 3600
"""How long phones that know the key of before are let in, to learn the new one."""

_LOCALE = re.compile(r"^[a-z]{2}(_[A-Z]{2})?$")
_HOST_PORT = re.compile(r"^[A-Za-z0-9._\-]+:\d{1,5}$")


@dataclass(frozen=True)
class Parameters:
    """All values as they are in force."""

    plugin_server: str | None
    http_proxy: str | None = None
    ftp_proxy: str | None = None
    https_proxy: str | None = None
    locale: str | None = None
    NAT: int = 0
    provisioning_key: str | None = None
    previous_key: str | None = None

    @property
    def proxies(self) -> dict[str, str | None]:
        return {"http": self.http_proxy, "https": self.https_proxy, "ftp": self.ftp_proxy}


class ParameterService:
    def __init__(self, defaults: Parameters, keyring: Keyring, clock: Callable[[], float] = time.time) -> None:
        self._defaults = defaults
        self._keyring = keyring
        self._clock = clock

    async def all(self, unit: Unit) -> Parameters:
        return self._values(await unit.parameters.stored())

    def _values(self, stored: dict[str, Any]) -> Parameters:
        values = {key: stored.get(key, getattr(self._defaults, key)) for key in DESCRIPTIONS if key != KEY}
        return Parameters(**values, **self._keys(stored.get(KEY)))

    async def with_key(self, unit: Unit) -> Parameters:
        """All values; the provisioning key is made if there is none. It is sealed with the present encryption key."""
        # read once: a key that somebody else makes meanwhile is not one that can't be decrypted
        stored = await unit.parameters.stored()
        values = self._values(stored)
        if values.provisioning_key is None:
            if KEY in stored:
                logger.warning("the provisioning key was encrypted with a key that is gone: phones need a new URL")
                await self._store_key(unit, _new_key(), None)
            else:
                await unit.parameters.add(KEY, self._sealed(_new_key(), None))
            values = await self.all(unit)
        return values

    async def value(self, unit: Unit, parameter_id: str) -> Any:
        """Raises ParameterNotFound."""
        self._check_known(parameter_id)
        return getattr(await self.with_key(unit) if parameter_id == KEY else await self.all(unit), parameter_id)

    async def set(self, unit: Unit, parameter_id: str, value: Any) -> None:
        """Null or an empty text gives the default back; of the key, a new one. Raises ParameterNotFound, BadRequest."""
        self._check_known(parameter_id)
        if value in (None, "") and not isinstance(value, bool):
            value = _new_key() if parameter_id == KEY else getattr(self._defaults, parameter_id)
        elif not _is_valid(parameter_id, value):
            raise BadRequest(reason=f"invalid value for {parameter_id}")
        if parameter_id == KEY:
            present = (await self.all(unit)).provisioning_key
            await self._store_key(unit, value, None if value == present else present)
            return
        await unit.parameters.store(parameter_id, int(value) if parameter_id == "NAT" else value)

    async def reseal(self, unit: Unit) -> None:
        """Encrypt the key with the present encryption key."""
        stored = (await unit.parameters.stored()).get(KEY)
        if stored and not self._keyring.is_current(stored["key"]):
            values = await self.with_key(unit)
            if values.provisioning_key:
                await unit.parameters.store(KEY, self._sealed(values.provisioning_key, values.previous_key))

    async def _store_key(self, unit: Unit, key: str, previous: str | None) -> None:
        await unit.parameters.store(KEY, self._sealed(key, previous))

    def _sealed(self, key: str, previous: str | None) -> dict[str, Any]:
        return {
            "key": self._keyring.encrypt(key),
            "previous": self._keyring.encrypt(previous) if previous else None,
            "changed_at": int(self._clock()),
        }

    def _keys(self, stored: dict[str, Any] | None) -> dict[str, Any]:
        if not stored:
            return {}
        is_recent = self._clock() - stored["changed_at"] < PREVIOUS_KEY_SECONDS
        try:
            return {
                "provisioning_key": self._keyring.decrypt(stored["key"]),
                "previous_key": self._keyring.decrypt(stored["previous"]) if stored["previous"] and is_recent else None,
            }
        except SecretUnreadable:
            return {}

    @staticmethod
    def _check_known(parameter_id: str) -> None:
        if parameter_id not in DESCRIPTIONS:
            raise ParameterNotFound(parameter_id=parameter_id)


def _is_valid(parameter_id: str, value: Any) -> bool:
    if parameter_id == "NAT":
        return value in (0, 1, "0", "1") and not isinstance(value, bool | float)
    if not isinstance(value, str) or len(value) > 1000:
        return False
    if parameter_id == KEY:
        return PROVISIONING_KEY.match(value) is not None
    if parameter_id == "locale":
        return _LOCALE.match(value) is not None
    if parameter_id == "https_proxy" and _HOST_PORT.match(value):
        return True
    return _is_url(value, ("http", "https", "file") if parameter_id == "plugin_server" else ("http", "https"))


def _is_url(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in schemes and (bool(parts.hostname) or parts.scheme == "file") and value.isprintable()


def _new_key() -> str:
    return secrets.token_urlsafe(16)
