# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon's object graph: settings in, application out."""

from __future__ import annotations

import httpx
from fastapi import FastAPI
from xivo_access import AccessControl, ServiceTokenProvider, TokenVerifier, revocations
from xivo_base.app import create_app
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.settings import ConfigurationError
from xivo_base.tasks import Component
from xivo_bus.connection import Connection
from xivo_bus.consumer import TransientConsumer
from xivo_store import Database

from .errors import render
from .loading import LoadedPlugins
from .office import OfficeKeeper
from .own_confd import ROUTING_KEYS, OwnConfd
from .plugins import Arguments
from .profiles import Profiles
from .settings import Settings
from .sources import Sources

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
        "confd": own_confd,
        "auth": auth,
    }
    plugins = LoadedPlugins()
    services = plugins.load_services(settings, surroundings)
    connection = Connection.from_settings(settings.bus, service="xivo-dird")
    connection.availability.required = False
    bus: list[Component] = [connection, *_consumers(connection, own_confd, verifier)] if settings.bus.enabled else []
    app = create_app(
        "dird",
        settings,
        description="Directories of people: one question, all sources at once.",
        components=[database, own_token, verifier, office, plugins, *bus, discovery],
        availabilities=[
            database.availability,
            office.availability,
            own_token.availability,
            verifier.availability,
            *([connection.availability] if bus else []),
            discovery.availability,
        ],
        renderer=render,
        status=lambda: {"sources": sources.statuses, "disabled_plugins": {**sources.failed, **plugins.failed}},
    )
    app.state.access = AccessControl(verifier, trust_loopback=settings.rest_api.trust_loopback)
    app.state.database = database
    app.state.office = office
    plugins.load_views(settings, app, {**surroundings, "services": services})
    return app


def _consumers(connection: Connection, confd: OwnConfd, verifier: TokenVerifier) -> list[Component]:
    return [
        TransientConsumer(connection, "configuration", ROUTING_KEYS, confd.hear, on_connected=confd.missed),
        revocations(connection, verifier),
    ]
