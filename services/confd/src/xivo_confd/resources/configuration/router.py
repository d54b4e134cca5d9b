# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fastapi import Response

from ...edge import answers
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from .schemas import LiveReloadEdit, LiveReloadView
from .service import ConfigurationService

router = Router("/configuration", "configuration")


@router.reads("/live_reload", acl="confd.configuration.live_reload.read", answer=LiveReloadView)
async def get_live_reload(unit: Reading) -> Response:
    enabled = await ConfigurationService.of(unit).is_live_reload_on()
    link = unit.links.at("configuration", "configuration/live_reload")
    return answers.json({"enabled": enabled, "links": [link]})


@router.edits("/live_reload", acl="confd.configuration.live_reload.update", unlimited_only=True)
async def edit_live_reload(unit: Writing, body: LiveReloadEdit) -> Response:
    await ConfigurationService.of(unit).set_live_reload(body.enabled)
    return answers.no_content()
