# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon's object graph: settings in, application out."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from stevedore.extension import ExtensionManager
from xivo_access import REVOKED_ROUTING_KEY, AccessControl, ServiceTokenProvider, TokenVerifier
from xivo_base.app import RouteWithoutAcl, create_app, require_acls
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.settings import ConfigurationError
from xivo_base.tasks import Component
from xivo_bus.connection import Connection
from xivo_bus.consumer import TransientConsumer
from xivo_bus.event import Message
from xivo_store import Database

from .errors import render
from .office import OfficeKeeper
from .own_confd import ROUTING_KEYS, OwnConfd
from .plugins import Arguments
from .profiles import Profiles
from .settings import Settings
from .sources import Sources

logger = logging.getLogger(__name__)

CONFD_URL = "http://confd:9486"
CONFD_SECONDS = 10.0
KINDS = ("backends", "services", "views")


def build_app(settings: Settings, *, confd: httpx.AsyncClient | None = None) -> FastAPI:
    """Back-ends make sources, services get the sources, views get the services, then dird serves (SYS-291).

    `confd` takes the place of the real one in tests. Raises `ConfigurationError` if a kind has no plugin.
    """
    for kind in KINDS:
        if not settings.enabled_plugins.get(kind):
            raise ConfigurationError(f"enabled_plugins: {kind}: at least one is needed")
    discovery = Discovery(settings.consul, service="dird", port=settings.rest_api.port, static=settings.neighbours)
    own_token = ServiceTokenProvider(settings.auth)
    verifier = TokenVerifier(settings.auth.url)
    database = Database(settings.db_uri, package="xivo_dird")
    http = confd or make_client(
        settings.neighbours.get("confd", CONFD_URL), timeout=CONFD_SECONDS, token_provider=own_token
    )
    own_confd = OwnConfd(http, settings.uuid)
    sources = Sources(settings.source_config_dir, settings.enabled_plugins["backends"], {"confd": own_confd})
    sources.load()
    profiles = Profiles(settings.views, settings.services, sources)
    office = OfficeKeeper(own_confd, sources, profiles, settings.data_dir, settings.source_timeout)
    auth = make_client(settings.auth.url, timeout=3.0)
    surroundings: Arguments = {
        "sources": sources,
        "profiles": profiles,
        "database": database,
        "office": office,
        "auth": auth,
    }
    services = _load_services(settings, surroundings)
    connection = Connection.from_settings(settings.bus, service="xivo-dird")
    connection.availability.required = False
    plugins = _Unloading()
    bus: list[Component] = [connection, *_consumers(connection, own_confd, verifier)] if settings.bus.enabled else []
    app = create_app(
        "dird",
        settings,
        description="Directories of people: one question, all sources at once.",
        components=[plugins, database, own_token, verifier, office, *bus, discovery],
        availabilities=[
            database.availability,
            office.availability,
            own_token.availability,
            verifier.availability,
            *([connection.availability] if bus else []),
            discovery.availability,
        ],
        renderer=render,
        status=lambda: {"sources": sorted(sources)},
    )
    app.state.access = AccessControl(verifier, trust_loopback=settings.rest_api.trust_loopback)
    app.state.database = database
    app.state.office = office
    plugins.loaded = [*services.plugins, *_load_views(settings, app, {**surroundings, "services": services.callables})]
    return app


class _Unloading:
    """Tells plugins that dird stops, the last loaded first."""

    name = "plugins"
    loaded: list[Any]

    async def start(self) -> None:
        """They were loaded before anything was served."""

    async def stop(self) -> None:
        for plugin in reversed(self.loaded):
            unloaded = plugin.unload() if hasattr(plugin, "unload") else None
            if inspect.isawaitable(unloaded):
                await unloaded


class _Services:
    def __init__(self) -> None:
        self.plugins: list[Any] = []
        self.callables: dict[str, Any] = {}


def _load_services(settings: Settings, surroundings: Arguments) -> _Services:
    services = _Services()
    config = settings.model_dump(mode="json", exclude={"auth", "bus", "consul", "db_uri"})
    for name, plugin in _enabled("xivo_dird.services", settings.enabled_plugins["services"]).items():
        try:
            services.callables[name] = plugin.load({"config": config, **surroundings})
            services.plugins.append(plugin)
        except Exception:
            logger.exception("the service %s is disabled: it cannot be loaded", name)
    return services


def _load_views(settings: Settings, app: FastAPI, surroundings: Arguments) -> list[Any]:
    loaded = []
    for name, plugin in _enabled("xivo_dird.views", settings.enabled_plugins["views"]).items():
        rest_api = APIRouter()
        before = len(app.router.routes)
        try:
            plugin.load({"config": settings.views, "http_app": app, "rest_api": rest_api, **surroundings})
            require_acls([*rest_api.routes, *app.router.routes[before:]])
        except RouteWithoutAcl as error:
            del app.router.routes[before:]
            logger.error("the view %s is disabled: %s says neither its ACL nor that it is public", name, error)  # noqa: TRY400  no traceback to show
            continue
        except Exception:
            del app.router.routes[before:]
            logger.exception("the view %s is disabled: it cannot be loaded", name)
            continue
        app.include_router(rest_api)
        loaded.append(plugin)
    return loaded


def _enabled(namespace: str, names: list[str]) -> Mapping[str, Any]:
    """Plugins in the order of the configuration."""
    installed: ExtensionManager[Any] = ExtensionManager(namespace)
    found = {extension.name: extension.plugin for extension in installed}
    for name in names:
        if name not in found:
            logger.error("plugin %s of %s is not installed", name, namespace)
    return {name: found[name]() for name in names if name in found}


def _consumers(connection: Connection, confd: OwnConfd, verifier: TokenVerifier) -> list[Component]:
    async def revoke(message: Message) -> None:
        verifier.revoked(str(message.data["token_hash"]))

    async def forget() -> None:
        verifier.forget_all()

    return [
        TransientConsumer(connection, "configuration", ROUTING_KEYS, confd.hear, on_connected=confd.missed),
        TransientConsumer(connection, "revocations", [REVOKED_ROUTING_KEY], revoke, on_connected=forget),
    ]
