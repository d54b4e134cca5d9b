# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.handler import Handler
from xivo_agid.snapshot import Snapshot


class IncomingUserSetFeatures(Handler):
    """Arguments: user id, extension, context. How a call to this user rings, and who calls.

    A user that the snapshot does not know leaves the variables as they are: the generated dialplan's own.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        if snapshot is None:
            return
        await self._show_caller(snapshot, channel)
        user_id, exten, context = (*request.args, "", "", "")[:3]
        user = snapshot.users.get(int(user_id)) if user_id.isdecimal() else None
        if user is None:
            return
        for name, value in (
            ("XIVO_INTERFACE", user.interface),
            ("XIVO_RINGSECONDS", user.ring_seconds),
            ("XIVO_CALLOPTIONS", ""),
            ("XIVO_SIMULTCALLS", user.simultaneous_calls),
            ("XIVO_ENABLEDND", int(user.dnd)),
            ("XIVO_REAL_NUMBER", exten),
            ("XIVO_REAL_CONTEXT", context),
            ("XIVO_FROM_AGI", 1),
        ):
            await channel.set_variable(name, value)

    @staticmethod
    async def _show_caller(snapshot: Snapshot, channel: AGIChannel) -> None:
        caller_id = await channel.get_variable("XIVO_USERID")
        caller = snapshot.users.get(int(caller_id)) if caller_id and caller_id.isdecimal() else None
        if caller is None:
            return
        if caller.name:
            await channel.set_variable("CALLERID(name)", caller.name)
        if caller.number:
            await channel.set_variable("CALLERID(num)", caller.number)
