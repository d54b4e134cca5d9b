# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from xivo_access import requires

from xivo_agid.outgoing_faxes.schemas import ErrorBody, FaxList, FaxView
from xivo_agid.outgoing_faxes.service import OutgoingFaxes

UserUuid = Annotated[str, Path(pattern=r"^[0-9a-fA-F-]{36}$")]
FaxId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
_DOCUMENT = {"schema": {"type": "string", "format": "binary"}}
_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorBody, "description": "no valid token"},
    403: {"model": ErrorBody, "description": "the token lacks the ACL"},
    404: {"model": ErrorBody, "description": "no such user or fax"},
    503: {"model": ErrorBody, "description": "the token service is away"},
}
_CREATION: dict[int | str, dict[str, Any]] = {
    **_ERRORS,
    400: {"model": ErrorBody, "description": "no number, or no document that can be sent"},
    413: {"model": ErrorBody, "description": "the document is too long"},
    429: {"model": ErrorBody, "description": "too many are being sent"},
}


def make_router(faxes: OutgoingFaxes) -> APIRouter:
    router = APIRouter(prefix="/1.0/users/{user_uuid}/faxes", tags=["faxes"])
    creates = requires("agid.users.{user_uuid}.faxes.create")
    creates["openapi_extra"] |= {
        "requestBody": {"required": True, "content": {"application/pdf": _DOCUMENT, "image/tiff": _DOCUMENT}}
    }

    @router.post("", summary="Send a fax", status_code=201, responses=_CREATION, **creates)
    async def send_fax(
        request: Request,
        user_uuid: UserUuid,
        destination: Annotated[str, Query(max_length=40, description="as the user would dial it")],
    ) -> FaxView:
        """The document, PDF or TIFF, goes out as a call of the user: his rights, his caller number.

        What becomes of it is told as the event `fax_progress`.
        """
        return FaxView.of(await faxes.send(user_uuid, destination, await request.body()))

    @router.get("", summary="Faxes of a day", responses=_ERRORS, **requires("agid.users.{user_uuid}.faxes.read"))
    async def list_faxes(
        user_uuid: UserUuid,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        skip: Annotated[int, Query(ge=0, le=2**31)] = 0,
    ) -> FaxList:
        """The latest first."""
        found = faxes.of_user(user_uuid)
        return FaxList(total=len(found), items=[FaxView.of(fax) for fax in found[skip : skip + limit]])

    @router.get(
        "/{fax_id}", summary="One fax", responses=_ERRORS, **requires("agid.users.{user_uuid}.faxes.{fax_id}.read")
    )
    async def get_fax(user_uuid: UserUuid, fax_id: FaxId) -> FaxView:
        return FaxView.of(faxes.one(user_uuid, fax_id))

    return router
