# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user's client shows: profiles are chosen through the API, not made (API-063)."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from pydantic import BaseModel

from ...edge import answers
from ...edge.links import Links
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.schemas import Link
from ...edge.unit import Reading
from ...paging import AnyRow
from .dao import SORTABLE, CtiProfileDao
from .errors import CtiProfileNotFound
from .model import CtiProfile

router = Router("/cti_profiles", "cti_profiles")


class CtiProfileView(BaseModel):
    id: int
    name: str
    links: list[Link]


class CtiProfileList(BaseModel):
    total: int
    items: list[CtiProfileView]


@router.reads("", acl="confd.cti_profiles.read", answer=CtiProfileList)
async def list_cti_profiles(unit: Reading, parameters: ListParameters) -> Response:
    rows, total = await CtiProfileDao(unit.session).listed(parameters.checked(list(SORTABLE)))
    return answers.listing([represent(row, unit.links) for row in rows], total)


@router.reads("/{profile_id}", acl="confd.cti_profiles.{profile_id}.read", answer=CtiProfileView)
async def get_cti_profile(unit: Reading, profile_id: ResourceId) -> Response:
    profile = await CtiProfileDao(unit.session).find(profile_id)
    if profile is None:
        raise CtiProfileNotFound(profile_id=profile_id)
    return answers.json(represent(profile, unit.links))


def represent(profile: CtiProfile | AnyRow, links: Links) -> dict[str, Any]:
    return {"id": profile.id, "name": profile.name, "links": [links.to("cti_profiles", profile.id)]}
