# SPDX-License-Identifier: GPL-3.0-or-later
"""What the DHCP server reports of a lease."""

from __future__ import annotations

import re

_OPTION = re.compile(r"^(\d{3})((?:[0-9a-fA-F]{1,2}(?:\.[0-9a-fA-F]{1,2})*)?)$")


def decode_option(text: str) -> tuple[int, bytes]:
    """``06066.6f.6f`` → (60, b"foo"): three decimal digits, then the octets in hexadecimal joined by dots.

    Raises ValueError.
    """
    match = _OPTION.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not a DHCP option")
    octets = bytes(int(octet, 16) for octet in match[2].split(".")) if match[2] else b""
    return int(match[1]), octets


def decode_options(texts: list[str]) -> dict[int, bytes]:
    return dict(decode_option(text) for text in texts)
