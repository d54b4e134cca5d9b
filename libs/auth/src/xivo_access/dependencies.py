# SPDX-License-Identifier: GPL-3.0-or-later
"""Permission as data: a route declares its ACL, one place enforces it."""

from __future__ import annotations

from typing import Any, Protocol

from fastapi import Depends, Request

from .acl import word
from .errors import Unauthorized
from .loopback import is_this_host
from .token import Token

TOKEN_HEADER = "X-Auth-Token"  # noqa: S105  a header's name
PUBLIC: dict[str, Any] = {"x-public": True}
"""`openapi_extra` of a route that anybody may call."""


class Verifies(Protocol):
    """`TokenVerifier`, or auth itself."""

    async def verify(self, token: str, required_acl: str | None = None) -> Token: ...


class AccessControl:
    """Hangs on `app.state.access`: verifies tokens, and knows whether callers on this host need none."""

    def __init__(self, verifier: Verifies, *, trust_loopback: bool) -> None:
        self.verifier = verifier
        self.trust_loopback = trust_loopback

    async def admit(self, request: Request, required: str) -> Token | None:
        """The caller's token; None for a caller on this host. Raises what `TokenVerifier.verify` raises."""
        token = request.headers.get(TOKEN_HEADER)
        if token:
            return await self.verifier.verify(token, required)
        if self.trust_loopback and request.client and is_this_host(request.client.host):
            return None
        raise Unauthorized


def caller_of(request: Request) -> dict[str, str | None]:
    """Who calls a route that `requires` a right, for an audit: the account (None without token, on this host) and where
    it calls from.
    """
    token: Token | None = getattr(request.state, "token", None)
    return {
        "auth_id": token.auth_id if token else None,
        "user_uuid": token.xivo_user_uuid if token else None,
        "address": request.client.host if request.client else None,
    }


def required_acl(template: str, parameters: dict[str, Any]) -> str:
    """`confd.users.{user_id}.read` with the path's parameters, each as one word."""
    return template.format_map({name: word(value) for name, value in parameters.items()})


def requires(template: str) -> dict[str, Any]:
    """Keyword arguments of a route that needs this ACL: `@router.get("/x", **requires("x.read"))`."""

    async def check(request: Request) -> Token | None:
        access: AccessControl = request.app.state.access
        token = await access.admit(request, required_acl(template, request.path_params))
        request.state.token = token
        return token

    return {"dependencies": [Depends(check)], "openapi_extra": {"x-acl": template}}
