# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.handler import Handler
from xivo_agid.handlers.arguments import given


class GetRing(Handler):
    """Arguments: extension, context, origin and whether the call is forwarded, else XIVO_REAL_NUMBER,
    XIVO_REAL_CONTEXT, XIVO_CALLORIGIN, XIVO_CALLFORWARDED. Sets XIVO_RINGTYPE and XIVO_PHONETYPE, for dialplans of
    administrators; the library's own are told with the rest of the call.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        if snapshot is None:
            return
        exten = await given(request, channel, 0, "XIVO_REAL_NUMBER")
        context = await given(request, channel, 1, "XIVO_REAL_CONTEXT")
        origin = await given(request, channel, 2, "XIVO_CALLORIGIN")
        forwarded = await given(request, channel, 3, "XIVO_CALLFORWARDED") == "1"
        told = self.surroundings.ring_tones.variables(
            snapshot, [(exten, context)], origin or "intern", forwarded=forwarded
        )
        await channel.set_variables(told)
