# SPDX-License-Identifier: GPL-3.0-or-later
"""How a phone names itself: MAC addresses and installation ids, in one normal form."""

from __future__ import annotations

import re

_MAC = re.compile(r"^[0-9a-f]{2}(:[0-9a-f]{2}){5}$")
_SEPARATORS = re.compile(r"[\s:._\-]")
_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


def norm_mac(text: str) -> str:
    """``aa:bb:cc:dd:ee:ff``; octets may come without their leading zero when they are separated.

    Raises ValueError when the text is not a MAC address.
    """
    lowered = text.strip().lower()
    octets = [octet for octet in _SEPARATORS.split(lowered) if octet]
    digits = "".join(octet.zfill(2) if len(octets) == 6 else octet for octet in octets)
    if not re.fullmatch(r"[0-9a-f]{12}", digits):
        raise ValueError(f"{text!r} is not a MAC address")
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


def is_normed_mac(text: str) -> bool:
    return _MAC.match(text) is not None


def format_mac(mac: str, separator: str = ":", *, uppercase: bool = False) -> str:
    """A normal MAC address in the vendor's spelling."""
    if not is_normed_mac(mac):
        raise ValueError(f"{mac!r} is not a MAC address in normal form")
    text = mac.replace(":", separator)
    return text.upper() if uppercase else text


def norm_uuid(text: str) -> str:
    lowered = text.strip().lower()
    if not is_normed_uuid(lowered):
        raise ValueError(f"{text!r} is not a UUID")
    return lowered


def is_normed_uuid(text: str) -> bool:
    return _UUID.match(text) is not None
