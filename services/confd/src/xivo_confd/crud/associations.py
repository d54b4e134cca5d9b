# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of references inside an object, as routes of its own: ``/groups/3/members/users/5``."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Path, Response
from pydantic import ValidationError, create_model

from ..edge import answers
from ..edge.bodies import DATABASE_INTEGER_MAX, Body, messages
from ..edge.routing import Router
from ..edge.unit import Reading, Unit, Writing
from ..errors import InputRefused
from .errors import AlreadyAssociated, NotAssociated
from .routes import edit_model, id_parameter, limits

if TYPE_CHECKING:
    from .resource import Resource


@dataclass(frozen=True, kw_only=True)
class Association:
    """``field`` of the object is a list of ``entry`` bodies, each named by its ``key``; ``title`` is in messages.

    The routes change the list as an edit of the object would, and announce it as such.
    """

    path: str
    field: str
    key: str
    entry: type[Body]
    title: str


def add_association(router: Router, resource: "Resource[Any]", association: Association) -> None:
    singular, key = resource.singular, association.key
    acl = f"confd.{resource.plural}.{{{resource.path_id}}}.{association.path.replace('/', '.')}"
    path = f"/{{{resource.path_id}}}/{association.path}"
    owner = id_parameter(resource.path_id)
    member = Annotated[int, Path(alias=key, ge=0, le=DATABASE_INTEGER_MAX)]
    entry: Any = association.entry
    camel = "".join(part.capitalize() for part in f"{singular}_{association.field}".split("_"))
    edited = edit_model(association.entry, f"{camel}Entry")
    listing = create_model(f"{camel}Associations", total=(int, ...), items=(list[entry], ...))
    named = f"{singular}_{association.field}"

    def members(unit: Unit) -> _Members:
        return _Members(resource, association, unit)

    @router.reads(path, acl=f"{acl}.read", answer=listing, name=f"list_{named}")
    async def list_members(unit: Reading, object_id: owner) -> Response:  # type: ignore[valid-type]
        items = await members(unit).all(object_id)
        return answers.listing(items, len(items))

    @router.creates(path, acl=f"{acl}.create", answer=entry, name=f"add_{named}", **limits(resource))
    async def add_member(unit: Writing, object_id: owner, body: entry) -> Response:  # type: ignore[valid-type]
        added = await members(unit).add(object_id, body)
        return answers.created(added, f"/1.1/{resource.plural}/{object_id}/{association.path}/{added[key]}")

    @router.reads(f"{path}/{{{key}}}", acl=f"{acl}.{{{key}}}.read", answer=entry, name=f"get_{named}")
    async def get_member(unit: Reading, object_id: owner, member_id: member) -> Response:  # type: ignore[valid-type]
        return answers.json(await members(unit).one(object_id, member_id))

    @router.edits(f"{path}/{{{key}}}", acl=f"{acl}.{{{key}}}.update", name=f"edit_{named}", **limits(resource))
    async def edit_member(unit: Writing, object_id: owner, member_id: member, body: edited) -> Response:  # type: ignore[valid-type]
        await members(unit).edit(object_id, member_id, body)
        return answers.no_content()

    @router.deletes(f"{path}/{{{key}}}", acl=f"{acl}.{{{key}}}.delete", name=f"remove_{named}", **limits(resource))
    async def remove_member(unit: Writing, object_id: owner, member_id: member) -> Response:  # type: ignore[valid-type]
        await members(unit).remove(object_id, member_id)
        return answers.no_content()


class _Members:
    def __init__(self, resource: "Resource[Any]", association: Association, unit: Unit) -> None:
        self._service = resource.of(unit)
        self._resource = resource
        self._association = association

    async def all(self, object_id: int) -> list[dict[str, Any]]:
        thing = await self._service.find(object_id)
        return list(getattr(thing, self._association.field))

    async def one(self, object_id: int, member_id: int) -> dict[str, Any]:
        """Raises NotAssociated."""
        entries = await self.all(object_id)
        self._require(entries, member_id)
        return next(entry for entry in entries if entry[self._association.key] == member_id)

    async def add(self, object_id: int, body: Body) -> dict[str, Any]:
        """Raises AlreadyAssociated."""
        entry = body.model_dump()
        key = self._association.key
        entries = await self._locked(object_id)
        if any(known[key] == entry[key] for known in entries):
            raise AlreadyAssociated(**self._named(entry[key]))
        await self._replace(object_id, [*entries, entry])
        return entry

    async def edit(self, object_id: int, member_id: int, body: Body) -> None:
        """Raises NotAssociated. The key stays what it is."""
        changes = body.model_dump(include=body.model_fields_set - {self._association.key})
        entries = await self._locked(object_id)
        self._require(entries, member_id)
        await self._replace(object_id, [self._changed(entry, member_id, changes) for entry in entries])

    async def remove(self, object_id: int, member_id: int) -> None:
        """Raises NotAssociated."""
        key = self._association.key
        entries = await self._locked(object_id)
        self._require(entries, member_id)
        await self._replace(object_id, [entry for entry in entries if entry[key] != member_id])

    def _changed(self, entry: dict[str, Any], member_id: int, changes: dict[str, Any]) -> dict[str, Any]:
        return {**entry, **changes} if entry[self._association.key] == member_id else entry

    async def _locked(self, object_id: int) -> list[dict[str, Any]]:
        thing = await self._service.find(object_id, lock=True)
        return list(getattr(thing, self._association.field))

    async def _replace(self, object_id: int, entries: list[dict[str, Any]]) -> None:
        try:
            body = self._resource.edited.model_validate({self._association.field: entries}, strict=True)
        except ValidationError as error:
            problems = [{**problem, "loc": ("body", *problem["loc"])} for problem in error.errors()]
            raise InputRefused(*messages(problems)) from error
        await self._service.edit(object_id, body)

    def _require(self, entries: list[dict[str, Any]], member_id: int) -> None:
        if not any(entry[self._association.key] == member_id for entry in entries):
            raise NotAssociated(**self._named(member_id))

    def _named(self, member_id: int) -> dict[str, Any]:
        return {
            "title": self._association.title,
            "what": self._resource.title,
            "key": f"'{self._association.key}'",
            "value": member_id,
        }
