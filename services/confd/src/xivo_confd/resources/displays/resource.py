# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import Display
from .schemas import DisplayBody

_FIELD = re.compile(r"\{(db-[A-Za-z0-9_-]+|xivo-directory)\}")


class DisplayService(CrudService[Display]):
    async def check(self, thing: Display, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        for position, column in enumerate(thing.columns):
            if set("{}") & set(_FIELD.sub("", column["format"])):
                place = f"columns.{position}.format"
                raise wrong_field(place, "braces are around db- and a field's name, or xivo-directory")


DISPLAYS = Resource(
    plural="displays",
    singular="display",
    title="Display",
    model=Display,
    body=DisplayBody,
    service=DisplayService,
)
router = DISPLAYS.router()
