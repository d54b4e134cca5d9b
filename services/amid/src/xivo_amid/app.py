# SPDX-License-Identifier: GPL-3.0-or-later
"""amid's object graph."""

from typing import Any

from fastapi import FastAPI
from xivo_access import AccessControl, TokenVerifier, revocations
from xivo_base.app import create_app
from xivo_base.availability import Availability
from xivo_base.discovery import Discovery
from xivo_base.tasks import Component
from xivo_bus.connection import Connection
from xivo_bus.publisher import Publisher

from xivo_amid import VERSION
from xivo_amid.forwarder import EventPublisher, Forwarder
from xivo_amid.link import ManagerLink
from xivo_amid.policy import ActionPolicy
from xivo_amid.router import make_router
from xivo_amid.settings import Settings


def build_app(settings: Settings, *, publisher: EventPublisher | None = None) -> FastAPI:
    """`publisher` takes the place of the real bus in tests."""
    link = ManagerLink(settings, Availability("asterisk-manager"))
    verifier = TokenVerifier(settings.auth.url)
    connection = Connection.from_settings(settings.bus, service="xivo-amid")
    bus: list[Component] = []
    if publisher is None:
        publisher = sender = Publisher(connection, settings.uuid, on_connected=link.request_resync)
        bus = [connection, sender, revocations(connection, verifier)] if settings.bus.enabled else []
    forwarder = Forwarder(link.buffer, publisher)
    discovery = Discovery(settings.consul, service="amid", port=settings.rest_api.port, static=settings.services)

    def status() -> dict[str, Any]:
        return {
            "connected": link.connected,
            "epoch": link.buffer.epoch,
            "events": {
                "accepted": link.buffer.accepted,
                "published": forwarder.published,
                "shed": link.buffer.shed,
                "unsent": forwarder.unsent,
                "waiting": len(link.buffer),
            },
            "resyncs": link.resyncs,
        }

    app = create_app(
        "amid",
        settings,
        version=VERSION,
        description="Asterisk's manager: actions over REST, events on the bus.",
        components=[*bus, forwarder, link, verifier, discovery],
        routers=[make_router(link, ActionPolicy(settings.actions))],
        availabilities=[
            link.availability,
            *([connection.availability] if bus else []),
            verifier.availability,
            discovery.availability,
        ],
        status=status,
    )
    app.state.link = link
    app.state.access = AccessControl(verifier, trust_loopback=settings.rest_api.trust_loopback)
    return app
