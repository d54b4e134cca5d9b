# SPDX-License-Identifier: GPL-3.0-or-later
"""Who counts as this host: its loopback, and the default gateway through which a container sees it (ADR 0004)."""

from __future__ import annotations

import ipaddress
import socket
import struct
from functools import lru_cache
from pathlib import Path

ROUTES = Path("/proc/net/route")


def is_this_host(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return parsed.is_loopback or str(parsed) in default_gateways()


@lru_cache(maxsize=1)
def default_gateways() -> frozenset[str]:
    """IPv4 addresses of the default routes (proc(5), /proc/net/route); none outside a container."""
    if not Path("/.dockerenv").exists() or not ROUTES.exists():
        return frozenset()
    rows = (line.split() for line in ROUTES.read_text().splitlines()[1:])
    return frozenset(
        socket.inet_ntoa(struct.pack("<I", int(row[2], 16)))
        for row in rows
        if row[1] == "00000000" and row[2] != "00000000"
    )
