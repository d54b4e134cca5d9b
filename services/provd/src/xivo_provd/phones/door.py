# SPDX-License-Identifier: GPL-3.0-or-later
"""The way in: the key in the provisioning URL (ADR 0021), and who needs none."""

from __future__ import annotations

import hmac
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Self

from ..plugin import HTTPRequest, RequestType, TFTPRequest
from ..resources.parameters.service import Parameters


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of one address, and where the phone sees this server.

    ``certified_mac`` comes from the phone's own certificate, which a trusted proxy has verified. ``key`` is the same
    for requests that cannot be told apart.
    """

    request: HTTPRequest | TFTPRequest
    request_type: RequestType
    server_address: str | None
    certified_mac: str | None = None
    key: Hashable | None = None

    @property
    def address(self) -> str:
        return self.request.ip

    @property
    def filename(self) -> str:
        return self.request.path.lstrip("/")

    def meaning(self, filename: str) -> Self:
        """The same visit, asking for the file by this name."""
        if filename == self.filename:
            return self
        if isinstance(self.request, HTTPRequest):
            return replace(self, request=replace(self.request, path=f"/{filename}"))
        return replace(self, request=replace(self.request, filename=filename))


@dataclass(frozen=True, slots=True)
class Entered(Visit):
    """A visit whose path is without the key. ``behind_nat``: many phones may have this address."""

    has_key: bool = False
    may_have_secrets: bool = False
    provisioning_key: str | None = None
    behind_nat: bool = False


class Door:
    def __init__(self, *, requires_key: bool) -> None:
        self._requires_key = requires_key

    def enter(self, visit: Visit, parameters: Parameters) -> Entered:
        """TFTP comes from the phones' networks only, and many phones that speak it can only ask for a plain name."""
        request, has_key = visit.request, False
        first, slash, rest = visit.filename.partition("/")
        if slash and self._is_key(first, parameters):
            has_key = True
            request = (
                replace(request, path=f"/{rest}")
                if isinstance(request, HTTPRequest)
                else replace(request, filename=rest)
            )
        return Entered(
            request=request,
            request_type=visit.request_type,
            server_address=visit.server_address,
            certified_mac=visit.certified_mac,
            key=visit.key,
            has_key=has_key,
            may_have_secrets=has_key
            or not self._requires_key
            or visit.certified_mac is not None
            or visit.request_type is RequestType.TFTP,
            provisioning_key=parameters.provisioning_key if self._requires_key else None,
            behind_nat=bool(parameters.NAT),
        )

    @staticmethod
    def _is_key(text: str, parameters: Parameters) -> bool:
        given = text.encode()
        return any(
            key is not None and hmac.compare_digest(given, key.encode())
            for key in (parameters.provisioning_key, parameters.previous_key)
        )
