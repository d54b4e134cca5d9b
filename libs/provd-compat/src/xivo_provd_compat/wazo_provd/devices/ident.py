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


class OptionText(str):
    """The octets of an option, a character each; those who take them for octets may decode them."""

    __slots__ = ()

    def decode(self, _encoding: str = "utf-8", _errors: str = "strict") -> str:
        return str(self)


@dataclass
class DHCPRequest(Keyed):
    """``options`` has the text of each option by its number."""

    ip: str
    mac: str
    options: dict[int, OptionText] = field(default_factory=dict)
