# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles as documented: their names, and nothing to write (API-062, API-063)."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from pydantic import BaseModel

from ...edge import answers
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.schemas import Link
from ...edge.unit import Reading
from .resource import CTI_PROFILES

router = Router("/cti_profiles", "cti_profiles")


class CtiProfileSummary(BaseModel):
    id: int
    name: str
    links: list[Link]


class CtiProfileSummaries(BaseModel):
    total: int
    items: list[CtiProfileSummary]


@router.reads("", acl="confd.cti_profiles.read", answer=CtiProfileSummaries)
async def list_cti_profiles(unit: Reading, parameters: ListParameters) -> Response:
    items, total = await CTI_PROFILES.of(unit).listed(parameters.checked(["id", "name"]))
    return answers.listing([_summary(unit, item) for item in items], total)


@router.reads("/{profile_id}", acl="confd.cti_profiles.{profile_id}.read", answer=CtiProfileSummary)
async def get_cti_profile(unit: Reading, profile_id: ResourceId) -> Response:
    return answers.json(_summary(unit, await CTI_PROFILES.of(unit).get(profile_id)))


def _summary(unit: Reading, profile: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": profile["id"],
        "name": profile["name"],
        "links": [unit.links.to("cti_profiles", profile["id"])],
    }
