# SPDX-License-Identifier: GPL-3.0-or-later
import logging

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.fax.job import Fax
from xivo_agid.handler import Handler

logger = logging.getLogger(__name__)


class HandleFax(Handler):
    """Arguments: TIFF file, e-mail, number called, FAXSTATUS, FAXPAGES, FAXERROR. Takes a fax over from the call.

    The name of the file is ``<caller>-<epoch>-<number>.tif``, in the spool folder that Asterisk and agid share.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:  # noqa: ARG002  the call is over
        path, email, dstnum, status, pages, error = (*request.args, *[""] * 6)[:6]
        fax = Fax.received(path, email, dstnum, pages)
        if fax is None:
            logger.error("%r is no fax", path)
            return
        await self.surroundings.faxes.over(fax, status, error)
