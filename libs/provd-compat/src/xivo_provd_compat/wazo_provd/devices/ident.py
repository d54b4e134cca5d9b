# SPDX-License-Identifier: GPL-3.0-or-later
"""What extractors get."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ..servers.tftp.packet import Keyed


class RequestType(StrEnum):
    HTTP = "http"
    TFTP = "tftp"
    DHCP = "dhcp"


@dataclass
class DHCPRequest(Keyed):
    """``options`` has the octets of each option by its number."""

    ip: str
    mac: str
    options: dict[int, bytes] = field(default_factory=dict)
