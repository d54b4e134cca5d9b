# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plugin sees of a phone's request, whichever protocol brought it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

DeviceInfo = dict[str, Any]
"""Keys: mac, sn, uuid, vendor, model, version; only those that the request tells."""


class RequestType(StrEnum):
    HTTP = "http"
    TFTP = "tftp"
    DHCP = "dhcp"


@dataclass(frozen=True)
class HTTPRequest:
    """``path`` is decoded and starts with a slash; header names are in lower case; ``query`` has a form's fields, too.

    ``method`` is GET, for HEAD as well, or POST.
    """

    ip: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"

    @property
    def user_agent(self) -> str:
        return self.headers.get("user-agent", "")


@dataclass(frozen=True)
class TFTPRequest:
    ip: str
    filename: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return "/" + self.filename.lstrip("/")


@dataclass(frozen=True)
class DHCPRequest:
    ip: str
    mac: str
    options: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def vendor_class(self) -> str:
        return self.options.get(60, b"").decode("utf-8", "replace")


Request = HTTPRequest | TFTPRequest | DHCPRequest
