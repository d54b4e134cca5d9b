# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP for `/0.1/token` and `/0.1/backends`. A token is its own credential, so these routes need none."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError
from xivo_access import PUBLIC

from ..logins.service import LoginService
from .errors import AuthenticationFailed, InvalidExpiration, InvalidSession, MissingBackend
from .model import Origin
from .schemas import BackendsAnswer, TokenAnswer, TokenRequest, documented
from .service import TokenService

Scope = Annotated[str | None, Query(description="an ACL that the token must cover", max_length=512)]
LONGEST_TEXT = 256


def make_router(tokens: TokenService, logins: LoginService) -> APIRouter:
    router = APIRouter(prefix="/0.1", tags=["token"])
    body_schema = {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": TokenRequest.model_json_schema()}},
        },
        "security": [{"basic": []}],
    }

    @router.post(
        "/token",
        response_model=TokenAnswer,
        responses=documented(400, 401, 429, 500, 503),
        openapi_extra={**PUBLIC, **body_schema},
    )
    async def create_token(request: Request) -> Response:
        """A token for whoever the backend recognises by HTTP Basic credentials."""
        login, password = basic_credentials(request.headers.get("authorization", ""))
        asked = wanted(await request.body())
        origin = Origin(
            login=login[:LONGEST_TEXT],
            address=request.client.host if request.client else "",
            user_agent=request.headers.get("user-agent", "")[:LONGEST_TEXT],
            session=asked.session,
        )
        token, stored = await logins.log_in(asked.backend, login, password, asked.expiration, origin)
        return answer(stored.wire(token))

    @router.get(
        "/token/{token}",
        response_model=TokenAnswer,
        responses=documented(403, 404, 500),
        openapi_extra=PUBLIC,
    )
    async def get_token(token: str, scope: Scope = None) -> Response:
        """Who the token stands for; 403 if its ACL does not cover `scope`."""
        return answer((await tokens.check(token, scope)).wire(token))

    @router.head(
        "/token/{token}",
        status_code=204,
        responses=documented(403, 404, 500),
        openapi_extra=PUBLIC,
    )
    async def check_token(token: str, scope: Scope = None) -> Response:
        """Whether the token is good; 403 if its ACL does not cover `scope`."""
        await tokens.check(token, scope)
        return Response(status_code=204)

    @router.delete("/token/{token}", responses=documented(500), openapi_extra=PUBLIC)
    async def revoke_token(token: str) -> dict[str, dict[str, str]]:
        """Revoke a token; an unknown one is revoked already."""
        await tokens.revoke(token)
        return {"data": {"message": "success"}}

    @router.get("/backends", response_model=BackendsAnswer, openapi_extra=PUBLIC)
    async def list_backends() -> dict[str, list[str]]:
        """The names that `POST /token` accepts as backend."""
        return {"data": logins.backends}

    return router


def answer(data: dict[str, Any]) -> Response:
    return Response(orjson.dumps({"data": data}), media_type="application/json")


def basic_credentials(header: str) -> tuple[str, str]:
    """Login and password of RFC 7617. Raises `AuthenticationFailed`."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise AuthenticationFailed
    try:
        login, colon, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise AuthenticationFailed from error
    if not colon or "\0" in login + password:
        raise AuthenticationFailed
    return login, password


def wanted(body: bytes) -> TokenRequest:
    """What the body asks for, whatever its content type says (old clients send none)."""
    try:
        fields = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise MissingBackend from error
    if not isinstance(fields, dict) or not isinstance(fields.get("backend"), str) or not fields["backend"]:
        raise MissingBackend
    expiration = fields.get("expiration")
    if expiration is not None and (type(expiration) is not int or expiration <= 0):
        raise InvalidExpiration
    try:
        return TokenRequest(backend=fields["backend"], expiration=expiration, session=fields.get("session") or {})
    except ValidationError as error:
        raise InvalidSession from error
