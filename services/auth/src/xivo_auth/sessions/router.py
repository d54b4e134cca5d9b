# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that are good now, for administrators, and for everybody his own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from xivo_access import requires

from ..access import CallerToken, OwnVerifier
from ..paging import Skip
from ..tokens.model import SessionKey, backend_key
from ..tokens.schemas import documented
from ..tokens.service import TokenService
from .errors import NoSuchSession, WhoseSessions
from .schemas import Ended, SessionList, SessionView

AuthId = Annotated[str, Path(max_length=256, description="an account's `auth_id`, or `me`")]
SessionId = Annotated[str, Path(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=200)]
Text = Annotated[str | None, Query(max_length=256)]


def make_router(tokens: TokenService, access: OwnVerifier) -> APIRouter:
    router = APIRouter(prefix="/0.1", tags=["sessions"])

    async def owner(auth_id: str, token: str) -> str:
        return (await access.verify(token)).auth_id if auth_id == "me" else auth_id

    async def page(found: list[SessionKey], limit: int, skip: int) -> SessionList:
        items = await tokens.read(found[skip : skip + limit])
        return SessionList(total=len(found), items=[SessionView.of(key, stored) for key, stored in items])

    async def end_one(found: list[SessionKey], session_id: str) -> None:
        chosen = [session for session in found if session.token_hash == session_id]
        if not chosen:
            raise NoSuchSession
        await tokens.end(chosen)

    @router.get("/sessions", responses=documented(500), **requires("auth.sessions.read"))
    async def list_sessions(
        auth_id: Text = None, backend: Text = None, limit: Limit = 100, skip: Skip = 0
    ) -> SessionList:
        """The youngest first."""
        return await page(_given_by(backend, await tokens.sessions(auth_id)), limit, skip)

    @router.delete("/sessions", responses=documented(500), **requires("auth.sessions.delete"))
    async def end_sessions(
        auth_id: Text = None,
        backend: Text = None,
        everybody: Annotated[bool, Query(alias="all", description="whosever they are")] = False,
    ) -> Ended:
        """End those of one account, of all whom one backend recognised, or all."""
        if auth_id is None and backend is None and not everybody:
            raise WhoseSessions
        found = _given_by(backend, await tokens.sessions(auth_id))
        await tokens.end(found)
        return Ended(ended=len(found))

    @router.delete(
        "/sessions/{session_id}",
        status_code=204,
        responses=documented(404, 500),
        **requires("auth.sessions.{session_id}.delete"),
    )
    async def end_session(session_id: SessionId) -> None:
        await end_one(await tokens.sessions(), session_id)

    @router.get(
        "/users/{auth_id}/sessions", responses=documented(404, 500), **requires("auth.users.{auth_id}.sessions.read")
    )
    async def list_sessions_of(token: CallerToken, auth_id: AuthId, limit: Limit = 100, skip: Skip = 0) -> SessionList:
        return await page(await tokens.sessions(await owner(auth_id, token)), limit, skip)

    @router.delete(
        "/users/{auth_id}/sessions", responses=documented(404, 500), **requires("auth.users.{auth_id}.sessions.delete")
    )
    async def end_sessions_of(token: CallerToken, auth_id: AuthId) -> Ended:
        """All of them, the one that asks included."""
        found = await tokens.sessions(await owner(auth_id, token))
        await tokens.end(found)
        return Ended(ended=len(found))

    @router.delete(
        "/users/{auth_id}/sessions/{session_id}",
        status_code=204,
        responses=documented(404, 500),
        **requires("auth.users.{auth_id}.sessions.{session_id}.delete"),
    )
    async def end_session_of(token: CallerToken, auth_id: AuthId, session_id: SessionId) -> None:
        await end_one(await tokens.sessions(await owner(auth_id, token)), session_id)

    return router


def _given_by(backend: str | None, sessions: list[SessionKey]) -> list[SessionKey]:
    if backend is None:
        return sessions
    return [session for session in sessions if session.backend == backend_key(backend)]
