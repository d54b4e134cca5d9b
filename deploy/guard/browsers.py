# SPDX-License-Identifier: GPL-3.0-or-later
"""How browsers are told apart, who all come through the edge: by what it says at the beginning of each connection.

That is ``GET /ws HTTP/1.1`` and, as the first field, ``Browser: SECRET ADDRESS`` (deploy/edge/entrypoint). The kernel
compares and cuts out bytes, but makes no number of a text: that is done here, once a day for each address.
"""

import ipaddress
import re
import sys
import zlib

BEGINS = "GET /ws HTTP/1.1\r\nBrowser: "
ADDRESS_BYTES = 40
"""The address in text, with blanks after it."""
SECRET = re.compile(r"[A-Za-z0-9_-]{16,36}")
"""The kernel compares 64 bytes at once, no more (NFT_DATA_VALUE_MAXLEN)."""


def _number(packed: bytes) -> int:
    """The mark of a packet into which the kernel copied this address as it stands there."""
    return int.from_bytes(packed, sys.byteorder)


SPARED = _number(ipaddress.IPv4Address("0.0.0.1").packed)
"""The number of all browsers that are never banned; no packet comes from this address."""
CLASS_E = 0xF0000000


class Edge:
    """What only the edge can say. Raises ValueError for a secret that is none."""

    def __init__(self, secret: str) -> None:
        if not SECRET.fullmatch(secret):
            raise ValueError("GUARD_EDGE_SECRET must be of 16 to 36 letters, digits, - and _")
        text = f"{BEGINS}{secret} "
        self.bits = len(text) * 8
        self.begins = _hex(text)


def number_of(address: str) -> int:
    """An IPv4 address is its own number. One of IPv6 has one of 240.0.0.0/4, from where no packet comes."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        found = ipaddress.IPv4Address(CLASS_E | zlib.crc32(found.packed[:8]) >> 4)
    return _number(found.packed)


def address_of(key: int | str) -> str:
    """Of what stands in one of the kernel's sets: a number or an IPv6 address."""
    return key if isinstance(key, str) else str(ipaddress.IPv4Address(key.to_bytes(4, sys.byteorder)))


def text_of(address: str) -> str:
    """As the edge says it."""
    return _hex(address.ljust(ADDRESS_BYTES))


def address_in(text: str) -> str:
    """What the edge said. Raises ValueError if that is no address."""
    found = ipaddress.ip_address(bytes.fromhex(text.removeprefix("0x")).decode().strip())
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def _hex(text: str) -> str:
    return f"0x{text.encode().hex()}"
