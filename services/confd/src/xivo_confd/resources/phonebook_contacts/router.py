# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts from a file (CC-032)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy import insert

from ...crud.events import settings_event
from ...edge import answers
from ...edge.routing import Router
from ...edge.unit import writing
from ...entity_limits import require_unlimited
from .importing import COLUMNS, contacts
from .model import PhonebookContact
from .schemas import PhonebookImportResult

router = Router("/phonebook_contacts/import", "phonebook_contacts")
IMPORTED = settings_event("phonebook_contacts")
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
    require_unlimited(request.state.caller)
    rows = await asyncio.to_thread(contacts, await request.body())
    if rows and not dry_run:
        async with writing(request) as unit:
            await unit.session.execute(insert(PhonebookContact), rows)
            unit.announce("phonebook_contacts", IMPORTED())
    result = {"created": len(rows), "dry_run": dry_run}
    return answers.json(result) if dry_run else answers.created(result, "/1.1/phonebook_contacts")
