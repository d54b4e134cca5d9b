# SPDX-License-Identifier: GPL-3.0-or-later
"""Who administers the system or an entity of it, and what he may do (ADM-179).

Whoever may change administrators can give any right, himself included.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Request, Response

from ...edge import answers
from ...edge.links import Links
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Unit, reading, writing
from ...paging import AnyRow
from .dao import SORTABLE
from .schemas import (
    AdministratorCreate,
    AdministratorEdit,
    AdministratorList,
    AdministratorView,
    Credentials,
    Identity,
)
from .service import AdministratorService, recognise

router = Router("/administrators", "administrators", unlimited_only=True)


@asynccontextmanager
async def _changing(request: Request) -> AsyncIterator[Unit]:
    """The gatekeeper looks again as soon as the change is committed."""
    try:
        async with writing(request) as unit:
            yield unit
    finally:
        request.app.state.administrators.forget()


@router.reads("", acl="confd.administrators.read", answer=AdministratorList)
async def list_administrators(unit: Reading, parameters: ListParameters) -> Response:
    rows, total = await AdministratorService.of(unit).listed(parameters.checked(list(SORTABLE)))
    return answers.listing([represent(row, unit.links) for row in rows], total)


@router.asks("/credentials", acl="confd.administrators.credentials.read", answer=Identity)
async def verify_credentials(request: Request, body: Credentials) -> Response:
    """For auth: whose login and password these are. Passwords stay here."""
    async with reading(request) as unit:
        row = await AdministratorService.of(unit).credentials(body.login)
    found, renewed = await recognise(row, body.password, request.app.state.passwords)
    if renewed is not None:
        async with writing(request) as unit:
            await AdministratorService.of(unit).renew_password(found, renewed)
    return answers.json({"uuid": str(found.uuid), "acl": found.acl, "entity": found.entity})


@router.reads("/{administrator_id}", acl="confd.administrators.{administrator_id}.read", answer=AdministratorView)
async def get_administrator(unit: Reading, administrator_id: ResourceId) -> Response:
    return answers.json(represent(await AdministratorService.of(unit).get(administrator_id), unit.links))


@router.creates("", acl="confd.administrators.create", answer=AdministratorView)
async def create_administrator(request: Request, body: AdministratorCreate) -> Response:
    fields = await _hashed(request, body.given())
    async with _changing(request) as unit:
        service = AdministratorService.of(unit)
        administrator_id = await service.create(fields)
        view = represent(await service.get(administrator_id), unit.links)
    return answers.created(view, f"/1.1/administrators/{administrator_id}")


@router.edits("/{administrator_id}", acl="confd.administrators.{administrator_id}.update")
async def edit_administrator(request: Request, administrator_id: ResourceId, body: AdministratorEdit) -> Response:
    fields = await _hashed(request, body.given())
    async with _changing(request) as unit:
        await AdministratorService.of(unit).edit(administrator_id, fields)
    return answers.no_content()


@router.deletes("/{administrator_id}", acl="confd.administrators.{administrator_id}.delete")
async def delete_administrator(request: Request, administrator_id: ResourceId) -> Response:
    async with _changing(request) as unit:
        await AdministratorService.of(unit).delete(administrator_id)
    return answers.no_content()


async def _hashed(request: Request, fields: dict[str, Any]) -> dict[str, Any]:
    if "password" in fields:
        fields["password_hash"] = await request.app.state.passwords.hash(fields.pop("password"))
    return fields


def represent(row: AnyRow, links: Links) -> dict[str, Any]:
    return {
        "id": row.id,
        "uuid": str(row.uuid),
        "login": row.login,
        "firstname": row.firstname,
        "lastname": row.lastname,
        "email": row.email,
        "acl": list(row.acl),
        "entity": row.entity,
        "enabled": row.enabled,
        "language": row.language,
        "description": row.description,
        "links": [links.to("administrators", row.id)],
    }
