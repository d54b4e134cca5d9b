# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import logging
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response
from xivo_access import caller_of, requires

from ...rawconfig import has_secrets
from ...unit import Units
from ...wire import AnyObject, Identity, ProvdResponse, answer, created, documented
from ..documents import Find
from .schemas import ConfigAnswer, ConfigBody, ConfigsAnswer, RawConfigAnswer
from .service import ConfigService

audit = logging.getLogger("audit")

BASE = "/provd/cfg_mgr"
_ACL = "provd.cfg_mgr"


def make_router(units: Units, configs: ConfigService) -> APIRouter:
    router = APIRouter(prefix=BASE, tags=["configs"], default_response_class=ProvdResponse, strict_content_type=False)

    @router.get("/configs", response_model=ConfigsAnswer, responses=documented(), **requires(f"{_ACL}.configs.read"))
    async def list_configs(request: Request, find: Find) -> Response:
        """All configs, or those that the selector finds, with their own values."""
        async with units.reading() as unit:
            found = [find.project(config) for config in await unit.configs.find(find)]
        _audit(request, [config["id"] for config in found if has_secrets(config)])
        return answer(request, {"configs": found})

    @router.post(
        "/configs",
        status_code=201,
        response_model=Identity,
        responses=documented(409),
        **requires(f"{_ACL}.configs.create"),
    )
    async def create_config(request: Request, body: ConfigBody) -> Response:
        async with units.writing() as unit:
            config = await configs.create(unit, body.document)
        return created(request, f"{BASE}/configs", config["id"])

    @router.get(
        "/configs/{config_id}",
        response_model=ConfigAnswer,
        responses=documented(404),
        **requires(f"{_ACL}.configs.{{config_id}}.read"),
    )
    async def get_config(request: Request, config_id: str) -> Response:
        """Own values only."""
        async with units.reading() as unit:
            config = await configs.get(unit, config_id)
        _audit(request, [config_id] if has_secrets(config) else [])
        return answer(request, {"config": dict(sorted(config.items()))})

    @router.get(
        "/configs/{config_id}/raw",
        response_model=RawConfigAnswer,
        responses=documented(404),
        **requires(f"{_ACL}.configs.{{config_id}}.raw.read"),
    )
    async def get_raw_config(request: Request, config_id: str) -> Response:
        """The values merged with those of all ancestors; the child wins."""
        async with units.reading() as unit:
            raw_config = await configs.raw(unit, config_id)
        _audit(request, [config_id] if has_secrets(raw_config) else [])
        return answer(request, {"raw_config": raw_config})

    @router.put(
        "/configs/{config_id}",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.configs.{{config_id}}.update"),
    )
    async def update_config(config_id: str, body: ConfigBody) -> Response:
        """Replaces the whole document. The devices whose config inherits from it are reconfigured."""
        async with units.writing() as unit:
            await configs.replace(unit, config_id, body.document)
        return Response(status_code=204)

    @router.delete(
        "/configs/{config_id}",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.configs.{{config_id}}.delete"),
    )
    async def delete_config(config_id: str) -> Response:
        """Refused for a config with ``deletable`` false."""
        async with units.writing() as unit:
            await configs.remove(unit, config_id)
        return Response(status_code=204)

    @router.post(
        "/autocreate",
        status_code=201,
        response_model=Identity,
        responses=documented(409),
        **requires(f"{_ACL}.autocreate.create"),
    )
    async def autocreate(request: Request, _body: AnyObject | None = None) -> Response:
        """A new config from the one with the autocreate role."""
        async with units.writing() as unit:
            config = await configs.autocreate(unit)
        return created(request, f"{BASE}/configs", config["id"])

    return router


def _audit(request: Request, config_ids: list[Any]) -> None:
    if config_ids:
        audit.info("secrets read", extra={"configs": config_ids, **caller_of(request)})
