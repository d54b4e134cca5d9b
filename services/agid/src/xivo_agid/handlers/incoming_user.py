# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid import boss_filter, call_options, schedules
from xivo_agid.destinations import Destination, Variables, forwards
from xivo_agid.handler import Handler
from xivo_agid.handlers import completion
from xivo_agid.ring_tones.service import numbers_of
from xivo_agid.snapshot import Row, Snapshot, User


class IncomingUserSetFeatures(Handler):
    """Arguments: user id, extension, context, id of the calling user, origin of the call, 1 if a user forwarded it.

    How a call to this user rings, and who calls.

    A user that the snapshot does not know leaves the variables as they are: the generated dialplan's own.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        if snapshot is None:
            return
        user_id, exten, context, caller_id, origin, forwarded = (*request.args, *[""] * 6)[:6]
        caller = _user(snapshot, caller_id)
        variables = _shown(caller)
        user, row = _user(snapshot, user_id), snapshot.one("users", user_id)
        if user is not None and row is not None:
            caller_row = snapshot.one("users", caller_id) or {}
            variables |= {
                "XIVO_INTERFACE": user.interface,
                "XIVO_RINGSECONDS": user.ring_seconds,
                "XIVO_CALLOPTIONS": call_options.letters(called=row, caller=caller_row),
                "XIVO_SIMULTCALLS": user.simultaneous_calls,
                "XIVO_ENABLEDND": int(user.dnd),
                "XIVO_CALLRECORDFILE": call_options.recording(request, "user", exten, row, caller_row),
                "XIVO_USERPREPROCESS_SUBROUTINE": row.get("preprocess_subroutine") or "",
                "XIVO_USEREMAIL": _email(snapshot, row),
                "XIVO_PATH": "user",
                "XIVO_PATH_ID": user.id,
                "XIVO_REAL_NUMBER": exten,
                "XIVO_REAL_CONTEXT": context,
                **self.surroundings.permissions.of_caller(snapshot, caller.id if caller else None, exten).variables,
                **schedules.variables(snapshot, "user", user.id),
                **self.surroundings.ring_tones.variables(
                    snapshot,
                    [(exten, context), *numbers_of(user)],
                    origin or "intern",
                    forwarded=forwarded == "1",
                ),
                **_elsewhere(snapshot, row, user.context or context),
                "XIVO_FROM_AGI": 1,
            }
            filtered = boss_filter.variables(snapshot, user, caller)
            if filtered["XIVO_CALLFILTER"]:
                shown = str(variables.get("CALLERID(name)") or request.calleridname or request.callerid or "")
                filtered["CALLERID(name)"] = boss_filter.announced(snapshot, user, shown)
            variables |= filtered
            if caller is not None and forwarded != "1":
                called = completion.attempt(
                    snapshot,
                    row,
                    caller.id,
                    user,
                    channel=request.uniqueid,
                    begun=self.surroundings.completion.now,
                    authorization=str(variables["XIVO_AUTHORIZATION"]),
                    filtered=bool(filtered["XIVO_CALLFILTER"]),
                )
                self.surroundings.completion.begins(called)
        await channel.set_variables(variables)


def _user(snapshot: Snapshot, identifier: str) -> User | None:
    return snapshot.users.get(int(identifier)) if identifier.isdecimal() else None


def _shown(caller: User | None) -> Variables:
    """What the called phone shows of a caller who is a user."""
    if caller is None:
        return {}
    shown = {"CALLERID(name)": caller.name, "CALLERID(num)": caller.number}
    return {name: value for name, value in shown.items() if value}


def _elsewhere(snapshot: Snapshot, row: Row, context: str) -> Variables:
    """``context`` is his own, where his forwards are dialled: a caller from outside could not go there himself.

    Where the call goes before it rings, and when nobody takes it: his own forward, his mailbox, his fallback.
    """
    fallbacks = row.get("fallbacks") or {}

    def otherwise(event: str, *, greeting: str, forward: str = "") -> Destination | None:
        return (
            (_forward(row, forward, context) if forward else None)
            or _mailbox(snapshot, row, greeting)
            or fallbacks.get(event)
        )

    return forwards(
        (
            ("USER_UNC", _forward(row, "unconditional", context)),
            ("USER_NOANSWER", otherwise("noanswer", greeting="unavailable", forward="noanswer")),
            ("USER_BUSY", otherwise("busy", greeting="busy", forward="busy")),
            ("USER_DND", otherwise("busy", greeting="busy")),
            ("USER_CONGESTION", otherwise("congestion", greeting="unavailable")),
            ("USER_CHANUNAVAIL", otherwise("fail", greeting="unavailable")),
        )
    )


def _forward(row: Row, forward: str, context: str) -> Destination | None:
    """The user's own choice (CC-117)."""
    exten = row.get(f"{forward}_destination")
    if not (row.get(f"{forward}_enabled") and exten and context):
        return None
    return {"type": "extension", "exten": exten, "context": context}


def _email(snapshot: Snapshot, row: Row) -> str:
    """Where his messages go, and faxes for him if somebody looks for them (DEV-226)."""
    mailbox = _open_mailbox(snapshot, row)
    return (mailbox.get("email") or "") if mailbox else ""


def _open_mailbox(snapshot: Snapshot, row: Row) -> Row | None:
    """His, while it is switched on: his use of it, and the mailbox itself (API-127, CC-126)."""
    mailbox = snapshot.one("voicemails", row.get("voicemail_id"))
    return mailbox if mailbox and mailbox["enabled"] and row.get("voicemail_enabled") else None


def _mailbox(snapshot: Snapshot, row: Row, greeting: str) -> Destination | None:
    mailbox = _open_mailbox(snapshot, row)
    if mailbox is None:
        return None
    return {"type": "voicemail", "voicemail_id": mailbox["id"], "greeting": greeting, "skip_instructions": False}
