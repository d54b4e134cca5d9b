# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ...edge.bodies import Body, Line, Text
from ...edge.schemas import Link

# The wizard's rule: A-Z a-z 0-9 - . (SYS-019)
Name = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9.-]+$")]
Short = Annotated[Line, Field(max_length=40)]
Wide = Annotated[Line, Field(max_length=128)]


class _EntityFields(Body):
    display_name: Wide = ""
    phone: Short = ""
    fax: Short = ""
    email: Annotated[Line, Field(max_length=255)] = ""
    url: Annotated[Line, Field(max_length=255)] = ""
    address1: Wide = ""
    address2: Wide = ""
    city: Wide = ""
    state: Wide = ""
    zip_code: Annotated[Line, Field(max_length=16)] = ""
    country: Annotated[Line, Field(max_length=64)] = ""
    description: Text = ""


class EntityCreate(_EntityFields):
    name: Name


class EntityEdit(_EntityFields):
    """Only the fields to change."""

    name: Name = ""


class EntityView(BaseModel):
    id: int
    name: str
    display_name: str
    phone: str
    fax: str
    email: str
    url: str
    address1: str
    address2: str
    city: str
    state: str
    zip_code: str
    country: str
    description: str
    links: list[Link]


class EntityList(BaseModel):
    total: int
    items: list[EntityView]
