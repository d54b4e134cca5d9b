# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterator

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .columns import PHONEBOOK_COLUMNS
from .model import DirectoryDefinition
from .schemas import DirectoryDefinitionBody


class DirectoryDefinitionService(CrudService[DirectoryDefinition]):
    async def check(self, thing: DirectoryDefinition, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        names = [field["fieldname"] for field in thing.fields]
        for position, name in enumerate(names):
            if name in names[:position]:
                raise wrong_field(f"fields.{position}.fieldname", f"{name} is there twice")
        if thing.source["type"] == "phonebook":
            for place, column in _columns(thing):
                if column not in PHONEBOOK_COLUMNS:
                    raise wrong_field(place, f"the phonebook has no {column}")


def _columns(thing: DirectoryDefinition) -> Iterator[tuple[str, str]]:
    for field in ("match_direct", "match_reverse"):
        for position, column in enumerate(getattr(thing, field)):
            yield f"{field}.{position}", column
    for position, mapped in enumerate(thing.fields):
        yield f"fields.{position}.value", mapped["value"]


DIRECTORY_DEFINITIONS = Resource(
    plural="directory_definitions",
    singular="directory_definition",
    title="DirectoryDefinition",
    model=DirectoryDefinition,
    body=DirectoryDefinitionBody,
    service=DirectoryDefinitionService,
)
router = DIRECTORY_DEFINITIONS.router()
