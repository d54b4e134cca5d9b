# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response
from xivo_access import requires

from ...wire import AnyObject, IdBody, Links, ProvdResponse, answer, begun, documented, links
from .configuration import PluginConfiguration
from .packages import PackageService
from .service import PluginService

BASE = "/provd/pg_mgr"
_ACL = "provd.pg_mgr"


class PluginsAnswer(BaseModel):
    plugins: dict[str, Links]


class PluginInfo(BaseModel):
    capabilities: dict[str, dict[str, Any]]
    description: str
    version: str


class PluginInfoAnswer(BaseModel):
    plugin_info: PluginInfo


class PackagesAnswer(BaseModel):
    pkgs: dict[str, dict[str, Any]]


def make_router(plugins: PluginService, packages: PackageService, configuration: PluginConfiguration) -> APIRouter:
    router = APIRouter(prefix=BASE, tags=["plugins"], default_response_class=ProvdResponse, strict_content_type=False)

    @router.get("/plugins", response_model=PluginsAnswer, responses=documented(), **requires(f"{_ACL}.plugins.read"))
    async def list_plugins(request: Request) -> Response:
        """The installed ones."""
        found = {name: links(("pg.plugin", f"{BASE}/plugins/{name}")) for name in plugins.installed()}
        return answer(request, {"plugins": found})

    @router.get(
        "/plugins/{plugin_id}",
        response_model=Links,
        responses=documented(404),
        **requires(f"{_ACL}.plugins.{{plugin_id}}.read"),
    )
    async def get_plugin(request: Request, plugin_id: str) -> Response:
        """Where its services are, if it has some."""
        base = f"{BASE}/plugins/{plugin_id}"
        relations = [("pg.info", f"{base}/info")]
        if await packages.has_service(plugin_id):
            relations.append(("srv.install", f"{base}/install"))
        if await configuration.has_service(plugin_id):
            relations.append(("srv.configure", f"{base}/configure"))
        return answer(request, links(*relations))

    @router.get(
        "/plugins/{plugin_id}/info",
        response_model=PluginInfoAnswer,
        responses=documented(404),
        **requires(f"{_ACL}.plugins.{{plugin_id}}.info.read"),
    )
    async def get_plugin_info(request: Request, plugin_id: str) -> Response:
        """Capabilities by ``vendor, model, firmware``."""
        return answer(request, {"plugin_info": plugins.get(plugin_id).info()})

    @router.post("/reload", status_code=204, responses=documented(404, 500), **requires(f"{_ACL}.reload.create"))
    async def reload_plugin(body: IdBody) -> Response:
        """Import the plugin's code and templates again."""
        await plugins.reload(body.id)
        return Response(status_code=204)

    @router.post(
        "/install/install",
        status_code=201,
        response_class=Response,
        responses=documented(),
        **requires(f"{_ACL}.install.install.create"),
    )
    async def install(body: IdBody) -> Response:
        return begun(f"{BASE}/install/install", plugins.install(body.id))

    @router.post(
        "/install/uninstall",
        status_code=204,
        responses=documented(),
        **requires(f"{_ACL}.install.uninstall.create"),
    )
    async def uninstall(body: IdBody) -> Response:
        """Its devices stay without configuration until it is back or they get another plugin."""
        await plugins.uninstall(body.id)
        return Response(status_code=204)

    @router.post(
        "/install/upgrade",
        status_code=201,
        response_class=Response,
        responses=documented(),
        **requires(f"{_ACL}.install.upgrade.create"),
    )
    async def upgrade(body: IdBody) -> Response:
        return begun(f"{BASE}/install/upgrade", plugins.upgrade(body.id))

    @router.post(
        "/install/update",
        status_code=201,
        response_class=Response,
        responses=documented(),
        **requires(f"{_ACL}.install.update.create"),
    )
    async def update(_body: AnyObject | None = None) -> Response:
        """Ask the repository what can be installed."""
        return begun(f"{BASE}/install/update", plugins.update())

    @router.get(
        "/install/installable",
        response_model=PackagesAnswer,
        responses=documented(),
        **requires(f"{_ACL}.install.installable.read"),
    )
    async def list_installable(request: Request) -> Response:
        return answer(request, {"pkgs": plugins.installable()})

    @router.get(
        "/install/installed",
        response_model=PackagesAnswer,
        responses=documented(),
        **requires(f"{_ACL}.install.installed.read"),
    )
    async def list_installed(request: Request) -> Response:
        return answer(request, {"pkgs": plugins.installed()})

    return router
