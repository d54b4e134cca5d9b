# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of confd: who may, in which media type, logged, and documented with every status they can give."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import JSONResponse

from ..entity_limits import require_unlimited
from . import answers, request_log
from .access import Gatekeeper
from .links import PREFIX
from .negotiation import JSON, accepts, sends

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_MESSAGES = {"application/json": {"schema": {"type": "array", "items": {"type": "string"}}}}
UNLIMITED_ONLY = "x-unlimited-only"
_LOCATION = {"Location": {"description": "Where the new object is", "schema": {"type": "string"}}}


class ConfdRoute(APIRoute):
    """Checks in this order: who calls (401, 403), what he accepts (406), what he sends (415), then the rest."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()
        extra = self.openapi_extra or {}
        acl: str = extra["x-acl"]
        unlimited_only: bool = extra.get(UNLIMITED_ONLY, False)
        media_type = None if self.status_code == 204 else getattr(self.response_class, "media_type", None)
        consumed = (
            JSON if self.body_field is not None else next(iter(extra.get("requestBody", {}).get("content", ())), None)
        )

        async def handle(request: Request) -> Response:
            gatekeeper: Gatekeeper = request.app.state.gatekeeper
            request.state.caller = await gatekeeper.admit(request, acl)
            if unlimited_only:
                require_unlimited(request.state.caller)
            if media_type and not accepts(request, media_type):
                return answers.empty(406)
            if consumed and not sends(request, consumed):
                return answers.empty(415)
            await request_log.log(request)
            return await handler(request)

        return handle


class Router(APIRouter):
    """The routes of one resource below ``/1.1``, or another ``base``; each says which permission it asks for.

    ``unlimited_only``, here or on a route: administrators of one entity are refused (403) whatever their rights are.
    ``stability`` is what the documentation promises of the resource (API-048).
    """

    def __init__(
        self,
        prefix: str,
        tag: str,
        *,
        unlimited_only: bool = False,
        stability: Literal["stable", "beta", "experimental"] = "stable",
        base: str = PREFIX,
    ) -> None:
        super().__init__(prefix=base + prefix, tags=[tag], route_class=ConfdRoute)
        self._unlimited_only = unlimited_only
        self._stability = stability

    def reads(
        self,
        path: str,
        *,
        acl: str,
        answer: type[BaseModel] | None = None,
        media: type[Response] = JSONResponse,
        **options: Any,
    ) -> Callable[[Endpoint], Endpoint]:
        """GET answering 200 with ``answer``."""
        return self._route("GET", path, acl, status=200, model=answer, media=media, **options)

    def creates(
        self, path: str, *, acl: str, answer: type[BaseModel], **options: Any
    ) -> Callable[[Endpoint], Endpoint]:
        """POST answering 201 with a Location."""
        return self._route("POST", path, acl, status=201, model=answer, **options)

    def asks(self, path: str, *, acl: str, answer: type[BaseModel], **options: Any) -> Callable[[Endpoint], Endpoint]:
        """POST that creates nothing: 200 with ``answer``."""
        return self._route("POST", path, acl, status=200, model=answer, **options)

    def changes(
        self, path: str, *, acl: str, answer: type[BaseModel], **options: Any
    ) -> Callable[[Endpoint], Endpoint]:
        """PUT answering 200 with ``answer``."""
        return self._route("PUT", path, acl, status=200, model=answer, **options)

    def edits(self, path: str, *, acl: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """PUT answering 204."""
        return self._route("PUT", path, acl, status=204, **options)

    def deletes(self, path: str, *, acl: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """DELETE answering 204."""
        return self._route("DELETE", path, acl, status=204, **options)

    def acts(self, path: str, *, acl: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """GET with an effect, answering 204; existing clients depend on some."""
        return self._route("GET", path, acl, status=204, **options)

    def does(self, path: str, *, acl: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """POST without a body and with an effect, answering 204."""
        return self._route("POST", path, acl, status=204, **options)

    def _route(
        self,
        method: str,
        path: str,
        acl: str,
        *,
        status: int,
        model: type[BaseModel] | None = None,
        media: type[Response] = JSONResponse,
        consumes: str | None = None,
        unlimited_only: bool = False,
        responses: dict[int | str, dict[str, Any]] | None = None,
        **options: Any,
    ) -> Callable[[Endpoint], Endpoint]:
        """``consumes`` is the media type of a body that the endpoint reads by itself."""
        documented: dict[int | str, dict[str, Any]] = {
            400: {"description": "The parameters or the body are refused", "content": _MESSAGES},
            401: {"description": "Nobody known calls", "content": _MESSAGES},
            403: {"description": "The caller lacks the permission", "content": _MESSAGES},
            404: {"description": "Not found", "content": _MESSAGES},
            500: {"description": "Unexpected error", "content": _MESSAGES},
            503: {"description": "A part of the system is away; try again", "content": _MESSAGES},
        }
        if status != 204:
            documented[406] = {"description": "Accept is missing or does not allow the answer"}
        if method in {"POST", "PUT"}:
            documented[415] = {"description": f"Content-Type is not {consumes or JSON}"}
        if status == 201:
            documented[201] = {"headers": _LOCATION}
        documented.update(responses or {})
        limited = {UNLIMITED_ONLY: True} if unlimited_only or self._unlimited_only else {}

        def decorate(endpoint: Endpoint) -> Endpoint:
            self.add_api_route(
                path,
                endpoint,
                methods=[method],
                status_code=status,
                response_model=model,
                response_class=media,
                responses=documented,
                openapi_extra={"x-acl": acl, "x-stability": self._stability} | limited | _body(consumes),
                **options,
            )
            return endpoint

        return decorate


def _body(media_type: str | None) -> dict[str, Any]:
    if media_type is None:
        return {}
    return {"requestBody": {"required": True, "content": {media_type: {"schema": {"type": "string"}}}}}
