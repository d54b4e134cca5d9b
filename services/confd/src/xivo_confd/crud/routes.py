# SPDX-License-Identifier: GPL-3.0-or-later
"""The five routes of a declared resource; three if its objects are fixed. Those that read and those that write."""
# Annotations are evaluated when a route is made, so that each resource has its own types and parameter names.

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Path, Response
from pydantic import BaseModel, Field, create_model

from ..edge import answers
from ..edge.bodies import DATABASE_INTEGER_MAX, Body
from ..edge.parameters import ListParameters
from ..edge.routing import Router
from ..edge.schemas import Link
from ..edge.unit import Reading, Writing
from .dao import scalars
from .references import Scope

if TYPE_CHECKING:
    from .resource import Resource


def add_reads(router: Router, resource: "Resource[Any]") -> None:
    singular, plural = resource.singular, resource.plural
    identifier = id_parameter(resource.path_id)
    view = resource.view
    listing = create_model(f"{_camel(resource.title)}List", total=(int, ...), items=(list[view], ...))  # type: ignore[valid-type]
    sortable = list(scalars(resource.model))

    @router.reads("", acl=f"confd.{plural}.read", answer=listing, name=f"list_{plural}")
    async def list_objects(unit: Reading, parameters: ListParameters) -> Response:
        items, total = await resource.of(unit).listed(parameters.checked(sortable))
        return answers.listing(items, total)

    @router.reads(
        f"/{{{resource.path_id}}}",
        acl=f"confd.{plural}.{{{resource.path_id}}}.read",
        answer=view,
        name=f"get_{singular}",
    )
    async def get_object(unit: Reading, object_id: identifier) -> Response:  # type: ignore[valid-type]
        return answers.json(await resource.of(unit).get(object_id))


def add_writes(router: Router, resource: "Resource[Any]") -> None:
    singular, plural = resource.singular, resource.plural
    identifier = id_parameter(resource.path_id)
    edited = resource.edited

    @router.edits(
        f"/{{{resource.path_id}}}",
        acl=f"confd.{plural}.{{{resource.path_id}}}.update",
        name=f"edit_{singular}",
        **limits(resource),
    )
    async def edit_object(unit: Writing, object_id: identifier, body: edited) -> Response:  # type: ignore[valid-type]
        await resource.of(unit).edit(object_id, body)
        return answers.no_content()

    if not resource.fixed:
        _add_creation_and_deletion(router, resource)


def _add_creation_and_deletion(router: Router, resource: "Resource[Any]") -> None:
    singular, plural = resource.singular, resource.plural
    identifier = id_parameter(resource.path_id)
    body_type: Any = resource.body
    view = resource.view

    @router.creates("", acl=f"confd.{plural}.create", answer=view, name=f"create_{singular}", **limits(resource))
    async def create_object(unit: Writing, body: body_type) -> Response:
        service = resource.of(unit)
        thing = await service.create(body)
        return answers.created(await service.view(thing), f"/1.1/{plural}/{thing.id}")

    @router.deletes(
        f"/{{{resource.path_id}}}",
        acl=f"confd.{plural}.{{{resource.path_id}}}.delete",
        name=f"delete_{singular}",
        dependencies=resource.before_deletion,
        **limits(resource),
    )
    async def delete_object(unit: Writing, object_id: identifier) -> Response:  # type: ignore[valid-type]
        await resource.of(unit).delete(object_id)
        return answers.no_content()


def limits(resource: "Resource[Any]") -> dict[str, bool]:
    """What belongs to no entity is everybody's: nobody limited to one may change it, and the contract says so."""
    return {"unlimited_only": resource.scope is Scope.GLOBAL}


def id_parameter(name: str) -> Any:
    return Annotated[int, Path(alias=name, ge=0, le=DATABASE_INTEGER_MAX)]


def view_model(resource: "Resource[Any]") -> type[BaseModel]:
    """What an object looks like in answers."""
    fields: dict[str, Any] = {"id": (int, ...)}
    for name in resource.shown:
        if name in resource.read_only:
            fields[name] = (resource.read_only[name], ...)
        else:
            fields[name] = (resource.body.model_fields[name].annotation, ...)
    return create_model(f"{_camel(resource.title)}View", **fields, links=(list[Link], ...))


_OPTIONAL = object()
"""Metadata without a meaning: `Annotated` wants some, also for fields that have none."""


def edit_model(body: type[Body], title: str) -> type[Body]:
    """The same fields, none of them required: only those sent are changed."""
    optional: dict[str, Any] = {
        name: (Annotated[info.annotation, *info.metadata, _OPTIONAL], Field(default_factory=_nothing))
        for name, info in body.model_fields.items()
        if info.is_required()
    }
    return create_model(f"{_camel(title)}Edit", __base__=body, __doc__="Only the fields to change.", **optional)


def _nothing() -> None:
    """The value of a field that was not sent and is not looked at."""


def _camel(title: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in title.replace("-", " ").replace("/", " ").split())
