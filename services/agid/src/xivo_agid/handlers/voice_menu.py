# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid import schedules
from xivo_agid.handler import Handler


class VoiceMenu(Handler):
    """Argument: voice menu's id. Sets XIVO_VCMN_CONTEXT, the administrator's context that the call enters at s,1."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        menu = snapshot.one("voice_menus", request.args[0]) if snapshot and request.args else None
        if snapshot is None or menu is None or not menu["enabled"]:
            return
        await channel.set_variables(
            {
                "XIVO_PATH": "voicemenu",
                "XIVO_PATH_ID": menu["id"],
                "XIVO_VCMN_CONTEXT": menu["dialplan_context"],
                **schedules.variables(snapshot, "voicemenu", menu["id"]),
            }
        )
