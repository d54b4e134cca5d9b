# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ...edge.bodies import DOCUMENTED, Body
from ...edge.schemas import Link
from .options import Options

MOST_SLOTS = 1000


def _slot(value: Any) -> int:
    if type(value) is int and 1 <= value <= MOST_SLOTS:
        return value
    raise PydanticCustomError(DOCUMENTED, "Invalid parameters: device_slot must be numeric")


DeviceSlot = Annotated[
    int,
    BeforeValidator(_slot),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_SLOTS}),
]
ContextName = Annotated[str, Field(min_length=1, max_length=39, pattern=r"^[A-Za-z0-9_.-]+$")]
# Also the endpoint's name in Asterisk and a file name on some phones
Username = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Secret = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[!-~]+$")]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="Six digits, typed on a phone")]
CallerId = Annotated[
    str,
    Field(
        max_length=160,
        pattern=r'^"[^"<>\\\x00-\x1f\x7f]*"( <[0-9*#+]{1,40}>)?$',
        description='"Firstname Lastname" <number>, with the quotes',
    ),
]


class LineSipCreate(Body):
    context: ContextName
    device_slot: DeviceSlot
    callerid: CallerId | None = None
    provisioning_extension: Code | None = None
    secret: Secret | None = None
    username: Username | None = None


class LineSipEdit(Body):
    """Only the fields to change; null generates a new value where one is generated."""

    context: ContextName = ""
    device_slot: DeviceSlot = 1
    callerid: CallerId | None = None
    provisioning_extension: Code | None = None
    secret: Secret | None = None
    username: Username | None = None


class LineSipView(BaseModel):
    id: int
    context: str
    username: str
    secret: str
    provisioning_extension: str
    device_slot: int
    callerid: str | None
    links: list[Link]


class LineSipList(BaseModel):
    total: int
    items: list[LineSipView]


class LineSipOptions(Body):
    """Where the line differs from the general settings of SIP; a list of its own, for the documented line has none."""

    options: Options


class LineSipOptionsView(BaseModel):
    options: list[list[str]]
