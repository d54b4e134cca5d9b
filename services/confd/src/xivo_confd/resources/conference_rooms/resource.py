# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import ConferenceRoom
from .schemas import ConferenceRoomBody


class ConferenceRoomService(CrudService[ConferenceRoom]):
    async def check(self, thing: ConferenceRoom, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        if thing.admin_pin and thing.admin_pin == thing.pin:
            raise wrong_field("admin_pin", "must differ from the participants' PIN")
        for field in ("wait_for_admin", "close_with_admin"):
            if getattr(thing, field) and not thing.admin_pin:
                raise wrong_field(field, "the room needs an admin_pin, by which administrators are known")


CONFERENCE_ROOMS = Resource(
    plural="conference_rooms",
    singular="conference_room",
    title="ConferenceRoom",
    model=ConferenceRoom,
    body=ConferenceRoomBody,
    range_kind="conference_room",
    service=ConferenceRoomService,
)
router = CONFERENCE_ROOMS.router()
