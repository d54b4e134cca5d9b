# SPDX-License-Identifier: GPL-3.0-or-later
"""Call logs are call-logd's; confd passes them on, as the released API has them here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Annotated

import httpx
from fastapi import Query, Request, Response
from starlette.responses import StreamingResponse
from xivo_clients.call_logd import CallLogdClient

from ...edge.routing import Router
from ...errors import InputRefused, Unavailable

router = Router("/call_logs", "call_logs", unlimited_only=True)

_CSV = {200: {"description": "`Call Date,Caller,Called,Period,user Field`, UTF-8, CRLF"}}


class CsvResponse(Response):
    media_type = "text/csv"


@router.reads("", acl="confd.call_logs.read", media=CsvResponse, responses=_CSV)
async def list_call_logs(
    request: Request,
    start_date: Annotated[str | None, Query(description="YYYY-MM-DDTHH:MM:SS; goes with end_date")] = None,
    end_date: Annotated[str | None, Query(description="YYYY-MM-DDTHH:MM:SS; goes with start_date")] = None,
) -> Response:
    """All calls, or those that began between two instants, as CSV; passed on as they come."""
    client: CallLogdClient = request.app.state.call_logd
    async with AsyncExitStack() as stack:
        try:
            answer = await stack.enter_async_context(client.csv(start_date, end_date))
        except httpx.HTTPStatusError as refusal:
            raise _refused(refusal.response) from refusal
        except httpx.HTTPError as error:
            raise Unavailable(what="call-logd") from error
        return StreamingResponse(
            _passed_on(answer, stack.pop_all()), headers={"Content-Type": answer.headers["Content-Type"]}
        )


async def _passed_on(answer: httpx.Response, stack: AsyncExitStack) -> AsyncIterator[bytes]:
    async with stack:
        async for chunk in answer.aiter_bytes():
            yield chunk


def _refused(answer: httpx.Response) -> InputRefused | Unavailable:
    if answer.status_code != httpx.codes.BAD_REQUEST:
        return Unavailable(what="call-logd")
    try:
        return InputRefused(*answer.json()["messages"])
    except (ValueError, KeyError, TypeError):
        return InputRefused("Invalid parameters: start_date, end_date")
