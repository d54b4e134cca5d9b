# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ...edge.bodies import Body, Line, Text
from ...edge.schemas import Link

PhoneNumber = Annotated[Line, Field(max_length=80, pattern=r"^(\+?[0-9*#]+)?$")]


class _UserFields(Body):
    lastname: Annotated[Line, Field(max_length=128)] | None = None
    timezone: Annotated[Line, Field(max_length=128)] | None = None
    language: Annotated[Line, Field(max_length=20)] | None = None
    description: Text | None = None
    caller_id: Annotated[Line, Field(max_length=160)] | None = None
    outgoing_caller_id: Annotated[Line, Field(max_length=80)] | None = None
    mobile_phone_number: PhoneNumber | None = None
    username: Annotated[Line, Field(max_length=64)] | None = None
    password: Annotated[Line, Field(max_length=64)] | None = None
    music_on_hold: Annotated[Line, Field(max_length=128)] | None = None
    preprocess_subroutine: Annotated[Line, Field(max_length=39, pattern=r"^[A-Za-z0-9_.-]*$")] | None = None
    userfield: Annotated[Line, Field(max_length=128)] | None = None
    entity: Annotated[Line, Field(max_length=64, description="Name of the user's entity")] | None = None


class UserCreate(_UserFields):
    firstname: Annotated[Line, Field(min_length=1, max_length=128)]


class UserEdit(_UserFields):
    """Only the fields to change."""

    firstname: Annotated[Line, Field(min_length=1, max_length=128)] = ""


class UserView(BaseModel):
    id: int
    firstname: str
    lastname: str
    timezone: str
    language: str
    description: str
    caller_id: str
    outgoing_caller_id: str
    mobile_phone_number: str
    username: str
    password: str | None = Field(description="null for callers with a token, and where only a hash is kept")
    music_on_hold: str
    preprocess_subroutine: str
    userfield: str
    links: list[Link]


class UserList(BaseModel):
    total: int
    items: list[UserView]


class DirectoryView(BaseModel):
    id: int
    line_id: int | None
    agent_id: int | None
    firstname: str
    lastname: str
    exten: str
    mobile_phone_number: str


class UserDirectory(BaseModel):
    total: int
    items: list[DirectoryView]
