# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Annotated

from pydantic import AfterValidator, Field

from ...edge.bodies import Body, Line


def _address(text: str) -> str:
    try:
        ip_address(text)
    except ValueError:
        raise ValueError(f"{text} is no IP address") from None
    return text


def _network(text: str) -> str:
    try:
        ip_network(text)
    except ValueError:
        raise ValueError(f"{text} is no network such as 192.0.2.0/24") from None
    return text


Address = Annotated[Line, Field(max_length=64), AfterValidator(_address)]
Network = Annotated[Line, Field(max_length=64), AfterValidator(_network)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Seconds = Annotated[int, Field(ge=1, le=3600)]
CertificateFile = Annotated[
    Line, Field(max_length=255, pattern=r"^(/var/lib/xivo/certificates/[A-Za-z0-9_][A-Za-z0-9_.-]*)?$")
]


class CtiGeneral(Body):
    """Where and how the server of the clients listens (ADM-111, ADM-112, ADM-113, ADM-118).

    ``cti`` is the port of clients, ``ctis`` the encrypted one, which needs the certificate and its key, ``info`` the
    debugging console; ``allowed_networks`` are those from which clients may come, all if there are none. Without
    ``hashed_password_allowed`` clients prove the password itself, over the encrypted port only.
    ``context_separation``: clients see only what is in the contexts of their user's lines, so nothing without a line.
    Timeouts are in seconds. What the other listeners of the manual's page were for comes over the bus.
    """

    cti_active: bool = True
    cti_ip: Address = "0.0.0.0"
    cti_port: Port = 5003
    ctis_active: bool = False
    ctis_ip: Address = "0.0.0.0"
    ctis_port: Port = 5013
    tlscertfile: CertificateFile = ""
    tlsprivkeyfile: CertificateFile = ""
    info_active: bool = True
    info_ip: Address = "127.0.0.1"
    info_port: Port = 5005
    allowed_networks: Annotated[list[Network], Field(max_length=100)] = Field(default_factory=list)
    socket_timeout: Seconds = 10
    login_timeout: Seconds = 5
    hashed_password_allowed: bool = True
    context_separation: bool = False
