# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...edge.bodies import Body, Line

Codec = Literal["g729", "ulaw", "alaw"]


class SccpGeneral(Body):
    """SCCP phones (CC-072). Without ``customize_codecs`` all codecs of the list are offered."""

    directmedia: bool = False
    dialtimeout: Annotated[int, Field(ge=1, le=60, description="Seconds after the last digit")] = 5
    language: Annotated[Line, Field(min_length=2, max_length=20, pattern=r"^[A-Za-z_-]+$")] = "en_US"
    customize_codecs: bool = False
    codecs: Annotated[list[Codec], Field(default_factory=lambda: ["ulaw", "alaw"], max_length=3)]
