# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of SCCP phones: their number is their name, ``SCCP/1234`` (API-088)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ...edge.bodies import Body
from ...edge.schemas import Link
from ..lines.plain import PlainLines, router_of
from ..lines_sip.schemas import CallerId, Code, ContextName, DeviceSlot

PREFIX = "SCCP/"
Number = Annotated[str, Field(max_length=40, pattern=r"^[0-9]+$")]


class LineSccpCreate(Body):
    context: ContextName
    number: Number
    device_slot: DeviceSlot = 1
    callerid: CallerId | None = None
    provisioning_extension: Code | None = None


class LineSccpEdit(Body):
    """Only the fields to change; a null code generates a new one."""

    context: ContextName = ""
    number: Number = ""
    device_slot: DeviceSlot = 1
    callerid: CallerId | None = None
    provisioning_extension: Code | None = None


class LineSccpView(BaseModel):
    id: int
    context: str
    number: str
    callerid: str | None
    device_slot: int
    provisioning_extension: str
    links: list[Link]


class LineSccpList(BaseModel):
    total: int
    items: list[LineSccpView]


LINES_SCCP = PlainLines(
    protocol="sccp",
    field="number",
    name_of=lambda number: f"{PREFIX}{number}",
    field_of=lambda name: name.removeprefix(PREFIX),
    create=LineSccpCreate,
    edit=LineSccpEdit,
    view=LineSccpView,
    listing=LineSccpList,
)
router = router_of(LINES_SCCP)
