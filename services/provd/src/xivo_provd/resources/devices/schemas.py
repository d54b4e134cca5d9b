# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from ..storable import storable

Address = Annotated[str, StringConstraints(max_length=64)]


class DeviceDocument(BaseModel):
    """Clients may add fields; they are kept."""

    model_config = ConfigDict(extra="allow")

    id: str | None = Field(default=None, description="32 hexadecimal digits, unless given")
    ip: str | None = None
    mac: str | None = None
    sn: str | None = None
    vendor: str | None = None
    model: str | None = None
    version: str | None = None
    plugin: str | None = None
    config: str | None = None
    configured: bool | None = None
    added: str | None = None
    description: str | None = None
    remote_state_sip_username: str | None = None
    options: dict[str, Any] | None = None


class DeviceBody(BaseModel):
    device: Annotated[DeviceDocument, BeforeValidator(storable)]

    @property
    def document(self) -> dict[str, Any]:
        """What the client wrote, no more."""
        return self.device.model_dump(exclude_unset=True)


class DeviceAnswer(BaseModel):
    device: DeviceDocument


class DevicesAnswer(BaseModel):
    devices: list[DeviceDocument]


class DhcpInfo(BaseModel):
    ip: Address
    mac: Address
    op: str = Field(examples=["commit", "expiry", "release"])
    options: list[Annotated[str, StringConstraints(max_length=2048)]] = Field(default=[], max_length=256)


class DhcpInfoBody(BaseModel):
    dhcp_info: DhcpInfo


class MassSynchronizeBody(BaseModel):
    """Without ``q``: all devices."""

    model_config = ConfigDict(extra="forbid")

    q: dict[str, Any] | None = Field(default=None, description="a selector, as in the list of devices")
    per_second: int = Field(default=20, ge=1, le=200)
