# SPDX-License-Identifier: GPL-3.0-or-later
"""MAC addresses and installation ids, in the daemon's normal form and in vendors' spellings."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

_NORMED_MAC = re.compile(r"^[0-9a-f]{2}(:[0-9a-f]{2}){5}$")
_ANY_MAC = re.compile(r"^(?:[0-9a-f]{12}|[0-9a-f]{1,2}(?:[:\-. ][0-9a-f]{1,2}){5})$", re.IGNORECASE)
_NORMED_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


def norm_mac(mac_string: str) -> str:
    """``aa:bb:cc:dd:ee:ff``. Raises ValueError."""
    text = mac_string.strip()
    if not _ANY_MAC.match(text):
        raise ValueError(f"invalid MAC string: {mac_string!r}")
    octets = re.findall("..", text) if len(text) == 12 and text.isalnum() else re.split(r"[:\-. ]", text)
    return ":".join(octet.lower().zfill(2) for octet in octets)


def is_normed_mac(mac_string: str) -> bool:
    return _NORMED_MAC.match(mac_string) is not None


def format_mac(mac_string: str, separator: str = ":", uppercase: bool = False) -> str:
    """In the vendor's spelling. Raises ValueError."""
    text = norm_mac(mac_string)
    return (text.upper() if uppercase else text).replace(":", separator)


def norm_uuid(uuid_string: str) -> str:
    """Raises ValueError."""
    lowered = uuid_string.strip().lower()
    if not is_normed_uuid(lowered):
        raise ValueError(f"invalid UUID string: {uuid_string!r}")
    return lowered


def is_normed_uuid(uuid_string: str) -> bool:
    return _NORMED_UUID.match(uuid_string) is not None


def decode_bytes(value: Any, encoding: str = "utf-8") -> Any:
    """Octets as text; anything else as it is."""
    return value.decode(encoding) if isinstance(value, bytes) else value


def encode_bytes(value: Any, encoding: str = "utf-8") -> Any:
    """Text as octets; anything else as it is."""
    return value.encode(encoding) if isinstance(value, str) else value


def norm_ip(ip_string: str) -> str:
    """Raises ValueError."""
    return str(ipaddress.ip_address(ip_string.strip()))


def is_normed_ip(ip_string: str) -> bool:
    try:
        return norm_ip(ip_string) == ip_string
    except ValueError:
        return False
