# SPDX-License-Identifier: GPL-3.0-or-later
"""How clients show a state: a colour and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, TypeVar

from pydantic import Field

from ..edge.bodies import Body, Line
from .errors import wrong_field
from .model import ConfigObject
from .service import CrudService

M = TypeVar("M", bound=ConfigObject)

Color = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", description="#rrggbb")]
LongName = Annotated[Line, Field(min_length=1, max_length=128)]

DEFAULT_GROUP = "xivo"
"""The group of looks that every system has, which profiles without one of their own use."""


class Look(Body):
    long_name: LongName
    color: Color


class WithLooks(CrudService[M]):
    """``field`` has a look for each of ``states``, whatever else the group is for."""

    field: ClassVar[str]
    states: ClassVar[Sequence[str]]

    async def check(self, thing: M, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        missing = [state for state in self.states if state not in getattr(thing, self.field)]
        if missing:
            raise wrong_field(self.field, f"{', '.join(missing)} missing")
