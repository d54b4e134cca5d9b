# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid import schedules
from xivo_agid.handler import Handler
from xivo_agid.handlers.arguments import given


class CheckSchedule(Handler):
    """Arguments: path and id, else XIVO_PATH and XIVO_PATH_ID. Sets XIVO_SCHEDULE_STATUS and where to go if closed."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        if snapshot is None:
            return
        path = await given(request, channel, 0, "XIVO_PATH")
        path_id = await given(request, channel, 1, "XIVO_PATH_ID")
        await channel.set_variables(schedules.variables(snapshot, path, path_id))
