# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of telephones: `/0.1/directories/{menu,input,lookup}/<profile>/<vendor>`, and the address that templates of
older plugins have, `/service/ipbx/web_services.php/phonebook/search/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from xivo_access import PUBLIC

from ..errors import NoSuchVendor
from ..from_confd import PHONES
from ..plugins import Arguments, BaseViewPlugin, Fields
from ..profiles import Profiles
from ..sources import Entry
from ..views.schemas import errors
from . import vendors
from .access import PhoneAccess
from .pages import LINES, Line, Page, Results, Vendor, words_for

BASE = "/0.1/directories"
OLD = "/service/ipbx/web_services.php/phonebook"
Profile = Annotated[str, Path(max_length=64, pattern=r"^[^\x00/]*$")]
Term = Annotated[str, Query(max_length=256, pattern=r"^[^\x00]*$")]
Offset = Annotated[int, Query(ge=0, le=100_000)]
Limit = Annotated[int, Query(ge=1, le=LINES)]
_NUMBER_TYPES = ("number", "phone", "mobile", "callable", "number_office", "number_mobile", "office")
_KINDS = (("phone", ""), ("mobile", "mobile"), ("home", "home"), ("fax", "fax"), ("other", "other"))
VendorName = StrEnum("VendorName", {name: name for name in vendors.VENDORS})  # type: ignore[misc]  # made of the table


class PhonesView(BaseViewPlugin):
    def load(self, args: Arguments) -> None:
        lookup = args["services"].get("lookup")
        if lookup is None:
            return
        pages = _Pages(args["profiles"], lookup, PhoneAccess(args["office"], args["confd"], args["auth"]))
        router = APIRouter(tags=["phones"])
        _add(router, pages)
        _add_old(router, pages)
        args["rest_api"].include_router(router)


class _Pages:
    def __init__(self, profiles: Profiles, lookup: Any, access: PhoneAccess) -> None:
        self._profiles = profiles
        self._lookup = lookup
        self._access = access

    async def menu(self, request: Request, vendor: Vendor, ask: str, search: str) -> Response:
        """``ask`` and ``search`` are paths: where the term is typed, and where it is sent. Most have no menu."""
        if vendor.menu is None:
            return await self.ask(request, vendor, search)
        return await self._first(request, vendor, vendor.menu, ask)

    async def ask(self, request: Request, vendor: Vendor, search: str) -> Response:
        return await self._first(request, vendor, vendor.input, search)

    async def _first(self, request: Request, vendor: Vendor, page: Page, path: str) -> Response:
        await self._access.admit(request)
        words = words_for(request.headers.get("accept-language", ""))
        url = f"{request.url.scheme}://{request.url.netloc}{path}"
        return Response(page(url, words), media_type=vendor.media_type)

    async def results(
        self, request: Request, vendor: Vendor, profile: str, term: str, offset: int, limit: int
    ) -> Response:
        owner = await self._access.admit(request)
        if profile != PHONES:
            self._profiles.display(profile)
        entries = await self._lookup(profile, term, {"owner": owner})
        lines = [line for entry in entries for line in self._lines(profile, entry)]
        page = Results(
            lines[offset : offset + limit],
            again=str(request.url),
            next=_at(request, offset + limit) if offset + limit < len(lines) else None,
            previous=_at(request, max(offset - limit, 0)) if offset else None,
        )
        words = words_for(request.headers.get("accept-language", ""))
        return Response(vendor.results(page, words), media_type=vendor.media_type)

    def _lines(self, profile: str, entry: Entry) -> Sequence[Line]:
        """One for each of an entry's numbers."""
        if profile == PHONES:
            return _by_kind(entry.fields)
        display = self._profiles.display(profile)
        values = [(column, column.value(entry.fields, entry.source.name)) for column in display]
        name = next((value for column, value in values if column.type == "name" and value), None)
        name = name or next((value for column, value in values if value and isinstance(value, str)), "")
        return [Line.of(str(name), str(value)) for column, value in values if column.type in _NUMBER_TYPES and value]


def _by_kind(fields: Fields) -> Sequence[Line]:
    name = str(fields.get("name") or "")
    kinds = [*_KINDS, *((kind, kind) for kind in ("number",) if not any(fields.get(known) for known, _ in _KINDS))]
    return [
        Line.of(f"{name} ({label})" if label and label != "number" else name, str(fields[kind]))
        for kind, label in kinds
        if fields.get(kind)
    ]


def _at(request: Request, offset: int) -> str:
    """The address of another page of the same results."""
    return str(request.url.include_query_params(offset=offset))


def _path(page: str, profile: str, vendor: str) -> str:
    return f"{BASE}/{page}/{quote(profile, safe='')}/{vendor}"


def _add(router: APIRouter, pages: _Pages) -> None:
    options: dict[str, Any] = {"response_class": Response, "responses": errors(), "openapi_extra": PUBLIC}

    @router.get(f"{BASE}/menu/{{profile}}/{{vendor}}", summary="First page of a telephone", **options)
    async def menu(request: Request, profile: Profile, vendor: VendorName) -> Response:
        search, ask = _path("lookup", profile, vendor), _path("input", profile, vendor)
        return await pages.menu(request, vendors.VENDORS[vendor], ask, search)

    @router.get(f"{BASE}/input/{{profile}}/{{vendor}}", summary="Where the term is typed", **options)
    async def ask(request: Request, profile: Profile, vendor: VendorName) -> Response:
        return await pages.ask(request, vendors.VENDORS[vendor], _path("lookup", profile, vendor))

    @router.get(f"{BASE}/lookup/{{profile}}/{{vendor}}", summary="Who was found, on a telephone", **options)
    async def look_up(
        request: Request,
        profile: Profile,
        vendor: VendorName,
        term: Term = "",
        offset: Offset = 0,
        limit: Limit = LINES,
    ) -> Response:
        return await pages.results(request, vendors.VENDORS[vendor], profile, term, offset, limit)


def _add_old(router: APIRouter, pages: _Pages) -> None:
    options: dict[str, Any] = {"response_class": Response, "responses": errors(), "openapi_extra": PUBLIC}

    @router.get(f"{OLD}/menu/", summary="First page of a telephone that is known by its User-Agent", **options)
    async def old_menu(request: Request, vendor: VendorName | None = None) -> Response:
        found = _vendor(request, vendor)
        return await pages.menu(request, found, _old_search(vendor), _old_search(vendor))

    @router.get(f"{OLD}/search/", summary="Who was found; without a name, where it is typed", **options)
    async def old_search(
        request: Request,
        name: Term = "",
        term: Term = "",
        vendor: VendorName | None = None,
        offset: Offset = 0,
        limit: Limit = LINES,
    ) -> Response:
        found = _vendor(request, vendor)
        wanted = term or name
        if not wanted and not {"name", "term"} & request.query_params.keys():
            return await pages.ask(request, found, _old_search(vendor))
        return await pages.results(request, found, PHONES, wanted, offset, limit)


def _old_search(named: VendorName | None) -> str:
    return f"{OLD}/search/?{urlencode({'vendor': named})}" if named else f"{OLD}/search/"


def _vendor(request: Request, named: VendorName | None) -> Vendor:
    """Raises `NoSuchVendor`."""
    found = vendors.VENDORS[named] if named else vendors.of_agent(request.headers.get("user-agent", ""))
    if found is None:
        raise NoSuchVendor
    return found
