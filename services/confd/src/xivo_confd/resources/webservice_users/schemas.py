# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ...edge.bodies import Body, Line
from ...edge.schemas import Link

Name = Annotated[Line, Field(min_length=1, max_length=64)]
Login = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
Acl = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=255, pattern=r"^!?[A-Za-z0-9_.*#-]+$")]],
    Field(max_length=100),
]


class _Fields(Body):
    login: Login | None = None
    password: Annotated[Line, Field(min_length=8, max_length=128)] | None = None
    host: Annotated[str, Field(max_length=64, description="Address or network")] | None = None
    acl: Acl = Field(default_factory=lambda: ["confd.#"])
    description: Annotated[Line, Field(max_length=255)] = ""


class WebserviceUserCreate(_Fields):
    name: Name


class WebserviceUserEdit(_Fields):
    """Only the fields to change. A new login needs the password too: what is stored depends on both."""

    name: Name = ""


class WebserviceUserView(BaseModel):
    """The password is never shown."""

    id: int
    name: str
    login: str | None
    host: str | None
    acl: list[str]
    description: str
    links: list[Link]


class WebserviceUserList(BaseModel):
    total: int
    items: list[WebserviceUserView]
