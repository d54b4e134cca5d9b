# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones that ask by TFTP."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterable

from ..plugin import RequestType, TFTPRequest
from ..tftp.content import Content, StaticFile
from ..tftp.packets import ErrorCode, ReadRequest
from ..tftp.server import Reader, TftpRefusal
from .answers import Outcome
from .door import Visit
from .identification import normal_address
from .service import REQUESTS, PhoneService

_REFUSALS = {
    Outcome.DENIED: (ErrorCode.ACCESS_VIOLATION, "access denied"),
    Outcome.BANNED: (ErrorCode.ACCESS_VIOLATION, "too many requests"),
    Outcome.NOT_FOUND: (ErrorCode.FILE_NOT_FOUND, "file not found"),
    Outcome.UNAVAILABLE: (ErrorCode.NOT_DEFINED, "try again later"),
}


def phone_reader(phones: PhoneService, networks: Iterable[str]) -> Reader:
    """Answers the phones' networks only: whatever TFTP carries is for who can ask, and its senders can be forged."""
    allowed = [ipaddress.ip_network(network) for network in networks]

    async def read(peer: str, request: ReadRequest) -> Content:
        address = normal_address(peer)
        if not any(ipaddress.ip_address(address) in network for network in allowed):
            REQUESTS.labels(RequestType.TFTP, "foreign").inc()
            raise TftpRefusal(ErrorCode.ACCESS_VIOLATION, "access denied")
        tftp_request = TFTPRequest(address, request.filename, request.options)
        key = (address, RequestType.TFTP, request.filename)
        answer = await phones.answer(Visit(tftp_request, RequestType.TFTP, None, key=key))
        if answer.outcome is not Outcome.SERVED:
            raise TftpRefusal(*_REFUSALS[answer.outcome])
        if answer.path is not None:
            return await asyncio.to_thread(StaticFile, answer.path)
        return answer.content

    return read
