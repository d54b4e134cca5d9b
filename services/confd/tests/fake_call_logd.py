# SPDX-License-Identifier: GPL-3.0-or-later
"""call-logd as confd meets it."""

from __future__ import annotations

import httpx

CSV = (
    b"Call Date,Caller,Called,Period,user Field\r\n"
    b"2013-01-01T01:00:00,source1 (1001),2001,1,\r\n"
    b"2013-01-02T00:00:00,source2 (1002),2002,2,userfield\r\n"
)


class FakeCallLogd(httpx.AsyncBaseTransport):
    """Set ``away`` and nobody answers, ``answer`` and it says something else."""

    def __init__(self) -> None:
        self.away = False
        self.answer: httpx.Response | None = None
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.away:
            raise httpx.ConnectError("no route to call-logd", request=request)
        if self.answer is not None:
            return self.answer
        return httpx.Response(200, content=CSV, headers={"Content-Type": "text/csv; charset=utf-8"})
