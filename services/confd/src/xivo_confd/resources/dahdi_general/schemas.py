# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.ids import ContextName
from ...edge.bodies import Body, Line

Group = Annotated[int, Field(ge=0, le=63)]
CallerId = Annotated[Line, Field(max_length=80, pattern=r'^("[^"\\<>]*" *)?(<\+?[0-9*#]+>)?$')]


class DahdiSpan(Body):
    """An ISDN port: ``e1`` has 30 channels, ``bri`` two. ``timing`` 0 gives the clock, 1 is the first that it is taken
    from.
    """

    line: Literal["e1", "bri"] = "e1"
    timing: Annotated[int, Field(ge=0, le=32)] = 0
    crc4: bool = False
    signalling: Literal["pri_cpe", "pri_net", "bri_cpe", "bri_net", "bri_cpe_ptmp", "bri_net_ptmp"] = "pri_cpe"
    switchtype: Literal["euroisdn", "national", "dms100", "4ess", "5ess", "ni1", "qsig"] = "euroisdn"
    context: ContextName = "from-extern"
    groups: Annotated[list[Group], Field(default_factory=lambda: [0], min_length=1, max_length=8)]
    overlapdial: Annotated[bool, Field(description="The other side dials digit by digit")] = False


class DahdiPort(Body):
    """An analog port: ``fxs`` for a telephone, ``fxo`` for a line."""

    module: Literal["fxs", "fxo"]
    context: ContextName = "default"
    groups: Annotated[list[Group], Field(default_factory=lambda: [5], min_length=1, max_length=8)]
    callerid: CallerId = ""
    mailbox: Annotated[Line, Field(max_length=80, pattern=r"^[A-Za-z0-9_.@-]*$")] = ""


class DahdiGeneral(Body):
    """The ports of the telephony cards, numbered in this order: those of ISDN, then the analog ones."""

    spans: Annotated[list[DahdiSpan], Field(default_factory=list, max_length=32)]
    ports: Annotated[list[DahdiPort], Field(default_factory=list, max_length=96)]
