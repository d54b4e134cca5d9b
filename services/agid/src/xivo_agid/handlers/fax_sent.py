# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.handler import Handler


class FaxSent(Handler):
    """Arguments: id of the fax, FAXSTATUS, FAXPAGES, FAXERROR. What came of a fax that a user sends."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:  # noqa: ARG002  the call is over
        fax_id, status, pages, error = (*request.args, *[""] * 4)[:4]
        sent = int(pages) if pages.isdigit() else 0
        await self.surroundings.outgoing_faxes.ended(fax_id, status, sent, error)
