# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that ring whatever Asterisk can dial (API-088)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ...edge.bodies import Body
from ...edge.schemas import Link
from ..lines.plain import PlainLines, router_of
from ..lines_sip.schemas import CallerId, Code, ContextName, DeviceSlot

# One channel in the list that Dial gets: nothing separates, substitutes or ends it
Interface = Annotated[
    str,
    Field(
        max_length=128,
        pattern=r"^[A-Za-z][A-Za-z0-9]*/[A-Za-z0-9*#+_.:@/-]+$",
        description="For example Local/1234@default or dahdi/g1/5551234",
    ),
]


class LineCustomCreate(Body):
    context: ContextName
    interface: Interface
    device_slot: DeviceSlot = 1
    callerid: CallerId | None = None
    provisioning_extension: Code | None = None


class LineCustomEdit(Body):
    """Only the fields to change; a null code generates a new one."""

    context: ContextName = ""
    interface: Interface = ""
    device_slot: DeviceSlot = 1
    callerid: CallerId | None = None
    provisioning_extension: Code | None = None


class LineCustomView(BaseModel):
    id: int
    context: str
    interface: str
    callerid: str | None
    device_slot: int
    provisioning_extension: str
    links: list[Link]


class LineCustomList(BaseModel):
    total: int
    items: list[LineCustomView]


LINES_CUSTOM = PlainLines(
    protocol="custom",
    field="interface",
    name_of=str,
    field_of=str,
    create=LineCustomCreate,
    edit=LineCustomEdit,
    view=LineCustomView,
    listing=LineCustomList,
)
router = router_of(LINES_CUSTOM)
