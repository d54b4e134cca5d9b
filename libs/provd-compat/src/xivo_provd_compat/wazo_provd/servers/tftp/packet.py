# SPDX-License-Identifier: GPL-3.0-or-later
"""A read request, by attributes or by keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class Keyed:
    """Requests are mappings for some plugins and objects for others."""

    def __getitem__(self, key: str) -> Any:
        try:
            return getattr(self, key)
        except AttributeError:
            raise KeyError(key) from None

    def __contains__(self, key: str) -> bool:
        return hasattr(self, key)

    def get(self, key: str, default: Any = None) -> Any:
        return getattr(self, key, default)


class Opcode(IntEnum):
    RRQ = 1
    WRQ = 2
    DATA = 3
    ACK = 4
    ERR = 5
    OACK = 6


class ErrorCode(IntEnum):
    """RFC 1350, appendix."""

    NOT_DEFINED = 0
    FILE_NOT_FOUND = 1
    ACCESS_VIOLATION = 2


ERR_UNDEF = ErrorCode.NOT_DEFINED
ERR_FNF = ErrorCode.FILE_NOT_FOUND
ERR_AV = ErrorCode.ACCESS_VIOLATION


@dataclass
class Packet(Keyed):
    """``filename`` and ``mode`` are octets; ``options`` have octets as keys and values (RFC 2347)."""

    opcode: int = Opcode.RRQ
    filename: bytes = b""
    mode: bytes = b"octet"
    options: dict[bytes, bytes] = field(default_factory=dict)
