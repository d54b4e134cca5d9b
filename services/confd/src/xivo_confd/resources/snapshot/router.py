# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole configuration at one instant: what confgend generates from and agid answers from."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict
from xivo_store.database import Database

from ...edge import answers
from ...edge.routing import Router
from .dao import SnapshotDao
from .view import represent

router = Router("/snapshot", "snapshot", unlimited_only=True)

SECRETS_ACL = "confd.snapshot.secrets.read"


class SnapshotView(BaseModel):
    """``version`` grows with every change; lists are in the order of ids."""

    model_config = ConfigDict(extra="allow")

    version: int
    uuid: str
    live_reload: bool
    settings: dict[str, Any]
    contexts: list[dict[str, Any]]
    users: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    extensions: list[dict[str, Any]]
    user_lines: list[dict[str, Any]]
    line_extensions: list[dict[str, Any]]
    watched_func_keys: list[dict[str, Any]]


@router.reads(
    "",
    acl="confd.snapshot.read",
    answer=SnapshotView,
    responses={304: {"description": "Still the version of If-None-Match"}},
)
async def get_snapshot(
    request: Request,
    secrets: Annotated[bool, Query(description=f"With secrets; needs {SECRETS_ACL} too")] = False,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    state = request.app.state
    if secrets:
        await state.gatekeeper.admit(request, SECRETS_ACL)
    database: Database = state.database
    async with database.snapshot() as session:
        dao = SnapshotDao(session)
        version = await dao.version()
        etag = f'"{state.settings.uuid}-{version}{"-secrets" if secrets else ""}"'
        headers = {"ETag": etag, "Cache-Control": "no-cache, private"}
        if if_none_match is not None and etag in [one.strip() for one in if_none_match.split(",")]:
            return Response(status_code=304, headers=headers)
        tables = await dao.tables(secrets=secrets)
    return answers.json(represent(tables, version, state.settings, secrets=secrets), headers=headers)


class Change(BaseModel):
    """One event as it went to the bus; ``seq`` is the version that it made."""

    seq: int
    name: str
    data: dict[str, Any] | None


class ChangesView(BaseModel):
    """``complete`` is false when changes since that version are no longer known: take the snapshot instead."""

    version: int
    complete: bool
    changes: list[Change]


@router.reads("/changes", acl="confd.snapshot.read", answer=ChangesView)
async def get_changes(
    request: Request,
    since: Annotated[int, Query(ge=0, le=2**62, description="A version that the caller has seen")],
    limit: Annotated[int, Query(ge=1, le=5000, description="How many at most; ask again from the last one")] = 1000,
) -> Response:
    """What changed after a version, oldest first."""
    database: Database = request.app.state.database
    async with database.snapshot() as session:
        dao = SnapshotDao(session)
        version = await dao.version()
        changes = await dao.changes(since, limit) if since < version else []
    complete = since == version or (bool(changes) and changes[0].seq == since + 1)
    shown = [{"seq": row.seq, "name": row.name, "data": row.body["data"]} for row in changes] if complete else []
    return answers.json({"version": version, "complete": complete, "changes": shown})
