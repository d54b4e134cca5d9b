# SPDX-License-Identifier: GPL-3.0-or-later
"""agid's object graph."""

from typing import Any

import httpx
from fastapi import FastAPI
from xivo_access import ServiceTokenProvider
from xivo_base.app import create_app
from xivo_base.availability import Availability
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.plugins import load_plugins
from xivo_base.tasks import Component
from xivo_bus.connection import Connection
from xivo_bus.consumer import TransientConsumer
from xivo_bus.publisher import Publisher
from xivo_clients.amid import AmidClient

from xivo_agid import VERSION
from xivo_agid.changes import Changes
from xivo_agid.devices import Devices
from xivo_agid.dispatcher import Dispatcher
from xivo_agid.fax.delivery import FaxDelivery
from xivo_agid.handler import Surroundings
from xivo_agid.lamps import Lamps
from xivo_agid.mailboxes import Mailboxes
from xivo_agid.settings import Settings
from xivo_agid.store import SnapshotStore

CONFD_URL = "http://confd:9486"
CONFD_SECONDS = 4.0
AMID_URL = "http://amid:9491"
AMID_SECONDS = 4.0


def build_app(
    settings: Settings, *, confd: httpx.AsyncClient | None = None, amid: httpx.AsyncClient | None = None
) -> FastAPI:
    """`confd` and `amid` take the places of the real ones in tests."""
    discovery = Discovery(settings.consul, service="agid", port=settings.rest_api.port, static=settings.services)
    own_token = ServiceTokenProvider(settings.auth)
    http = confd or make_client(
        settings.services.get("confd", CONFD_URL), timeout=CONFD_SECONDS, token_provider=own_token
    )
    amid = amid or make_client(settings.services.get("amid", AMID_URL), timeout=AMID_SECONDS, token_provider=own_token)
    amid_availability = Availability("amid", required=False)
    lamps = Lamps(AmidClient(amid), amid_availability)
    store = SnapshotStore(settings.snapshot, http, on_change=lamps.follow)
    connection = Connection.from_settings(settings.bus, service="xivo-agid")
    publisher = Publisher(connection, settings.uuid)
    faxes = FaxDelivery(settings.fax, publisher)
    handlers = load_plugins(
        "xivo_agid.handlers",
        settings.enabled_plugins.get("handlers", []),
        Surroundings(settings, store, Devices(http), Changes(http), Mailboxes(AmidClient(amid)), publisher, faxes),
    )
    dispatcher = Dispatcher(settings.agi, handlers)
    changes = TransientConsumer(
        connection, "configuration", ["config.#"], store.invalidate, on_connected=store.reconnected
    )
    resynced = TransientConsumer(connection, "lamps", ["ami.resynced"], lamps.resynced, on_connected=lamps.resynced)
    bus: list[Component] = [connection, publisher, changes, resynced] if settings.bus.enabled else []
    # what nobody can live-update without is not what calls need: agid is ready without the bus
    connection.availability.required = False

    def status() -> dict[str, Any]:
        return {
            "snapshot": store.current.version if store.current else None,
            "calls": dispatcher.server.active,
            "handlers": {"loaded": sorted(handlers.loaded), "failed": handlers.failed},
        }

    return create_app(
        "agid",
        settings,
        version=VERSION,
        description="Call logic at run time. Asterisk speaks FastAGI with it; this is its health only.",
        components=[own_token, store, lamps, *bus, faxes, dispatcher, discovery],
        availabilities=[
            store.availability,
            store.confd_availability,
            amid_availability,
            own_token.availability,
            *([connection.availability] if bus else []),
            discovery.availability,
        ],
        status=status,
    )
