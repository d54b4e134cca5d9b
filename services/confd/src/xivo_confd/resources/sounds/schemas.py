# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, Field

from ...edge.bodies import Body, Line

NAME = r"^[A-Za-z0-9_][A-Za-z0-9_. -]{0,127}$"
FolderPath = Annotated[str, Path(pattern=NAME)]
FilePath = Annotated[str, Path(pattern=NAME)]


class SoundBody(Body):
    """A folder of sound files, for example ``ivr-sounds`` (CC-006)."""

    name: Annotated[Line, Field(min_length=1, max_length=128, pattern=NAME)]


class SoundView(BaseModel):
    name: str


class SoundList(BaseModel):
    total: int
    items: list[SoundView]


class SoundFileView(BaseModel):
    name: str
    size: int
    modified: str


class SoundFileList(BaseModel):
    total: int
    items: list[SoundFileView]
