# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts of the token's owner: one by one, and as files."""

import asyncio
import uuid
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from xivo_access import requires

from ..errors import InvalidContact
from ..owner import owner_of
from ..personal import files
from ..personal.service import checked
from ..plugins import Arguments, BaseViewPlugin
from .schemas import Contact, ContactList, ImportResult, errors

CSV, VCARD = "text/csv", "text/vcard"
ContactUuid = Annotated[uuid.UUID, Path(alias="contact_uuid")]
_BODY = {"requestBody": {"required": True, "content": {kind: {"schema": {"type": "string"}} for kind in (CSV, VCARD)}}}
_FILES = {kind: {"schema": {"type": "string"}} for kind in (CSV, VCARD)}


class Format(StrEnum):
    JSON = "application/json"
    CSV = CSV
    VCARD = VCARD


class PersonalView(BaseViewPlugin):
    def load(self, args: Arguments) -> None:
        personal = args["services"].get("personal")
        if personal is None:
            return
        router = APIRouter(prefix="/0.1/personal", tags=["personal"])
        _add_all(router, personal)
        _add_import(router, personal)
        _add_one(router, personal)
        args["rest_api"].include_router(router)


def _add_all(router: APIRouter, personal: Any) -> None:
    @router.get(
        "",
        summary="Own contacts",
        response_model=ContactList,
        responses={**errors(), 200: {"content": _FILES}},
        **requires("dird.personal.read"),
    )
    async def list_contacts(
        request: Request,
        format: Annotated[Format, Query(description="a file has all of them")] = Format.JSON,  # noqa: A002
        limit: Annotated[int, Query(ge=1, le=10_000)] = 10_000,
        skip: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    ) -> Any:
        contacts = await personal(await owner_of(request))
        if format is Format.JSON:
            return ContactList(total=len(contacts), items=[Contact(**one) for one in contacts[skip : skip + limit]])
        write = files.write_csv if format is Format.CSV else files.write_vcards
        text = await asyncio.to_thread(write, contacts)
        return Response(text, media_type=f"{format.value}; charset=utf-8") if contacts else Response(status_code=204)

    @router.post("", summary="Create", status_code=201, responses=errors(), **requires("dird.personal.create"))
    async def create_contact(request: Request, body: dict[str, Any]) -> Contact:
        (contact,) = await personal.create(await owner_of(request), [checked(body)])
        return Contact(**contact)

    @router.delete("", summary="Delete all", status_code=204, responses=errors(), **requires("dird.personal.delete"))
    async def purge(request: Request) -> Response:
        await personal.purge(await owner_of(request))
        return Response(status_code=204)


def _add_import(router: APIRouter, personal: Any) -> None:
    requirement = requires("dird.personal.import.create")
    requirement["openapi_extra"] = {**requirement["openapi_extra"], **_BODY}

    @router.post("/import", summary="From a file", status_code=201, responses=errors(), **requirement)
    async def import_contacts(request: Request) -> ImportResult:
        """What is wrong in the file is told by line; the rest is created."""
        try:
            text = (await request.body()).decode()
        except UnicodeDecodeError as error:
            raise InvalidContact(cause=f"the file is not UTF-8 at byte {error.start}") from None
        kind = request.headers.get("content-type", CSV).partition(";")[0].strip().lower()
        read = files.read_vcards if kind == VCARD else files.read_csv
        found = await asyncio.to_thread(read, text)
        if not found.contacts and not found.failed:
            raise InvalidContact(cause="the file has no contacts")
        created = await personal.create(await owner_of(request), found.contacts)
        return ImportResult(
            created=[Contact(**contact) for contact in created],
            failed=[{"line": one.line, "errors": one.errors} for one in found.failed],
        )


def _add_one(router: APIRouter, personal: Any) -> None:
    @router.get("/{contact_uuid}", summary="One", responses=errors(), **requires("dird.personal.{contact_uuid}.read"))
    async def get_contact(request: Request, contact_uuid: ContactUuid) -> Contact:
        return Contact(**await personal.get(await owner_of(request), contact_uuid))

    @router.put(
        "/{contact_uuid}", summary="Replace", responses=errors(), **requires("dird.personal.{contact_uuid}.update")
    )
    async def edit_contact(request: Request, contact_uuid: ContactUuid, body: dict[str, Any]) -> Contact:
        return Contact(**await personal.edit(await owner_of(request), contact_uuid, checked(body)))

    @router.delete(
        "/{contact_uuid}",
        summary="Delete",
        status_code=204,
        responses=errors(),
        **requires("dird.personal.{contact_uuid}.delete"),
    )
    async def delete_contact(request: Request, contact_uuid: ContactUuid) -> Response:
        await personal.delete(await owner_of(request), contact_uuid)
        return Response(status_code=204)
