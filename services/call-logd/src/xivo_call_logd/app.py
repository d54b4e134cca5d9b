# SPDX-License-Identifier: GPL-3.0-or-later
"""call-logd's object graph."""

from typing import Any

from fastapi import FastAPI
from xivo_access import AccessControl, TokenVerifier, revocations
from xivo_base.app import create_app
from xivo_base.discovery import Discovery
from xivo_base.tasks import Component
from xivo_bus import ConfirmedPublisher, Connection, Consumer, Outbox, OutboxRelay
from xivo_store import Database

from xivo_call_logd.call_logs.errors import render_errors
from xivo_call_logd.call_logs.router import make_router
from xivo_call_logd.call_logs.service import CallLogService
from xivo_call_logd.catch_up import CatchUp
from xivo_call_logd.cel.consumer import ASTERISK_QUEUE, ASTERISK_STARTED, QUEUE, AsteriskStarted, CelConsumer
from xivo_call_logd.cel.schemas import CelCreated
from xivo_call_logd.model import OUTBOX
from xivo_call_logd.settings import CallLogdSettings

NAME = "call-logd"
PACKAGE = "xivo_call_logd"
BUS_USER = "xivo-call-logd"


def build_app(settings: CallLogdSettings) -> FastAPI:
    database = Database(settings.db_uri, package=PACKAGE)
    service = make_service(database, settings)
    verifier = TokenVerifier(settings.auth.url)
    connection = Connection.from_settings(settings.bus, service=BUS_USER)
    relay = OutboxRelay(settings.db_uri, ConfirmedPublisher(connection))
    cel = Consumer(
        connection,
        QUEUE,
        [CelCreated.routing_key],
        CelConsumer(service, settings.zone),
        database=database,
        prefetch=20,
    )

    components: list[Component] = [database, verifier, CatchUp(database, service, settings)]
    if settings.bus.enabled:
        components += [
            connection,
            relay,
            cel,
            Consumer(connection, ASTERISK_QUEUE, [ASTERISK_STARTED], AsteriskStarted(service)),
            revocations(connection, verifier),
        ]
    availabilities = [database.availability, connection.availability, relay.availability, verifier.availability]
    if settings.consul.enabled:
        components.append(
            Discovery(settings.consul, service=NAME, port=settings.rest_api.port, static=settings.services)
        )

    def status() -> dict[str, Any]:
        return {"cel_batches": cel.counts}

    app = create_app(
        NAME,
        settings,
        description="Channel events in, call logs out.",
        components=components,
        routers=[make_router(database, settings.zone)],
        availabilities=availabilities,
        renderer=render_errors,
        status=status,
    )
    app.state.database = database
    app.state.access = AccessControl(verifier, trust_loopback=settings.rest_api.trust_loopback)
    return app


def make_service(database: Database, settings: CallLogdSettings) -> CallLogService:
    return CallLogService(database, Outbox(OUTBOX, settings.uuid), settings.generation)
