# SPDX-License-Identifier: GPL-3.0-or-later
"""The words on the wire: media type, links, answers, documented errors."""

from __future__ import annotations

import copy
from typing import Any

import orjson
from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/vnd.proformatique.provd+json"


class ProvdResponse(JSONResponse):
    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


def answer(request: Request, content: Any, status: int = 200, location: str | None = None) -> Response:
    """In the old media type, or as plain JSON for those who ask for that."""
    accept = request.headers.get("accept", "")
    wants_json = "application/json" in accept and MEDIA_TYPE not in accept
    headers = {"Location": location} if location else None
    return ProvdResponse(content, status, headers, "application/json" if wants_json else MEDIA_TYPE)


def created(request: Request, base: str, document_id: str) -> Response:
    return answer(request, {"id": document_id}, 201, f"{base}/{document_id}")


def begun(base: str, monitor_id: str) -> Response:
    """201 without a body: the operation's monitor is at the Location."""
    return Response(status_code=201, headers={"Location": f"{base}/{monitor_id}"}, media_type=MEDIA_TYPE)


def links(*pairs: tuple[str, str]) -> dict[str, list[dict[str, str]]]:
    return {"links": [{"href": href, "rel": rel} for rel, href in pairs]}


class ErrorBody(BaseModel):
    error: str
    error_id: str


class Link(BaseModel):
    href: str
    rel: str


class Links(BaseModel):
    links: list[Link]


class Status(BaseModel):
    status: str
    reason: str | None = None


class Identity(BaseModel):
    id: str


class IdBody(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    id: str


class AnyObject(BaseModel):
    model_config = ConfigDict(extra="allow")


_DESCRIPTIONS = {
    400: "the request is not valid",
    401: "no token, or not a good one",
    403: "the token does not allow it, or the object forbids it",
    404: "no such object",
    409: "in conflict with what there is",
    500: "unexpected error",
    503: "a dependency is away; see Retry-After",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route."""
    every = sorted({400, 401, 403, 503, *statuses})
    return {status: {"model": ErrorBody, "description": _DESCRIPTIONS[status]} for status in every}


def describe_contract(app: FastAPI) -> None:
    """Invalid requests answer 400 here; FastAPI's 422 has no place in the contract."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = copy.deepcopy(generate())
            for operations in schema["paths"].values():
                for operation in operations.values():
                    operation["responses"].pop("422", None)
                    for status, response in operation["responses"].items():
                        _use_media_type(status, response)
                    _accept_both(operation.get("requestBody", {}))
            for name in ("HTTPValidationError", "ValidationError"):
                schema["components"]["schemas"].pop(name, None)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _use_media_type(status: str, response: dict[str, Any]) -> None:
    content = response.get("content", {})
    if status.startswith("2") and MEDIA_TYPE in content:
        content["application/json"] = content[MEDIA_TYPE]
    elif not status.startswith("2") and MEDIA_TYPE in content:
        content["application/json"] = content.pop(MEDIA_TYPE)


def _accept_both(body: dict[str, Any]) -> None:
    content = body.get("content", {})
    if "application/json" in content:
        content[MEDIA_TYPE] = content["application/json"]
