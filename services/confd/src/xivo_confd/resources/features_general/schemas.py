# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...edge.bodies import Body, Line

Code = Annotated[Line, Field(max_length=11, pattern=r"^[0-9*#]*$")]
Sound = Annotated[Line, Field(max_length=255, pattern=r"^([A-Za-z0-9_-][A-Za-z0-9_./-]*)?$")]
Seconds = Annotated[int, Field(ge=1, le=600)]


class FeaturesGeneral(Body):
    """Codes during a call, group pickup and transfers (ADM-214, ADM-294, CC-027). An empty code is none.

    ``adsi_announces`` is kept for existing clients and has no effect.
    """

    pickupexten: Code = "*8"
    pickupsound: Sound = ""
    pickupfailsound: Sound = ""
    blindxfer: Code = "*1"
    atxfer: Code = "*2"
    automixmon: Code = "*3"
    disconnect: Code = "*0"
    parkcall: Code = ""
    transferdigittimeout: Seconds = 3
    featuredigittimeout: Annotated[int, Field(ge=100, le=60_000, description="Milliseconds")] = 1000
    atxfernoanswertimeout: Seconds = 15
    atxferdropcall: bool = False
    atxferloopdelay: Seconds = 10
    atxfercallbackretries: Annotated[int, Field(ge=0, le=100)] = 2
    xfersound: Sound = ""
    xferfailsound: Sound = ""
    parked_dynamic: bool = False
    adsi_announces: bool = False
