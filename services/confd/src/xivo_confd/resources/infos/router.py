# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server this is."""

from __future__ import annotations

from fastapi import Request, Response
from pydantic import BaseModel

from ...edge import answers
from ...edge.links import Links
from ...edge.routing import Router
from ...edge.schemas import Link

router = Router("/infos", "infos")


class InfosView(BaseModel):
    uuid: str
    links: list[Link]


@router.reads("", acl="confd.infos.read", answer=InfosView)
async def get_infos(request: Request) -> Response:
    uuid: str = request.app.state.settings.uuid
    link = Links.of(request).at("infos", f"infos?resource_id={uuid}")
    return answers.json({"uuid": uuid, "links": [link]})
