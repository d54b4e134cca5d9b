# SPDX-License-Identifier: GPL-3.0-or-later
import hmac

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.destinations import Variables
from xivo_agid.handler import Handler
from xivo_agid.snapshot import Row


class IncomingMeetmeSetFeatures(Handler):
    """Arguments: conference room's id, extension, context. Which room it is, and whether a PIN is to be asked for.

    `XIVO_MEETMEROLE` is `user` for a room that everybody may enter, else empty.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        room_id, exten, context = (*request.args, "", "", "")[:3]
        room = snapshot.one("conference_rooms", room_id) if snapshot else None
        if room is None:
            return
        is_open = not room["pin"] and not room["admin_pin"]
        await channel.set_variables(
            {
                "XIVO_REAL_NUMBER": exten,
                "XIVO_REAL_CONTEXT": context,
                "XIVO_MEETMECONFNO": f"{room['exten']}@{room['context']}",
                "XIVO_MEETMEPREPROCESS_SUBROUTINE": room["preprocess_subroutine"],
                **(_entering(room, "user") if is_open else {"XIVO_MEETMEROLE": ""}),
                "XIVO_FROM_AGI": 1,
            }
        )


class IncomingMeetmeCheckPin(Handler):
    """Arguments: conference room's id, the digits. `XIVO_MEETMEROLE` is `admin`, `user`, or empty for a wrong PIN."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        room_id, entered = (*request.args, "", "")[:2]
        room = snapshot.one("conference_rooms", room_id) if snapshot else None
        role = ""
        if room is not None:
            if room["admin_pin"] and _same(entered, room["admin_pin"]):
                role = "admin"
            elif _same(entered, room["pin"]):
                role = "user"
        await channel.set_variables(_entering(room, role) if room and role else {"XIVO_MEETMEROLE": ""})


def _same(entered: str, pin: str) -> bool:
    return hmac.compare_digest(entered.encode(), pin.encode())


def _entering(room: Row, role: str) -> Variables:
    return {"XIVO_MEETMEROLE": role, "XIVO_MEETMEMENU": f"xivo-{role}-menu" if room[f"{role}_menu"] else ""}
