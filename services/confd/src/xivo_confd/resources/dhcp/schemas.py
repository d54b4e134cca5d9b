# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ipaddress import IPv4Address
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ...edge.bodies import Body


def _ipv4(text: str) -> str:
    try:
        return str(IPv4Address(text))
    except ValueError as error:
        raise PydanticCustomError("ipv4", "must be an IPv4 address") from error


Address = Annotated[str, Field(max_length=15, json_schema_extra={"format": "ipv4"}), AfterValidator(_ipv4)]
Interface = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,14}$")]


class Dhcp(Body):
    """The DHCP server for telephones; it follows when the system configuration is applied (SYS-193, CC-045)."""

    active: bool = False
    pool_start: Annotated[Address | None, Field(description="The first address, in the VoIP subnet")] = None
    pool_end: Annotated[Address | None, Field(description="The last address, in the VoIP subnet")] = None
    network_interfaces: Annotated[
        list[Interface], Field(default_factory=list, max_length=50, description="Interfaces besides that of the pool")
    ]
    integration: Annotated[bool, Field(description="provd hears of each lease (CC-061)")] = False
