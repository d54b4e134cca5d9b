# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid import call_options, outcalls, schedules
from xivo_agid.destinations import Variables
from xivo_agid.handler import Handler, Surroundings
from xivo_agid.handlers.arguments import number_of
from xivo_agid.permissions import ALLOWED, CAPPED, DENY, Verdict
from xivo_agid.responsible import responsible_user
from xivo_agid.snapshot import Row, Snapshot, User
from xivo_agid.toll import TollCap


class OutgoingUserSetFeatures(Handler):
    """Arguments: outgoing call's id, number dialled, id of the calling user, of the user who forwarded the call,
    names of the channels that deflected or transferred it. By which trunks it goes, as whose call.

    Also whether it may, which depends on who sent it there. An emergency number is stopped by no permission, schedule
    or cap.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self._toll = TollCap(surroundings.settings.toll, surroundings.announces)

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        outcall_id, number, caller, *senders = (*request.args, *[""] * 7)[:7]
        outcall = snapshot.one("outcalls", outcall_id) if snapshot else None
        if snapshot is None or outcall is None:
            return
        user_id = number_of(caller)
        extension = outcalls.extension_of(outcall, number)
        on_trunk = outcalls.number_on_trunk(extension, number)
        sent_by = responsible_user(snapshot, caller, *senders)
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
                **outcalls.trunks(snapshot, outcall, on_trunk),
                **outcalls.caller_id(outcall, extension, snapshot.one("users", user_id)),
                **await self._limits(snapshot, outcall, sent_by, number, on_trunk),
                "XIVO_FROM_AGI": 1,
            }
        )

    async def _limits(
        self, snapshot: Snapshot, outcall: Row, user: User | None, number: str, on_trunk: str
    ) -> Variables:
        if outcall["emergency"]:
            return {**ALLOWED.variables, "XIVO_SCHEDULE_STATUS": "opened"}
        verdict = self.surroundings.permissions.of_caller(snapshot, user.id if user else None, number, outcall["id"])
        schedule = schedules.variables(snapshot, "outcall", outcall["id"])
        goes_out = verdict.authorization != DENY and schedule["XIVO_SCHEDULE_STATUS"] == "opened"
        if goes_out and not await self._toll.lets_pass(user, outcall["id"], on_trunk):
            verdict = Verdict(CAPPED)
        return {**verdict.variables, **schedule}
