# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles in full (ADM-121), below a path of their own: the documented one only reads (API-063)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...crud.errors import StillUsed, wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .dao import CtiProfileDao
from .model import CtiProfile
from .schemas import CtiProfileBody

DOCK_OPTIONS = ("floating", "closable", "movable", "scroll")
FETCH_PERIOD, LONGEST_PERIOD = "xlet.queues.statsfetchperiod", 10_800


class CtiProfileService(CrudService[CtiProfile]):
    async def check(self, thing: CtiProfile, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        if thing.max_gui == 0:
            raise wrong_field("max_gui", "must be -1 for any number of clients, or at least 1")
        _check_services(thing.services)
        _check_preferences(thing.preferences)
        _check_xlets(thing.xlets)

    async def check_delete(self, thing: CtiProfile) -> None:
        user_id = await CtiProfileDao(self.unit.session).user_with(thing.id)
        if user_id is not None:
            raise StillUsed(
                title="CtiProfile",
                kind="cti_profile",
                id=thing.id,
                owner="User",
                owner_kind="user",
                owner_id=user_id,
            )


def _check_services(services: Sequence[str]) -> None:
    for position, name in enumerate(services):
        if name in services[:position]:
            raise wrong_field(f"services.{position}", f"{name} is there twice")


def _check_preferences(preferences: Mapping[str, str]) -> None:
    period = preferences.get(FETCH_PERIOD)
    if period is None:
        return
    if not (period.isascii() and period.isdigit() and 1 <= int(period) <= LONGEST_PERIOD):
        raise wrong_field(f"preferences.{FETCH_PERIOD}", f"must be between 1 and {LONGEST_PERIOD} seconds")


def _check_xlets(xlets: Sequence[dict[str, Any]]) -> None:
    names: set[str] = set()
    places: set[tuple[str, int]] = set()
    for position, xlet in enumerate(xlets):
        where = f"xlets.{position}"
        name, kind, number = xlet["name"], xlet["position"], xlet["number"]
        if name in names:
            raise wrong_field(f"{where}.name", f"{name} is there twice")
        names.add(name)
        _check_xlet(where, xlet)
        if number is not None and (kind, number) in places:
            raise wrong_field(f"{where}.number", f"another xlet is number {number} in position {kind}")
        places.add((kind, number))
    if "tabber" not in names:
        for position, xlet in enumerate(xlets):
            if xlet["position"] == "tab":
                raise wrong_field(f"xlets.{position}.position", "a tab needs the xlet tabber in the profile")


def _check_xlet(where: str, xlet: dict[str, Any]) -> None:
    if xlet["name"] == "tabber" and xlet["position"] == "tab":
        raise wrong_field(f"{where}.position", "tabber cannot be in a tab")
    if xlet["position"] != "dock":
        for option in DOCK_OPTIONS:
            if xlet[option]:
                raise wrong_field(f"{where}.{option}", "only a dock has this option")


CTI_PROFILES = Resource(
    plural="client_profiles",
    singular="cti_profile",
    title="CtiProfile",
    model=CtiProfile,
    body=CtiProfileBody,
    order=("id",),
    service=CtiProfileService,
)
router = CTI_PROFILES.router()
