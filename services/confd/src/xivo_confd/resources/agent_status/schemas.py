# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.looks import Look
from ...edge.bodies import Body, Line, Text

Availability = Literal[
    "logged_out",
    "available",
    "unavailable",
    "on_call_nonacd_incoming_internal",
    "on_call_nonacd_incoming_external",
    "on_call_nonacd_outgoing_internal",
    "on_call_nonacd_outgoing_external",
]
"""The words of the CTI protocol (DEV-141)."""

_RED, _GREEN, _ORANGE, _PURPLE, _PINK = "#FF032D", "#0DFF25", "#FFA500", "#800080", "#FF69B4"
SHIPPED: dict[Availability, tuple[str, str]] = {
    "logged_out": ("Logged out", _RED),
    "available": ("Not in use", _GREEN),
    "unavailable": ("In use", _ORANGE),
    "on_call_nonacd_incoming_internal": ("Int. Incoming", _PURPLE),
    "on_call_nonacd_incoming_external": ("Ext. Incoming", _PINK),
    "on_call_nonacd_outgoing_internal": ("Int. Outgoing", _PURPLE),
    "on_call_nonacd_outgoing_external": ("Ext. Outgoing", _PINK),
}


def shipped_statuses() -> dict[Availability, Look]:
    return {status: Look(long_name=long_name, color=color) for status, (long_name, color) in SHIPPED.items()}


class AgentStatusBody(Body):
    """``statuses``: for each of an agent's states its look."""

    name: Annotated[Line, Field(min_length=1, max_length=64)]
    description: Text = ""
    statuses: dict[Availability, Look] = Field(default_factory=shipped_statuses)
