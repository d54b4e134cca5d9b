# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid import schedules
from xivo_agid.caller_ids import announced
from xivo_agid.destinations import forwards
from xivo_agid.handler import Handler
from xivo_agid.snapshot import Row, Snapshot, User

_OPTIONS = {
    "ignore_forward": "i",
    "mark_answered_elsewhere": "C",
    "ring_tone": "r",
    "allow_callee_transfer": "t",
    "allow_caller_transfer": "T",
    "allow_callee_record": "x",
    "allow_caller_record": "X",
}
"""Fields of a group, and the options of `Queue` that they are."""


class IncomingGroupSetFeatures(Handler):
    """Arguments: group id, extension, context. How a call to this group is queued, and where it goes otherwise.

    A group that the snapshot does not know leaves the variables as they are: the generated dialplan's own.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        group_id, exten, context = (*request.args, "", "", "")[:3]
        group = snapshot.one("groups", group_id) if snapshot else None
        if snapshot is None or group is None:
            return
        rings = self.surroundings.ring_tones.of_members(snapshot, _members(snapshot, group))
        await channel.set_variables(
            {
                **rings,
                **announced(request, group),
                "XIVO_PATH": "group",
                "XIVO_PATH_ID": group["id"],
                "XIVO_REAL_NUMBER": exten,
                "XIVO_REAL_CONTEXT": context,
                "XIVO_GROUPNAME": group["name"] if group["enabled"] else "",
                "XIVO_GROUPOPTIONS": "".join(letter for field, letter in _OPTIONS.items() if group[field])
                + ("b(xivo-ring-tone-member^s^1)" if rings else ""),
                "XIVO_GROUPTIMEOUT": group["timeout"] or "",
                # music is for a call that was answered
                "XIVO_GROUPANSWER": 0 if group["ring_tone"] else 1,
                "XIVO_GROUPPREPROCESS_SUBROUTINE": group["preprocess_subroutine"],
                **schedules.variables(snapshot, "group", group["id"]),
                **forwards((f"GROUP_{event.upper()}", to) for event, to in group["fallbacks"].items()),
                "XIVO_FROM_AGI": 1,
            }
        )


def _members(snapshot: Snapshot, group: Row) -> list[User]:
    found = (snapshot.users.get(member["user_id"]) for member in group.get("users", ()))
    return [user for user in found if user is not None]
