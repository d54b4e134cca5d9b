# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from ...edge.bodies import Body, Line
from ...edge.schemas import Link
from .destinations import KeyDestination

MOST_POSITIONS = 1000


def _position(position: str) -> str:
    if int(position) > MOST_POSITIONS:
        raise ValueError(f"the last position is {MOST_POSITIONS}")
    return position


Position = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}$"), AfterValidator(_position)]


class FuncKeyBody(Body):
    """``blf``: the key is lit while its destination is active; ``label`` is the text beside it (API-080)."""

    label: Annotated[Line, Field(max_length=128, pattern=r"^[^;]*$")] | None = None
    blf: bool = True
    destination: KeyDestination


class KeysBody(Body):
    """Keys by position; those that are not named go away."""

    keys: Annotated[dict[Position, FuncKeyBody], Field(default_factory=dict, max_length=MOST_POSITIONS)]


class TemplateBody(KeysBody):
    """A set of keys for many users."""

    name: Annotated[Line, Field(max_length=128)] | None = None


class FuncKeyView(BaseModel):
    """``inherited``: it is the shared template's; ``destination`` has a ``href`` if it is an object's."""

    id: int
    label: str | None
    blf: bool
    inherited: bool
    destination: dict[str, Any]


class KeysView(BaseModel):
    keys: dict[str, FuncKeyView]


class TemplateView(BaseModel):
    id: int
    name: str | None
    keys: dict[str, FuncKeyView]
    links: list[Link]


class TemplateList(BaseModel):
    total: int
    items: list[TemplateView]


class UserTemplateView(BaseModel):
    user_id: int
    template_id: int
    links: list[Link]


class UserTemplateList(BaseModel):
    total: int
    items: list[UserTemplateView]
