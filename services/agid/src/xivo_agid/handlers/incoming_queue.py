# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid import schedules
from xivo_agid.caller_ids import announced
from xivo_agid.destinations import forwards
from xivo_agid.handler import Handler

_OPTIONS = {
    "data_quality": "d",
    "hit_hangup": "h",
    "caller_hangup": "H",
    "hit_transfer": "t",
    "no_retry": "n",
    "ring_tone": "r",
    "ignore_forward": "i",
    "mark_answered_elsewhere": "C",
}
"""Fields of a queue, and the options of `Queue` that they are (CC-138)."""
_EVENTS = {"wait_time": "DIVERT_HOLDTIME", "wait_ratio": "DIVERT_CA_RATIO"}
_FORWARDS = {"wait_time": "QUEUE_QWAITTIME", "wait_ratio": "QUEUE_QWAITRATIO"}


class IncomingQueueSetFeatures(Handler):
    """Arguments: queue id, extension, context. How callers wait in this queue, and where they go otherwise.

    A queue that the snapshot does not know leaves the variables as they are: the generated dialplan's own.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        queue_id, exten, context = (*request.args, "", "", "")[:3]
        queue = snapshot.one("queues", queue_id) if snapshot else None
        if snapshot is None or queue is None:
            return
        diversions = {kind: rule for kind, rule in queue["diversions"].items() if rule}
        await channel.set_variables(
            {
                **announced(request, queue),
                "XIVO_PATH": "queue",
                "XIVO_PATH_ID": queue["id"],
                "XIVO_REAL_NUMBER": exten,
                "XIVO_REAL_CONTEXT": context,
                "XIVO_QUEUENAME": queue["name"] if queue["enabled"] else "",
                "XIVO_QUEUEOPTIONS": "".join(letter for field, letter in _OPTIONS.items() if queue[field]),
                "XIVO_QUEUETIMEOUT": queue["ring_time"] or "",
                # music is for a call that was answered
                "XIVO_QUEUEANSWER": 0 if queue["ring_tone"] else 1,
                "XIVO_QUEUEPREPROCESS_SUBROUTINE": queue["preprocess_subroutine"],
                "XIVO_QUEUEDIVERSIONS": 1 if diversions else 0,
                **schedules.variables(snapshot, "queue", queue["id"]),
                **forwards((f"QUEUE_{event.upper()}", to) for event, to in queue["fallbacks"].items()),
                **forwards((_FORWARDS[kind], rule["destination"]) for kind, rule in diversions.items()),
                "XIVO_FROM_AGI": 1,
            }
        )


class CheckDiversion(Handler):
    """Argument: queue id. Sets XIVO_DIVERT_EVENT if the caller is sent elsewhere at once (CC-146 to CC-149)."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        queue = snapshot.one("queues", (*request.args, "")[0]) if snapshot else None
        if queue is None:
            return
        name, rules = queue["name"], queue["diversions"]
        waiting = await _number(channel, f"${{QUEUE_WAITING_COUNT({name})}}")
        if not waiting:
            return
        if rules["wait_time"]:
            await channel.get_full_variable(f"${{QUEUE_VARIABLES({name})}}")
            average = await _number(channel, "${QUEUEHOLDTIME}")
            if average > rules["wait_time"]["threshold"]:
                await channel.set_variables({"XIVO_DIVERT_EVENT": _EVENTS["wait_time"]})
                return
        if rules["wait_ratio"]:
            logged = await _number(channel, f"${{QUEUE_MEMBER({name},logged)}}")
            if too_many(waiting, logged, rules["wait_ratio"]["threshold"]):
                await channel.set_variables({"XIVO_DIVERT_EVENT": _EVENTS["wait_ratio"]})


def too_many(waiting: int, logged: int, threshold: float) -> bool:
    """Whether one more caller is above the threshold for each logged-in agent; without any agent he always is."""
    return waiting > 0 and (not logged or (waiting + 1) / logged > threshold)


async def _number(channel: AGIChannel, expression: str) -> int:
    found = await channel.get_full_variable(expression) or ""
    return int(found) if found.isdigit() else 0
