# SPDX-License-Identifier: GPL-3.0-or-later
"""Which telephones a number has, for the services that act on their calls."""

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.handler import Handler
from xivo_agid.handlers.arguments import number_of


class DirectedPickup(Handler):
    """Argument: a number. `XIVO_PICKUP` is what rings there, for `PickupChan` (ADM-174); nothing if it is nobody's.

    Without this the number's hint serves, which a user without supervision or with a custom line does not have.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        context = await channel.get_variable("XIVO_BASE_CONTEXT") or ""
        user = snapshot.user_at((*request.args, "")[0], context) if snapshot else None
        if user is not None and user.interface:
            await channel.set_variables({"XIVO_PICKUP": user.interface})


class CallListening(Handler):
    """Argument: a number. `XIVO_LISTEN` is the beginning of the name of its main line's channels; not for who calls."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        context = await channel.get_variable("XIVO_BASE_CONTEXT") or ""
        caller = number_of(await channel.get_variable("XIVO_USERID") or "")
        user = snapshot.user_at((*request.args, "")[0], context) if snapshot else None
        if user is not None and user.lines and user.id != caller and caller is not None:
            await channel.set_variables({"XIVO_LISTEN": f"{user.lines[0].interface}-"})
