# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...edge.bodies import Body, Line

Codec = Literal["alaw", "ulaw", "g722", "g729", "gsm", "g726", "g723", "ilbc", "speex", "slin"]
Network = Annotated[Line, Field(max_length=64, pattern=r"^[0-9.]+/[0-9.]+$")]


class IaxGeneral(Body):
    """What all IAX trunks share, as Asterisk's iax.conf names it; a codec list of ``null`` is the system's."""

    bindport: Annotated[int, Field(ge=1, le=65_535)] = 4569
    bandwidth: Literal["low", "medium", "high"] = "high"
    codecs: Annotated[list[Codec], Field(min_length=1, max_length=20)] | None = None
    language: Annotated[Line, Field(max_length=20, pattern=r"^[A-Za-z_-]*$")] = ""
    jitterbuffer: bool = False
    maxjitterbuffer: Annotated[int, Field(ge=1, le=10_000)] = 1000
    autokill: bool = True
    delayreject: bool = True
    authdebug: bool = False
    trunkfreq: Annotated[int, Field(ge=10, le=1000)] = 20
    trunktimestamps: bool = True
    minregexpire: Annotated[int, Field(ge=1, le=86_400)] = 60
    maxregexpire: Annotated[int, Field(ge=1, le=86_400)] = 3600
    iaxthreadcount: Annotated[int, Field(ge=1, le=256)] = 10
    iaxmaxthreadcount: Annotated[int, Field(ge=1, le=256)] = 100
    requirecalltoken: Literal["yes", "no", "auto"] = "yes"
    calltokenoptional: Annotated[list[Network], Field(default_factory=list, max_length=50)]
    maxcallnumbers: Annotated[int, Field(ge=1, le=32_766)] = 2048
