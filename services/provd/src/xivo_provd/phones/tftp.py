# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones that ask by TFTP."""

from __future__ import annotations

import asyncio

from ..plugin import RequestType, TFTPRequest
from ..tftp.packets import ErrorCode, ReadRequest
from ..tftp.server import Reader, TftpRefusal
from .answers import Outcome
from .identification import normal_address
from .service import PhoneService, Visit

_REFUSALS = {
    Outcome.DENIED: (ErrorCode.ACCESS_VIOLATION, "access denied"),
    Outcome.BANNED: (ErrorCode.ACCESS_VIOLATION, "too many requests"),
    Outcome.NOT_FOUND: (ErrorCode.FILE_NOT_FOUND, "file not found"),
    Outcome.UNAVAILABLE: (ErrorCode.NOT_DEFINED, "try again later"),
}


def phone_reader(phones: PhoneService) -> Reader:
    async def read(address: str, request: ReadRequest) -> bytes:
        tftp_request = TFTPRequest(normal_address(address), request.filename, request.options)
        answer = await phones.answer(Visit(tftp_request, RequestType.TFTP, None))
        if answer.outcome is not Outcome.SERVED:
            raise TftpRefusal(*_REFUSALS[answer.outcome])
        if answer.path is not None:
            return await asyncio.to_thread(answer.path.read_bytes)
        return answer.content

    return read
