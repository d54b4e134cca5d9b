# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import logging
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel
from starlette.responses import PlainTextResponse
from xivo_access import requires

from .service import ConfigurationFiles

logger = logging.getLogger(__name__)


class FileList(BaseModel):
    files: list[str]


class ErrorAnswer(BaseModel):
    error: str
    error_id: str


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": ErrorAnswer} for status in (401, 403, *statuses, 503)}


def make_router(files: ConfigurationFiles) -> APIRouter:
    router = APIRouter(tags=["files"])

    @router.get("/asterisk", response_model=FileList, responses=errors(), **requires("confgend.asterisk.read"))
    async def list_files() -> dict[str, list[str]]:
        """The files that can be asked for."""
        return {"files": [f"asterisk/{name}" for name in files.names]}

    @router.get(
        "/asterisk/{name}",
        response_class=PlainTextResponse,
        responses={304: {"description": "Still what If-None-Match names"}, **errors(400, 404)},
        **requires("confgend.asterisk.{name}.read"),
    )
    async def get_file(name: str, request: Request, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """One of Asterisk's files, made from the configuration as it is now.

        `X-Live-Reload` says whether the administrator wants changes to reach Asterisk by themselves.
        """
        logger.info("serving asterisk/%s to %s", name, request.client.host if request.client else "?")
        file = await files.get(name)
        headers = {"ETag": file.etag, "X-Live-Reload": "true" if file.live_reload else "false"}
        if if_none_match == file.etag:
            return Response(status_code=304, headers=headers)
        return PlainTextResponse(file.text, headers=headers)

    return router
