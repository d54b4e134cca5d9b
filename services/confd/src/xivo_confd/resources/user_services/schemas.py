# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...edge.bodies import Body


class Service(Body):
    enabled: bool


class Services(Body):
    """What a user switches on and off himself, by keys, star codes or his client (CC-122, SYS-186)."""

    dnd: Service
    incallfilter: Service
    callrecord: Service


class ServicesEdit(Body):
    """Only the services to change."""

    dnd: Annotated[Service | None, Field(description="Do not disturb")] = None
    incallfilter: Annotated[Service | None, Field(description="All secretaries filter a boss's calls")] = None
    callrecord: Annotated[Service | None, Field(description="Recording of all calls")] = None
