# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration service of the provd manager."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ...errors import BadRequest, ParameterNotFound
from ...unit import Unit

DESCRIPTIONS = {
    "plugin_server": "The plugins repository URL",
    "http_proxy": 'The proxy for HTTP requests. Format is "http://[user:password@]host:port"',
    "ftp_proxy": 'The proxy for FTP requests. Format is "http://[user:password@]host:port"',
    "https_proxy": 'The proxy for HTTPS requests. Format is "host:port"',
    "locale": "The current locale. Example: fr_FR",
    "NAT": "Set to 1 if all the devices are behind a NAT.",
}

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

    @property
    def proxies(self) -> dict[str, str | None]:
        return {"http": self.http_proxy, "https": self.https_proxy, "ftp": self.ftp_proxy}


class ParameterService:
    def __init__(self, defaults: Parameters) -> None:
        self._defaults = defaults

    async def all(self, unit: Unit) -> Parameters:
        stored = await unit.parameters.stored()
        return Parameters(**{key: stored.get(key, getattr(self._defaults, key)) for key in DESCRIPTIONS})

    async def value(self, unit: Unit, parameter_id: str) -> Any:
        """Raises ParameterNotFound."""
        self._check_known(parameter_id)
        return getattr(await self.all(unit), parameter_id)

    async def set(self, unit: Unit, parameter_id: str, value: Any) -> None:
        """Null or an empty text gives the default back. Raises ParameterNotFound, BadRequest."""
        self._check_known(parameter_id)
        if value in (None, "") and not isinstance(value, bool):
            value = getattr(self._defaults, parameter_id)
        elif not _is_valid(parameter_id, value):
            raise BadRequest(reason=f"invalid value for {parameter_id}")
        await unit.parameters.store(parameter_id, int(value) if parameter_id == "NAT" else value)

    @staticmethod
    def _check_known(parameter_id: str) -> None:
        if parameter_id not in DESCRIPTIONS:
            raise ParameterNotFound(parameter_id=parameter_id)


def _is_valid(parameter_id: str, value: Any) -> bool:
    if parameter_id == "NAT":
        return value in (0, 1, "0", "1") and not isinstance(value, bool | float)
    if not isinstance(value, str) or len(value) > 1000:
        return False
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
