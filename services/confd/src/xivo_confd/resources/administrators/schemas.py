# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ...edge.bodies import Body, Line, Text
from ...edge.schemas import Link
from ..webservice_users.schemas import Acl, Login

Password = Annotated[Line, Field(min_length=8, max_length=128)]
Named = Annotated[Line, Field(max_length=128)]


class _Fields(Body):
    firstname: Named = ""
    lastname: Named = ""
    email: Annotated[Line, Field(max_length=255)] = ""
    acl: Acl = Field(default_factory=list, description="Rights: words between dots, `*` one, `#` any number")
    entity: Annotated[Line, Field(max_length=64, description="Name of his entity; null for all")] | None = None
    enabled: bool = True
    language: Annotated[Line, Field(max_length=20)] = ""
    description: Text = ""


class AdministratorCreate(_Fields):
    login: Login
    password: Password


class AdministratorEdit(_Fields):
    """Only the fields to change. Another password, other rights or ``enabled`` end his tokens."""

    login: Login = ""
    password: Password = ""


class AdministratorView(BaseModel):
    """The password is never shown."""

    id: int
    uuid: str
    login: str
    firstname: str
    lastname: str
    email: str
    acl: list[str]
    entity: str | None
    enabled: bool
    language: str
    description: str
    links: list[Link]


class AdministratorList(BaseModel):
    total: int
    items: list[AdministratorView]


class Credentials(Body):
    login: Annotated[Line, Field(min_length=1, max_length=64)]
    password: Annotated[Line, Field(min_length=1, max_length=128)]


class Identity(BaseModel):
    uuid: str
    acl: list[str]
    entity: str | None
