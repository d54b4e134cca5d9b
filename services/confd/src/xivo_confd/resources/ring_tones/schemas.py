# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.ids import ContextName
from ...edge.bodies import Body, Line

ProfileName = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
# It stands in a header and among the arguments of a subroutine
Ring = Annotated[Line, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9<>_. -]+$")]
Exten = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z*#+]+$")]
PhoneType = Literal["aastra", "cisco", "linksys", "snom", "thomson", "yealink"]


class RingProfile(Body):
    """A telephone's names of rings by where the call comes from; without one it rings as always.

    ``forward`` is for calls that another user forwarded, else their origin counts.
    """

    name: ProfileName
    phonetype: PhoneType
    intern: Ring | None = None
    extern: Ring | None = None
    group: Ring | None = None
    forward: Ring | None = None


class RingNumber(Body):
    """Which profile a number has, or without ``exten`` all numbers of the context. A profile of ``null`` is none."""

    exten: Exten | None = None
    context: ContextName
    profile: ProfileName | None


def shipped() -> list[RingProfile]:
    """One profile a brand; no number has one of them yet."""
    bellcore = {"intern": "<Bellcore-dr1>", "extern": "<Bellcore-dr3>", "group": "<Bellcore-dr2>"}
    named = {"intern": "Office", "extern": "Classic-1", "group": "Simple-3"}
    alerts = {"intern": "alert-internal", "extern": "alert-external", "group": "alert-group"}
    plain = {kind: ring.strip("<>") for kind, ring in bellcore.items()}
    return [
        RingProfile(name="aastra", phonetype="aastra", **bellcore),
        RingProfile(name="cisco", phonetype="cisco", **plain),
        RingProfile(name="linksys", phonetype="linksys", **named),
        RingProfile(name="snom", phonetype="snom", **alerts),
        RingProfile(name="thomson", phonetype="thomson", **plain),
        RingProfile(name="yealink", phonetype="yealink", **plain),
    ]


class RingTones(Body):
    """Rings by the origin of a call, which telephones choose by a header of the invitation (SYS-237).

    A number's own entry counts before its context's.
    """

    profiles: Annotated[list[RingProfile], Field(default_factory=shipped, max_length=100)]
    numbers: Annotated[list[RingNumber], Field(default_factory=list, max_length=1000)]
