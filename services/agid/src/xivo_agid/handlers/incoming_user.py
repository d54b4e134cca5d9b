# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.handler import Handler
from xivo_agid.snapshot import Snapshot, User


class IncomingUserSetFeatures(Handler):
    """Arguments: user id, extension, context, id of the calling user. How a call to this user rings, and who calls.

    A user that the snapshot does not know leaves the variables as they are: the generated dialplan's own.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        if snapshot is None:
            return
        user_id, exten, context, caller_id = (*request.args, "", "", "", "")[:4]
        variables = _shown(_user(snapshot, caller_id))
        user = _user(snapshot, user_id)
        if user is not None:
            variables |= {
                "XIVO_INTERFACE": user.interface,
                "XIVO_RINGSECONDS": user.ring_seconds,
                "XIVO_CALLOPTIONS": "",
                "XIVO_SIMULTCALLS": user.simultaneous_calls,
                "XIVO_ENABLEDND": int(user.dnd),
                "XIVO_REAL_NUMBER": exten,
                "XIVO_REAL_CONTEXT": context,
                "XIVO_FROM_AGI": 1,
            }
        await channel.set_variables(variables)


def _user(snapshot: Snapshot, identifier: str) -> User | None:
    return snapshot.users.get(int(identifier)) if identifier.isdecimal() else None


def _shown(caller: User | None) -> dict[str, str | float]:
    """What the called phone shows of a caller who is a user."""
    if caller is None:
        return {}
    shown = {"CALLERID(name)": caller.name, "CALLERID(num)": caller.number}
    return {name: value for name, value in shown.items() if value}
