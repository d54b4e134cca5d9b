# SPDX-License-Identifier: GPL-3.0-or-later
"""The request that extractors and resources get."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Arguments(dict[bytes, list[bytes]]):
    """Of a query or a form; names may be asked for by text, too."""

    def __missing__(self, name: Any) -> list[bytes]:
        if isinstance(name, str):
            return self[name.encode()]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name.encode() if isinstance(name, str) else name)

    def get(self, name: Any, default: Any = None) -> Any:
        return super().get(name.encode() if isinstance(name, str) else name, default)


class Request:
    """Octets where Twisted has octets; a header asked for by text is given as text.

    Which device asks (``prov_dev``) is the daemon's to know, not the plugin's.
    """

    prov_dev = None
    num_http_proxies = 0

    def __init__(
        self, ip: str, path: str, headers: Mapping[str, str], query: Iterable[tuple[str, str]] = (), method: str = "GET"
    ) -> None:
        self.method = method.encode("ascii")
        self.path = path.encode("utf-8", "surrogateescape")
        self.uri = self.path
        self.args = Arguments()
        for key, value in query:
            self.args.setdefault(key.encode(), []).append(value.encode())
        self.prepath: list[bytes] = []
        self.postpath = self.path.lstrip(b"/").split(b"/")
        self.code = 200
        self.response_headers: dict[str, str] = {}
        self.content = bytearray()
        self.finished = False
        self._ip = ip
        self._headers = {key.lower(): value for key, value in headers.items()}

    def getHeader(self, name: str | bytes) -> Any:
        if isinstance(name, bytes):
            value = self._headers.get(name.decode("latin-1").lower())
            return value.encode("latin-1", "replace") if value is not None else None
        return self._headers.get(name.lower())

    def getAllHeaders(self) -> dict[bytes, bytes]:
        return {key.encode("latin-1"): value.encode("latin-1", "replace") for key, value in self._headers.items()}

    def getClientIP(self) -> str:
        return self._ip

    def getClientAddress(self) -> Any:
        return _Address(self._ip)

    def setHeader(self, name: str | bytes, value: str | bytes) -> None:
        self.response_headers[_text(name).lower()] = _text(value)

    def setResponseCode(self, code: int, message: bytes | None = None) -> None:
        self.code = code

    def write(self, data: bytes) -> None:
        self.content += data

    def finish(self) -> None:
        self.finished = True


class _Address:
    def __init__(self, host: str) -> None:
        self.host = host


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
