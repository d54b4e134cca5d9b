# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from ...edge.bodies import Body, Line
from ...edge.schemas import Link


class DeviceBody(Body):
    """Every field is optional, in creations and in changes."""

    ip: Line | None = Field(default=None, max_length=64)
    mac: Line | None = Field(default=None, max_length=64)
    sn: Line | None = Field(default=None, max_length=128)
    vendor: Line | None = Field(default=None, max_length=128)
    model: Line | None = Field(default=None, max_length=128)
    version: Line | None = Field(default=None, max_length=128)
    plugin: Line | None = Field(default=None, max_length=128)
    description: Line | None = Field(default=None, max_length=4096)
    options: Any = Field(default=None, json_schema_extra={"type": ["object", "null"]})
    template_id: Line | None = Field(default=None, max_length=128)


class DeviceView(BaseModel):
    id: str
    ip: str | None
    mac: str | None
    sn: str | None
    vendor: str | None
    model: str | None
    version: str | None
    plugin: str | None
    description: str | None
    options: dict[str, Any] | None
    template_id: str | None
    status: Literal["configured", "autoprov", "not_configured"]
    links: list[Link]


class DeviceList(BaseModel):
    total: int
    items: list[DeviceView]
