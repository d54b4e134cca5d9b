# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts from a file (CC-032)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Query, Request, Response

from ...edge import answers
from ...edge.routing import Router
from ...edge.unit import writing
from .importing import COLUMNS, contacts
from .schemas import PhonebookImportResult
from .service import take_over

router = Router("/phonebook_contacts/import", "phonebook_contacts")
DryRun = Annotated[bool, Query(description="Only check the file")]


@router.creates(
    "",
    acl="confd.phonebook_contacts.import.create",
    answer=PhonebookImportResult,
    consumes="text/csv",
    unlimited_only=True,
    responses={200: {"description": "What a dry run found", "model": PhonebookImportResult}},
    description=f"""Create a contact for each line, or none. Columns separated by `|`, in any order, `title` and
    `displayname` among them: {", ".join(COLUMNS)}.""",
)
async def import_contacts(request: Request, dry_run: DryRun = False) -> Response:
    rows = await asyncio.to_thread(contacts, await request.body())
    if not dry_run:
        async with writing(request) as unit:
            await take_over(unit, rows)
    result = {"created": len(rows), "dry_run": dry_run}
    return answers.json(result) if dry_run else answers.created(result, "/1.1/phonebook_contacts")
