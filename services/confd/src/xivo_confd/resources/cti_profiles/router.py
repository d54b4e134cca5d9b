# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading profiles: as documented (API-062, API-063), and in full with ``view=configuration`` (ADM-121)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import create_model

from ...crud.dao import scalars
from ...edge import answers
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.schemas import Link
from ...edge.unit import Reading
from ..users.errors import UnknownView
from .model import CtiProfile
from .resource import CTI_PROFILES

DOCUMENTED = ("id", "name", "links")
_CONFIGURED: dict[str, Any] = {
    name: (CTI_PROFILES.body.model_fields[name].annotation, None)
    for name in CTI_PROFILES.shown
    if name not in DOCUMENTED
}

router = Router("/cti_profiles", "cti_profiles")

CtiProfileView = create_model(
    "CtiProfileView",
    __doc__="Only with `view=configuration` more than id, name and links.",
    id=(int, ...),
    name=(str, ...),
    links=(list[Link], ...),
    **_CONFIGURED,
)
CtiProfileList = create_model("CtiProfileList", total=(int, ...), items=(list[CtiProfileView], ...))
View = Annotated[str | None, Query(description="`configuration` for all that the profile says")]


@router.reads("", acl="confd.cti_profiles.read", answer=CtiProfileList)
async def list_cti_profiles(unit: Reading, parameters: ListParameters, view: View = None) -> Response:
    in_full = _in_full(view)
    items, total = await CTI_PROFILES.of(unit).listed(parameters.checked(list(scalars(CtiProfile))))
    return answers.listing(items if in_full else [_documented(item) for item in items], total)


@router.reads("/{profile_id}", acl="confd.cti_profiles.{profile_id}.read", answer=CtiProfileView)
async def get_cti_profile(unit: Reading, profile_id: ResourceId, view: View = None) -> Response:
    in_full = _in_full(view)
    profile = await CTI_PROFILES.of(unit).get(profile_id)
    return answers.json(profile if in_full else _documented(profile))


def _in_full(view: str | None) -> bool:
    if view not in {None, "default", "configuration"}:
        raise UnknownView(view=view)
    return view == "configuration"


def _documented(profile: dict[str, Any]) -> dict[str, Any]:
    return {key: profile[key] for key in DOCUMENTED}
