# SPDX-License-Identifier: GPL-3.0-or-later
import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Header, Query
from starlette.responses import Response, StreamingResponse
from xivo_access import requires
from xivo_store import Database, Direction, ListParams

from xivo_call_logd.call_logs import csv_format, dao
from xivo_call_logd.call_logs.errors import MissingDate, NotAcceptable, WrongDate
from xivo_call_logd.call_logs.schemas import CallLogList, CallLogView, ErrorBody
from xivo_call_logd.model import CallLog

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", re.ASCII)
_CHUNK = 5000

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "CSV as the manual describes it (`Call Date,Caller,Called,Period,user Field`; Period is the "
        "time from the first conversation to the end of the last in whole seconds, half a second rounded up), or JSON",
        "content": {"text/csv": {"schema": {"type": "string"}}},
        "model": CallLogList,
    },
    400: {"model": ErrorBody, "description": "a parameter is wrong, or one date is given without the other"},
    401: {"model": ErrorBody, "description": "no valid token"},
    403: {"model": ErrorBody, "description": "the token lacks the ACL"},
    406: {"model": ErrorBody, "description": "neither text/csv nor application/json is accepted"},
    503: {"model": ErrorBody, "description": "the database, or the token service, is away"},
}


def make_router(database: Database, zone: ZoneInfo) -> APIRouter:
    router = APIRouter(prefix="/1.0", tags=["call logs"])

    @router.get(
        "/call_logs",
        summary="Call logs, as CSV or JSON",
        responses=_RESPONSES,
        response_model=None,
        **requires("call-logd.call_logs.read"),
    )
    async def list_call_logs(
        start_date: Annotated[str | None, Query(description="YYYY-MM-DDTHH:MM:SS, with end_date")] = None,
        end_date: Annotated[str | None, Query(description="YYYY-MM-DDTHH:MM:SS, with start_date")] = None,
        search: Annotated[str | None, Query(description="JSON only")] = None,
        order: Annotated[Literal["date", "source_extension"], Query(description="JSON only")] = "date",
        direction: Annotated[Direction, Query(description="JSON only")] = Direction.ASC,
        limit: Annotated[int, Query(ge=1, le=10_000, description="JSON only")] = 1000,
        skip: Annotated[int, Query(ge=0, le=2**31, description="JSON only")] = 0,
        accept: Annotated[str, Header(include_in_schema=False)] = "*/*",
    ) -> Response:
        """All call logs, or those that began within a period (both ends included), in the order of their dates."""
        period = parse_period(start_date, end_date, zone)
        if prefers_csv(accept):
            async with database.read() as session:
                first = await dao.chunk(session, period, None, _CHUNK)
            return StreamingResponse(
                stream_csv(database, zone, period, first), headers={"Content-Type": csv_format.MEDIA_TYPE}
            )
        params = ListParams(search=search, order=order, direction=direction, limit=limit, skip=skip)
        async with database.read() as session:
            logs, total = await dao.page(session, period, params)
        page = CallLogList(total=total, items=[CallLogView.of(log) for log in logs])
        return Response(page.model_dump_json(), media_type="application/json")

    return router


async def stream_csv(
    database: Database, zone: ZoneInfo, period: dao.Period | None, logs: list[CallLog]
) -> AsyncIterator[bytes]:
    yield csv_format.format_rows(logs, zone, header=True)
    while len(logs) == _CHUNK:
        async with database.read() as session:
            logs = await dao.chunk(session, period, logs[-1], _CHUNK)
        yield csv_format.format_rows(logs, zone, header=False)


def parse_period(start_date: str | None, end_date: str | None, zone: ZoneInfo) -> dao.Period | None:
    """Raises `MissingDate` or `WrongDate`."""
    if start_date is None and end_date is None:
        return None
    if start_date is None:
        raise MissingDate(name="start_date")
    if end_date is None:
        raise MissingDate(name="end_date")
    return dao.Period(_date("start_date", start_date, zone), _date("end_date", end_date, zone))


def _date(name: str, value: str, zone: ZoneInfo) -> datetime:
    if not _DATE.fullmatch(value):
        raise WrongDate(name=name)
    try:
        return datetime.fromisoformat(value).replace(tzinfo=zone)
    except ValueError as error:
        raise WrongDate(name=name) from error


def prefers_csv(accept: str) -> bool:
    """JSON only for those who ask for it and not for CSV. Raises `NotAcceptable`."""
    types = {part.split(";")[0].strip().lower() for part in accept.split(",")}
    if types & {"text/csv", "text/*"} or ("*/*" in types and "application/json" not in types):
        return True
    if types & {"application/json", "application/*"}:
        return False
    raise NotAcceptable
