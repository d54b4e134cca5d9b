# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP of the services of a plugin: its packages, and what can be configured in it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel
from starlette.responses import Response
from xivo_access import requires

from ...errors import OperationNotFound
from ...wire import IdBody, Links, ProvdResponse, Status, answer, begun, documented, links
from .configuration import PluginConfiguration
from .packages import PackageService

BASE = "/provd/pg_mgr/plugins/{plugin_id}"
_ACL = "provd.pg_mgr.plugins.{plugin_id}"
_RELATIONS = ("install", "uninstall", "installed", "installable", "upgrade")

Kind = Annotated[Literal["install", "upgrade"], Path()]


class PluginPackagesAnswer(BaseModel):
    pkgs: dict[str, dict[str, Any]]


class PackageBody(IdBody):
    """``confirmed``: what the package wants accepted is accepted."""

    confirmed: bool = False


class PluginParameter(BaseModel):
    id: str
    description: str
    value: Any
    links: list[dict[str, str]]


class PluginParametersAnswer(BaseModel):
    params: list[PluginParameter]


class PluginValue(BaseModel):
    value: Any


class PluginParameterBody(BaseModel):
    param: PluginValue


def make_router(packages: PackageService, configuration: PluginConfiguration) -> APIRouter:
    router = APIRouter(prefix=BASE, tags=["plugins"], default_response_class=ProvdResponse, strict_content_type=False)
    _add_packages(router, packages)
    _add_operations(router, packages)
    _add_configuration(router, configuration)
    return router


def _base(plugin_id: str) -> str:
    return BASE.format(plugin_id=plugin_id)


def _add_packages(router: APIRouter, packages: PackageService) -> None:
    @router.get("/install", response_model=Links, responses=documented(404), **requires(f"{_ACL}.install.read"))
    async def get_install_service(request: Request, plugin_id: str) -> Response:
        """The plugin's firmware and languages; there is no ``update``, its list comes with the plugin."""
        await packages.installed(plugin_id)
        base = f"{_base(plugin_id)}/install"
        return answer(request, links(*((f"srv.install.{name}", f"{base}/{name}") for name in _RELATIONS)))

    @router.post(
        "/install/install",
        status_code=201,
        response_class=Response,
        responses=documented(404),
        **requires(f"{_ACL}.install.install.create"),
    )
    async def install_package(plugin_id: str, body: PackageBody) -> Response:
        """With the packages that it depends on; 400 names a file that has to be brought by hand, or says what the
        package wants confirmed (`confirm` of the installable ones).
        """
        begun_by = await packages.install(plugin_id, body.id, confirmed=body.confirmed)
        return begun(f"{_base(plugin_id)}/install/install", begun_by)

    @router.post(
        "/install/upgrade",
        status_code=201,
        response_class=Response,
        responses=documented(404),
        **requires(f"{_ACL}.install.upgrade.create"),
    )
    async def upgrade_package(plugin_id: str, body: PackageBody) -> Response:
        begun_by = await packages.upgrade(plugin_id, body.id, confirmed=body.confirmed)
        return begun(f"{_base(plugin_id)}/install/upgrade", begun_by)

    @router.post(
        "/install/uninstall",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.install.uninstall.create"),
    )
    async def uninstall_package(plugin_id: str, body: IdBody) -> Response:
        await packages.uninstall(plugin_id, body.id)
        return Response(status_code=204)

    @router.get(
        "/install/installable",
        response_model=PluginPackagesAnswer,
        responses=documented(404),
        **requires(f"{_ACL}.install.installable.read"),
    )
    async def list_installable_packages(request: Request, plugin_id: str) -> Response:
        return answer(request, {"pkgs": await packages.installable(plugin_id)})

    @router.get(
        "/install/installed",
        response_model=PluginPackagesAnswer,
        responses=documented(404),
        **requires(f"{_ACL}.install.installed.read"),
    )
    async def list_installed_packages(request: Request, plugin_id: str) -> Response:
        return answer(request, {"pkgs": await packages.installed(plugin_id)})


def _add_operations(router: APIRouter, packages: PackageService) -> None:
    @router.get(
        "/install/{kind}/{operation_id}",
        response_model=Status,
        responses=documented(404),
        **requires(f"{_ACL}.install.{{kind}}.{{operation_id}}.read"),
    )
    async def get_package_operation(request: Request, plugin_id: str, kind: Kind, operation_id: str) -> Response:
        """``[label|]state[;current[/end]](sub)*``; the state is waiting, progress, success or fail."""
        operation = packages.monitors(plugin_id, kind).get(operation_id)
        if operation is None:
            raise OperationNotFound(operation_id=operation_id)
        return answer(request, operation.document())

    @router.delete(
        "/install/{kind}/{operation_id}",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.install.{{kind}}.{{operation_id}}.delete"),
    )
    async def discard_package_operation(plugin_id: str, kind: Kind, operation_id: str) -> Response:
        """Forget the monitor; the operation goes on."""
        if not packages.monitors(plugin_id, kind).discard(operation_id):
            raise OperationNotFound(operation_id=operation_id)
        return Response(status_code=204)


def _add_configuration(router: APIRouter, configuration: PluginConfiguration) -> None:
    @router.get(
        "/configure",
        response_model=PluginParametersAnswer,
        responses=documented(404),
        **requires(f"{_ACL}.configure.read"),
    )
    async def list_plugin_parameters(request: Request, plugin_id: str) -> Response:
        """Of a plugin that has a configuration service."""
        base = f"{_base(plugin_id)}/configure"
        found = [
            {**parameter, **links(("srv.configure.param", f"{base}/{parameter['id']}"))}
            for parameter in await configuration.parameters(plugin_id)
        ]
        return answer(request, {"params": found})

    @router.get(
        "/configure/{parameter_id}",
        response_model=PluginParameterBody,
        responses=documented(404),
        **requires(f"{_ACL}.configure.{{parameter_id}}.read"),
    )
    async def get_plugin_parameter(request: Request, plugin_id: str, parameter_id: str) -> Response:
        value = await configuration.value(plugin_id, parameter_id)
        return answer(request, {"param": {"value": value}})

    @router.put(
        "/configure/{parameter_id}",
        status_code=204,
        responses=documented(404),
        **requires(f"{_ACL}.configure.{{parameter_id}}.update"),
    )
    async def set_plugin_parameter(plugin_id: str, parameter_id: str, body: PluginParameterBody) -> Response:
        await configuration.set(plugin_id, parameter_id, body.param.value)
        return Response(status_code=204)
