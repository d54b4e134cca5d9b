# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid import schedules
from xivo_agid.caller_ids import rewritten_name
from xivo_agid.destinations import Variables, forward
from xivo_agid.handler import Handler
from xivo_agid.snapshot import Row, Snapshot


class IncomingDidSetFeatures(Handler):
    """Arguments: incoming call's id, number called, context. Who calls, whether he may, and where the call goes.

    Everything about the call in one answer: the caller id after the rules for numbers from outside (SYS-027) and with
    the incoming call's own words, the call permissions, the schedule, the destination.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        incall_id, exten, context = (*request.args, "", "", "")[:3]
        incall = snapshot.one("incalls", incall_id) if snapshot else None
        if snapshot is None or incall is None:
            return
        number = self.surroundings.in_callerid.transformed(request.callerid)
        named = await self.surroundings.names.variables(request, number, _called(snapshot, incall))
        await channel.set_variables(
            {
                **named,
                **_caller(request, incall, number, str(named.get("CALLERID(name)", ""))),
                "XIVO_PATH": "incall",
                "XIVO_PATH_ID": incall["id"],
                "XIVO_REAL_NUMBER": exten,
                "XIVO_REAL_CONTEXT": context,
                "XIVO_DIDPREPROCESS_SUBROUTINE": incall["preprocess_subroutine"],
                **self.surroundings.permissions.of_incall(snapshot, incall["id"], number).variables,
                **schedules.variables(snapshot, "incall", incall["id"]),
                **forward("INCALL_ANSWER", incall["destination"]),
                "XIVO_FROM_AGI": 1,
            }
        )


class InCallerid(Handler):
    """Rewrites the caller's number by the rules for calls from outside, for an administrator's own dialplan."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        number = self.surroundings.in_callerid.transformed(request.callerid)
        await channel.set_variables(_number(request, number))


class CalleridForphones(Handler):
    """The caller's name from the directories, for an administrator's own dialplan."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        await channel.set_variables(await self.surroundings.names.variables(request, request.callerid or ""))


def _number(request: AGIRequest, number: str) -> Variables:
    if number == (request.callerid or ""):
        return {}
    named: Variables = {"CALLERID(name)": number} if request.calleridname == request.callerid else {}
    return {"CALLERID(num)": number, **named}


def _called(snapshot: Snapshot, incall: Row) -> str | None:
    """The UUID of the user for whom the call is."""
    destination = incall["destination"] or {}
    user = snapshot.one("users", destination.get("user_id")) if destination.get("type") == "user" else None
    return str(user["uuid"]) if user else None


def _caller(request: AGIRequest, incall: Row, number: str, found: str) -> Variables:
    """``found`` is the name that the directories have for the number."""
    shown = found or request.calleridname or ""
    if shown == (request.callerid or ""):
        shown = number
    name = rewritten_name(incall["caller_id_mode"], incall["caller_id_name"], shown)
    named: Variables = {"CALLERID(name)": name} if found or name != shown else {}
    return {**_number(request, number), **named}
