# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries as JSON, in the columns of the profile's display (SYS-295, SYS-309 to SYS-311)."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request, Response
from xivo_access import requires
from xivo_store import DatabaseUnavailable

from ..answers import relations, shown
from ..displays import Column, Display
from ..owner import owner_if_any, owner_of
from ..plugins import Arguments, BaseViewPlugin
from ..profiles import Profiles
from ..sources import Entry
from .schemas import Headers, LookupResults, Results, ReverseResult, errors

PLAIN = r"^[^\x00]*$"
Profile = Annotated[str, Path(max_length=64, pattern=PLAIN)]
SourceName = Annotated[str, Path(max_length=128, pattern=PLAIN)]
ContactId = Annotated[str, Path(max_length=256, pattern=PLAIN)]
Marked = set[tuple[str, str]]
_ONLY_JSON = (
    orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
"""What plugins may answer beyond it is cleaned by us."""


class DefaultJsonView(BaseViewPlugin):
    def load(self, args: Arguments) -> None:
        services, profiles = args["services"], args["profiles"]
        router = APIRouter(prefix="/0.1/directories", tags=["directories"])
        favorites = services.get("favorites")
        if "lookup" in services:
            _add_lookup(router, profiles, services["lookup"], favorites)
        if favorites is not None:
            _add_favorites(router, profiles, favorites)
        if "personal" in services:
            _add_personal(router, profiles, services["personal"], favorites, args["sources"])
        if "reverse" in services:
            _add_reverse(router, services["reverse"])
        args["rest_api"].include_router(router)


def _add_lookup(router: APIRouter, profiles: Profiles, lookup: Any, favorites: Any) -> None:
    @router.get(
        "/lookup/{profile}/headers",
        summary="Columns of a profile",
        responses=errors(),
        **requires("dird.directories.lookup.{profile}.headers.read"),
    )
    async def headers(profile: Profile) -> Headers:
        return Headers(**_headers(profiles.display(profile)))

    @router.get(
        "/lookup/{profile}",
        summary="Search all directories of a profile",
        response_model=LookupResults,
        responses=errors(),
        **requires("dird.directories.lookup.{profile}.read"),
    )
    async def look_up(
        request: Request, profile: Profile, term: Annotated[str, Query(max_length=256, pattern=PLAIN)]
    ) -> Response:
        display = profiles.display(profile)
        owner = await owner_if_any(request)
        entries = await lookup(profile, term, {"owner": owner, "token": request.headers.get("X-Auth-Token")})
        marked = await _marked(favorites, owner, display)
        return _json(body(display, entries, marked, term=term))


def _add_favorites(router: APIRouter, profiles: Profiles, favorites: Any) -> None:
    @router.get(
        "/favorites/{profile}",
        summary="Favourites of the token's owner",
        response_model=Results,
        responses=errors(),
        **requires("dird.directories.favorites.{profile}.read"),
    )
    async def list_favorites(request: Request, profile: Profile) -> Response:
        display = profiles.display(profile)
        owner = await owner_of(request)
        entries = await favorites(profile, owner)
        marked = {(entry.source.name, entry.id or "") for entry in entries}
        return _json(body(display, entries, marked))

    @router.put(
        "/favorites/{directory}/{contact}",
        summary="Mark",
        status_code=204,
        responses=errors(),
        **requires("dird.directories.favorites.{directory}.{contact}.update"),
    )
    async def mark(request: Request, directory: SourceName, contact: ContactId) -> Response:
        await favorites.mark(await owner_of(request), directory, contact)
        return Response(status_code=204)

    @router.delete(
        "/favorites/{directory}/{contact}",
        summary="Unmark",
        status_code=204,
        responses=errors(),
        **requires("dird.directories.favorites.{directory}.{contact}.delete"),
    )
    async def unmark(request: Request, directory: SourceName, contact: ContactId) -> Response:
        await favorites.unmark(await owner_of(request), directory, contact)
        return Response(status_code=204)


def _add_personal(router: APIRouter, profiles: Profiles, personal: Any, favorites: Any, sources: Any) -> None:
    @router.get(
        "/personal/{profile}",
        summary="Own contacts, in the columns of a profile",
        response_model=Results,
        responses=errors(),
        **requires("dird.directories.personal.{profile}.read"),
    )
    async def list_personal(request: Request, profile: Profile) -> Response:
        display = profiles.display(profile)
        owner = await owner_of(request)
        source = sources[personal.name]
        entries = [Entry(source, personal.entry_fields(contact)) for contact in await personal(owner)]
        marked = await _marked(favorites, owner, display)
        return _json(body(display, entries, marked))


def _add_reverse(router: APIRouter, reverse: Any) -> None:
    @router.get(
        "/reverse/{profile}/{xivo_user_uuid}",
        summary="Who has this number?",
        responses=errors(),
        **requires("dird.directories.reverse.{profile}.{xivo_user_uuid}.read"),
    )
    async def look_up_number(
        profile: Profile,
        xivo_user_uuid: Annotated[str, Path(pattern=r"^[0-9a-fA-F-]{36}$", description="who is called")],
        exten: Annotated[str, Query(min_length=1, max_length=40, pattern=r"^\+?[0-9*#]+$")],
    ) -> ReverseResult:
        """The entry's field `reverse` is what the caller is called. The called user's own contacts count first."""
        entry = await reverse(profile, exten, {"owner": xivo_user_uuid.lower()})
        if entry is None:
            return ReverseResult(display=None, exten=exten, source=None, fields={})
        display = entry.fields.get("reverse")
        return ReverseResult(
            display=str(shown(display)) if display else None,
            exten=exten,
            source=entry.source.name,
            fields=shown(entry.fields),
        )


async def _marked(favorites: Any, owner: str | None, display: Display) -> Marked:
    if favorites is None or owner is None or not any(column.type == "favorite" for column in display):
        return set()
    try:
        found: Marked = await favorites.ids(owner)
    except DatabaseUnavailable:  # said once by the database; who searches finds people all the same
        return set()
    return found


def body(display: Display, entries: Sequence[Entry], marked: Marked, **more: str) -> bytes:
    """In the shape of `Results`, which may have thousands: neither validated nor, if JSON has all of it, cleaned."""
    found = {**more, **_headers(display), "results": results(display, entries, marked)}
    try:
        return orjson.dumps(found, option=_ONLY_JSON)
    except TypeError:  # something in it that is no JSON
        return orjson.dumps(shown(found))


def results(display: Display, entries: Sequence[Entry], marked: Marked) -> list[dict[str, Any]]:
    """In the shape of `Result`, with values as sources have them."""
    readers = [_reader(column, marked) for column in display]
    return [
        {
            "column_values": [read(entry) for read in readers],
            "relations": {**relations(entry.fields), "source_entry_id": entry.id},
            "source": entry.source.name,
        }
        for entry in entries
    ]


def _reader(column: Column, marked: Marked) -> Callable[[Entry], Any]:
    """What the column shows of an entry."""
    if column.type == "favorite":
        return lambda entry: (entry.source.name, entry.id) in marked
    if column.type == "personal":
        return lambda entry: entry.source.owned
    if column.format or not column.field or column.default is not None:
        return lambda entry: column.raw(entry.fields, entry.source.name)
    field = column.field
    return lambda entry: entry.fields.get(field)


def _headers(display: Display) -> dict[str, list[str | None]]:
    return {"column_headers": [column.title for column in display], "column_types": [column.type for column in display]}


def _json(found: bytes) -> Response:
    return Response(found, media_type="application/json")
