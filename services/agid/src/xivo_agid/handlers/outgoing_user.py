# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid import call_options, outcalls, schedules
from xivo_agid.destinations import Variables
from xivo_agid.handler import Handler, Surroundings
from xivo_agid.handlers.arguments import number_of
from xivo_agid.permissions import ALLOWED, Permissions
from xivo_agid.snapshot import Row, Snapshot


class OutgoingUserSetFeatures(Handler):
    """Arguments: outgoing call's id, number dialled, id of the calling user. By which trunks it goes, as whose call.

    Also whether it may; but an emergency number is stopped by no permission and no schedule.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self._permissions = Permissions()

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        outcall_id, number, caller = (*request.args, "", "", "")[:3]
        outcall = snapshot.one("outcalls", outcall_id) if snapshot else None
        if snapshot is None or outcall is None:
            return
        user_id = number_of(caller)
        extension = outcalls.extension_of(outcall, number)
        row = snapshot.one("users", user_id) or {}
        await channel.set_variables(
            {
                "XIVO_PATH": "outcall",
                "XIVO_PATH_ID": outcall["id"],
                "XIVO_OUTCALLID": outcall["id"],
                "XIVO_OUTCALLPREPROCESS_SUBROUTINE": outcall["preprocess_subroutine"],
                "XIVO_HANGUPRINGTIME": outcall["ring_time"] or "",
                "XIVO_CALLOPTIONS": call_options.letters(called={}, caller=row),
                "XIVO_CALLRECORDFILE": call_options.recording(request, "outcall", number, row),
                **outcalls.trunks(snapshot, outcall, outcalls.number_on_trunk(extension, number)),
                **outcalls.caller_id(outcall, extension, snapshot.one("users", user_id)),
                **self._limits(snapshot, outcall, user_id, number),
                "XIVO_FROM_AGI": 1,
            }
        )

    def _limits(self, snapshot: Snapshot, outcall: Row, user_id: int | None, number: str) -> Variables:
        if outcall["emergency"]:
            return {**ALLOWED.variables, "XIVO_SCHEDULE_STATUS": "opened"}
        return {
            **self._permissions.of_caller(snapshot, user_id, number, outcall["id"]).variables,
            **schedules.variables(snapshot, "outcall", outcall["id"]),
        }
