# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ...edge.bodies import Body, Line

Destination = Annotated[Line, Field(min_length=1, max_length=128, pattern=r"^[0-9A-Za-z*#+_.-]+$")]


class ForwardEdit(Body):
    """Only what changes; without a ``destination`` a forward cannot be enabled."""

    enabled: bool = False
    destination: Destination | None = None


class ForwardsEdit(Body):
    """Only the forwards to change."""

    busy: ForwardEdit | None = None
    noanswer: ForwardEdit | None = None
    unconditional: ForwardEdit | None = None


class ForwardView(BaseModel):
    enabled: bool
    destination: str | None


class ForwardsView(BaseModel):
    """Where a user's calls go by his own will (CC-117, CC-119, SYS-186)."""

    busy: ForwardView
    noanswer: ForwardView
    unconditional: ForwardView
