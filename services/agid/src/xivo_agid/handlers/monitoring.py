# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.handler import Handler


class Monitoring(Handler):
    """Says that agid answers."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:  # noqa: ARG002  the interface's
        await channel.verbose("Status: OK")
