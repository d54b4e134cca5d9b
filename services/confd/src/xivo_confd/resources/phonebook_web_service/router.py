# SPDX-License-Identifier: GPL-3.0-or-later
"""The phonebook for other systems, at the address that their directories know (SYS-304, SYS-305).

``private`` is for programs of this host, ``restricted`` for web-service users from elsewhere.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import RootModel
from xivo_store.listing import ListParams

from ...edge import answers
from ...edge.bodies import DATABASE_INTEGER_MAX
from ...edge.parameters import checked_text
from ...edge.routing import Router
from ...edge.unit import Reading
from ..phonebook_contacts.resource import PHONEBOOK_CONTACTS
from .contacts import represent

MOST = 1000
"""Contacts in an answer, unless fewer are asked for."""


class Access(StrEnum):
    PRIVATE = "private"
    RESTRICTED = "restricted"


class Act(StrEnum):
    LIST = "list"
    SEARCH = "search"
    VIEW = "view"


class Contacts(RootModel[list[dict[str, Any]]]):
    """``phonebook``, ``phonebooknumber`` by kind, ``phonebookaddress`` by place."""


router = Router("", "phonebook_web_service", base="/service/ipbx/json.php", unlimited_only=True)


@router.reads(
    "/{access}/pbx_services/phonebook",
    acl="confd.phonebook_contacts.read",
    answer=Contacts,
    responses={204: {"description": "There are none"}},
)
async def get_contacts(
    unit: Reading,
    access: Access,  # noqa: ARG001  both are the same to us: who may is decided by the port and the credentials
    act: Act = Act.LIST,
    search: Annotated[str | None, Query(max_length=256)] = None,
    id: Annotated[int | None, Query(ge=1, le=DATABASE_INTEGER_MAX, description="of the contact to view")] = None,  # noqa: A002
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    skip: Annotated[int, Query(ge=0, le=DATABASE_INTEGER_MAX)] = 0,
) -> Response:
    """Contacts by name. Without ``act`` all of them."""
    service = PHONEBOOK_CONTACTS.of(unit)
    if act is Act.VIEW:
        found = [await service.find(id or 0)]
    else:
        term = checked_text("search", search) if act is Act.SEARCH else None
        found, _ = await service.dao.listed(
            ListParams(search=term or None, limit=limit, skip=skip), PHONEBOOK_CONTACTS.order
        )
    return answers.json([represent(contact) for contact in found]) if found else answers.no_content()
