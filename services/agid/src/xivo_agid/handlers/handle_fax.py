# SPDX-License-Identifier: GPL-3.0-or-later
import logging
import re
import time

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.fax.job import Fax
from xivo_agid.handler import Handler

logger = logging.getLogger(__name__)

_FILE = re.compile(r"(?:.*/)?(([0-9A-Za-z+]*)-([0-9]+)-[0-9]+\.tif)")


class HandleFax(Handler):
    """Arguments: TIFF file, e-mail, number called, FAXSTATUS, FAXPAGES, FAXERROR. Takes a fax over from the call.

    The name of the file is ``<caller>-<epoch>-<number>.tif``, in the spool folder that Asterisk and agid share.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:  # noqa: ARG002  the call is over
        path, email, dstnum, status, pages, error = (*request.args, *[""] * 6)[:6]
        found = _FILE.fullmatch(path)
        if found is None:
            logger.error("%r is no fax", path)
            return
        file, srcnum, epoch = found.groups()
        count = int(pages) if pages.isdigit() else 0
        fax = Fax(file, email, dstnum, srcnum, int(epoch or time.time()), count)
        if status == "SUCCESS":
            await self.surroundings.faxes.receive(fax)
        else:
            await self.surroundings.faxes.broke_off(fax, error or "the caller hung up")
