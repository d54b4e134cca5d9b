# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ...edge.bodies import Body
from ...edge.schemas import Link

# What Asterisk dials or matches: digits, feature codes, patterns
Exten = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^_?[A-Za-z0-9*#+.!\[\]-]+$")]
ContextName = Annotated[str, Field(min_length=1, max_length=39, pattern=r"^[A-Za-z0-9_.-]+$")]


class ExtensionCreate(Body):
    exten: Exten
    context: ContextName
    commented: bool = False


class ExtensionEdit(Body):
    """Only the fields to change."""

    exten: Exten = ""
    context: ContextName = ""
    commented: bool = False


class ExtensionView(BaseModel):
    id: int
    exten: str
    context: str
    commented: bool
    links: list[Link]


class ExtensionCreated(BaseModel):
    """The answer to a creation is short (API-077)."""

    id: int
    links: list[Link]


class ExtensionList(BaseModel):
    total: int
    items: list[ExtensionView]
