# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.ids import UserId
from ...edge.bodies import Body, Line, Text

SoundName = Annotated[Line, Field(max_length=255, pattern=r"^([A-Za-z0-9_-][A-Za-z0-9_./-]*)?$")]


class PagingBody(Body):
    """``number`` follows the star code: ``*11601``. Only ``callers`` may call it.

    ``announce_sound`` is played to the called ones, and to the caller as well with ``announce_caller``.
    """

    number: Annotated[Line, Field(min_length=1, max_length=32, pattern=r"^[0-9]+$")]
    name: Annotated[Line, Field(max_length=128)] = ""
    enabled: bool = True
    description: Text = ""
    duplex: bool = False
    ignore_forward: bool = False
    record: bool = False
    quiet: bool = False
    timeout: Annotated[
        int, Field(ge=1, le=3600, description="Seconds until telephones that did not answer are left")
    ] = 30
    announce_caller: bool = True
    announce_sound: SoundName = ""
    callers: Annotated[list[UserId], Field(default_factory=list, max_length=10_000)]
    members: Annotated[list[UserId], Field(default_factory=list, max_length=1000)]
