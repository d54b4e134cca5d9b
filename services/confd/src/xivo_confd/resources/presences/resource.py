# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...crud.errors import wrong_field
from ...crud.looks import DEFAULT_GROUP
from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import Presence
from .schemas import PresenceBody

# What a client is at login, and what it is after it has gone
MANDATORY = ("available", "disconnected")
CONTRARY = {"queuepause_all", "queueunpause_all"}


class PresenceService(CrudService[Presence]):
    async def check(self, thing: Presence, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        names = [state["name"] for state in thing.states]
        for mandatory in MANDATORY:
            if mandatory not in names:
                raise wrong_field("states", f"{mandatory} is missing")
        for position, state in enumerate(thing.states):
            field = f"states.{position}"
            if state["name"] in names[:position]:
                raise wrong_field(f"{field}.name", f"{state['name']} is there twice")
            _check_allowed(f"{field}.allowed", state["allowed"], names)
            _check_actions(f"{field}.actions", state["actions"])


def _check_allowed(field: str, allowed: Sequence[str], names: Sequence[str]) -> None:
    for position, name in enumerate(allowed):
        if name not in names:
            raise wrong_field(f"{field}.{position}", f"{name} is no presence of this group")
        if name in allowed[:position]:
            raise wrong_field(f"{field}.{position}", f"{name} is there twice")


def _check_actions(field: str, actions: Sequence[dict[str, Any]]) -> None:
    kinds = [action["action"] for action in actions]
    if len(set(kinds)) < len(kinds):
        raise wrong_field(field, "an action is there twice")
    if set(kinds) >= CONTRARY:
        raise wrong_field(field, "an agent cannot be paused and unpaused at once")


PRESENCES = Resource(
    plural="presences",
    singular="presence",
    title="Presence",
    model=Presence,
    body=PresenceBody,
    service=PresenceService,
    lasting=frozenset({DEFAULT_GROUP}),
)
router = PRESENCES.router()
