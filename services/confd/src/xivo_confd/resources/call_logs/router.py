# SPDX-License-Identifier: GPL-3.0-or-later
"""Call logs are call-logd's; confd passes them on, as the released API has them here."""

from __future__ import annotations

from typing import Annotated

import httpx
from fastapi import Query, Request, Response

from ...edge.routing import Router
from ...errors import InputRefused, Unavailable

router = Router("/call_logs", "call_logs")


class CsvResponse(Response):
    media_type = "text/csv"


@router.reads("", acl="confd.call_logs.read", media=CsvResponse)
async def list_call_logs(
    request: Request,
    start_date: Annotated[str | None, Query(description="YYYY-MM-DDTHH:MM:SS; goes with end_date")] = None,
    end_date: Annotated[str | None, Query(description="YYYY-MM-DDTHH:MM:SS; goes with start_date")] = None,
) -> Response:
    """All calls, or those that began between two instants, as CSV."""
    client: httpx.AsyncClient = request.app.state.call_logd
    given = {"start_date": start_date, "end_date": end_date}
    params = {name: value for name, value in given.items() if value is not None}
    try:
        answer = await client.get("/1.0/call_logs", params=params, headers={"Accept": "text/csv"})
    except httpx.HTTPError as error:
        raise Unavailable(what="call-logd") from error
    if answer.status_code == httpx.codes.BAD_REQUEST:
        raise InputRefused(*answer.json()["messages"])
    if answer.status_code != httpx.codes.OK:
        raise Unavailable(what="call-logd")
    return CsvResponse(answer.content, media_type="text/csv; charset=utf-8")
