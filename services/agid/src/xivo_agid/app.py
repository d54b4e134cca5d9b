# SPDX-License-Identifier: GPL-3.0-or-later
"""agid's object graph."""

import logging
from typing import Any

import httpx
from fastapi import FastAPI
from xivo_access import AccessControl, ServiceTokenProvider, TokenVerifier, revocations
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
from xivo_agid.administrators_files import AdministratorsFiles
from xivo_agid.callers_names import CallersNames
from xivo_agid.changes import Changes
from xivo_agid.completion import CallCompletion
from xivo_agid.completion.service import EVENTS
from xivo_agid.devices import Devices
from xivo_agid.dispatcher import Dispatcher
from xivo_agid.fax.delivery import FaxDelivery
from xivo_agid.fax.spool import FaxSpool
from xivo_agid.handler import Surroundings
from xivo_agid.in_callerid.service import InCalleridRules
from xivo_agid.lamps import Lamps
from xivo_agid.mailboxes import Mailboxes
from xivo_agid.outgoing_faxes.router import make_router
from xivo_agid.outgoing_faxes.service import OutgoingFaxes
from xivo_agid.permissions import Permissions
from xivo_agid.ring_tones.service import RingTones
from xivo_agid.settings import Settings
from xivo_agid.store import SnapshotStore

logger = logging.getLogger(__name__)

CONFD_URL = "http://confd:9486"
CONFD_SECONDS = 4.0
AMID_URL = "http://amid:9491"
AMID_SECONDS = 4.0
DIRD_URL = "http://dird:9489"
DIRD_SECONDS = 2.0
"""Calls wait less long: this is for the connection."""


def build_app(
    settings: Settings,
    *,
    confd: httpx.AsyncClient | None = None,
    amid: httpx.AsyncClient | None = None,
    dird: httpx.AsyncClient | None = None,
) -> FastAPI:
    """`confd`, `amid` and `dird` take the places of the real ones in tests."""
    logger.info("xivo-agid starting...")
    discovery = Discovery(settings.consul, service="agid", port=settings.rest_api.port, static=settings.services)
    own_token = ServiceTokenProvider(settings.auth)
    http = confd or make_client(
        settings.services.get("confd", CONFD_URL), timeout=CONFD_SECONDS, token_provider=own_token
    )
    amid = amid or make_client(settings.services.get("amid", AMID_URL), timeout=AMID_SECONDS, token_provider=own_token)
    dird = dird or make_client(
        settings.services.get("dird", DIRD_URL), timeout=DIRD_SECONDS, retries=1, token_provider=own_token
    )
    names = CallersNames(dird)
    amid_availability = Availability("amid", required=False)
    lamps = Lamps(AmidClient(amid), amid_availability)
    store = SnapshotStore(settings.snapshot, http, on_change=lamps.follow)
    connection = Connection.from_settings(settings.bus, service="xivo-agid")
    publisher = Publisher(connection, settings.uuid)
    faxes = FaxDelivery(settings.fax, publisher)
    completion = CallCompletion(settings.completion, store, AmidClient(amid))
    in_callerid = InCalleridRules(settings.in_callerid, store)
    ring_tones = RingTones(settings.ring_tones)
    outgoing_faxes = OutgoingFaxes(settings.fax, store, AmidClient(amid), publisher)
    verifier = TokenVerifier(settings.auth.url)
    handlers = load_plugins(
        "xivo_agid.handlers",
        settings.enabled_plugins.get("handlers", []),
        Surroundings(
            settings,
            store,
            Devices(http),
            Changes(http),
            Mailboxes(AmidClient(amid)),
            publisher,
            faxes,
            completion,
            outgoing_faxes,
            names,
            in_callerid,
            ring_tones,
            Permissions(),
        ),
    )
    dispatcher = Dispatcher(settings.agi, handlers)
    changes = TransientConsumer(
        connection, "configuration", ["config.#"], store.invalidate, on_connected=store.reconnected
    )
    resynced = TransientConsumer(connection, "lamps", ["ami.resynced"], lamps.resynced, on_connected=lamps.resynced)
    telephones = TransientConsumer(connection, "telephones", EVENTS, completion.hear, on_connected=completion.missed)
    revoked = revocations(connection, verifier)
    bus: list[Component] = (
        [connection, publisher, changes, resynced, telephones, revoked] if settings.bus.enabled else []
    )
    # what nobody can live-update without is not what calls need: agid is ready without the bus
    connection.availability.required = False

    def status() -> dict[str, Any]:
        return {
            "snapshot": store.current.version if store.current else None,
            "calls": dispatcher.server.active,
            "in_callerid": in_callerid.status(),
            "ring_tones": ring_tones.status(),
            "handlers": {"loaded": sorted(handlers.loaded), "failed": handlers.failed},
        }

    app = create_app(
        "agid",
        settings,
        version=VERSION,
        description="Call logic at run time, for which Asterisk speaks FastAGI with it; and the faxes that users send.",
        components=[
            own_token,
            store,
            names,
            lamps,
            completion,
            *bus,
            faxes,
            FaxSpool(settings.fax),
            outgoing_faxes,
            AdministratorsFiles([in_callerid, ring_tones]),
            dispatcher,
            verifier,
            discovery,
        ],
        routers=[make_router(outgoing_faxes)],
        availabilities=[
            store.availability,
            store.confd_availability,
            amid_availability,
            names.availability,
            own_token.availability,
            verifier.availability,
            *([connection.availability] if bus else []),
            discovery.availability,
        ],
        status=status,
    )
    app.state.access = AccessControl(verifier, trust_loopback=settings.rest_api.trust_loopback)
    return app
