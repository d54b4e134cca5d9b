# SPDX-License-Identifier: GPL-3.0-or-later
"""Many users at once from a file, and all users as one (CC-114, CC-115, SYS-125)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Path, Query, Request, Response
from starlette.responses import StreamingResponse

from ...edge import answers
from ...edge.routing import Router
from ...edge.unit import writing
from ...errors import InputRefused
from .draft import Plan
from .errors import ImportNotFound
from .export import exported
from .groups import COLUMNS
from .jobs import Job, Jobs
from .runner import Importer
from .schemas import ImportState
from .table import Table, parse

router = Router("/users", "users_import")

CSV = "text/csv"
_COLUMNS = (
    f"""Columns in any order, separated by `|` or `,`, UTF-8: {", ".join(f"`{column}`" for column in COLUMNS)}."""
)
_CHECKED = {200: {"description": "What a dry run found", "model": ImportState}}

DryRun = Annotated[bool, Query(description="Only check the file, and say what would be done")]
Atomic = Annotated[bool, Query(description="All or nothing; else every line that is good")]
Wait = Annotated[bool, Query(description="Answer when all is done; else at once, and the Location tells how far it is")]


class CsvResponse(Response):
    media_type = CSV


@router.creates(
    "/import",
    acl="confd.users.import.create",
    answer=ImportState,
    consumes=CSV,
    responses=_CHECKED,
    description=f"Create a user for each line of a file, with line, number and so on. {_COLUMNS}",
)
async def import_users(request: Request, dry_run: DryRun = False, atomic: Atomic = True, wait: Wait = True) -> Response:
    job = await _begun(request, creating=True, dry_run=dry_run, atomic=atomic, wait=wait)
    return _answer(job, 200 if dry_run else 201)


@router.changes(
    "/import",
    acl="confd.users.import.update",
    answer=ImportState,
    consumes=CSV,
    description=f"""Change the users that the lines name by `uuid` or `id`. A column that the file does not have is left
    as it is; an empty cell puts a field back to its default. {_COLUMNS}""",
)
async def update_users(request: Request, dry_run: DryRun = False, atomic: Atomic = True, wait: Wait = True) -> Response:
    job = await _begun(request, creating=False, dry_run=dry_run, atomic=atomic, wait=wait)
    return _answer(job, 200)


@router.reads("/import/{job_id}", acl="confd.users.import.{job_id}.read", answer=ImportState)
async def get_import(
    request: Request, job_id: Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", description="Of the Location")]
) -> Response:
    jobs: Jobs = request.app.state.user_imports
    job = jobs.find(job_id, request.state.caller)
    if job is None:
        raise ImportNotFound(job_id=job_id)
    return answers.json(job.state())


@router.reads(
    "/export",
    acl="confd.users.export.read",
    media=CsvResponse,
    responses={200: {"description": f"{_COLUMNS} Callers with a token get no passwords of users."}},
)
async def export_users(request: Request) -> Response:
    """All users as a file that an import accepts."""
    lines = exported(request.app.state.database, request.state.caller)
    first = await anext(lines)  # an error before it begins is still an answer of its own
    return StreamingResponse(_after(first, lines), headers={"Content-Type": "text/csv; charset=utf-8"})


async def _after(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for some in rest:
        yield some


async def _begun(request: Request, *, creating: bool, dry_run: bool, atomic: bool, wait: bool) -> Job:
    """Raises what an import that was waited for failed with."""
    state = request.app.state
    table = await asyncio.to_thread(parse, await request.body(), COLUMNS)
    _require_columns(table, creating)
    plan = Plan(frozenset(table.columns), creating, state.settings, request.state.caller, state.provd)
    job = Job(total=len(table.rows), dry_run=dry_run, beginner=request.state.caller)
    importer = Importer(plan, lambda: writing(request), job)
    jobs: Jobs = state.user_imports
    task = jobs.begin(job, lambda: importer.run(table, atomic=atomic))
    if wait:
        await asyncio.shield(task)  # a client that goes away does not stop it
        if job.failure is not None:
            raise job.failure
        if job.problems and not dry_run and not job.done:
            raise InputRefused(*(str(problem) for problem in sorted(job.problems, key=lambda one: one.line or 0)))
    return job


def _require_columns(table: Table, creating: bool) -> None:
    if creating and "firstname" not in table.columns:
        raise InputRefused("Input Error - line 1: missing columns: firstname")
    if creating and "id" in table.columns:
        raise InputRefused("Input Error - line 1: the column id is for updates; a uuid can be given")
    if not creating and not {"id", "uuid"} & set(table.columns):
        raise InputRefused("Input Error - line 1: missing columns: uuid or id")


def _answer(job: Job, status: int) -> Response:
    return answers.json(job.state(), status, {"Location": f"/1.1/users/import/{job.id}"})
