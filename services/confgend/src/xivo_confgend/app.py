# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon's object graph: settings in, application out."""

from __future__ import annotations

import httpx
from fastapi import FastAPI
from xivo_access import AccessControl, ServiceTokenProvider, TokenVerifier, revocations
from xivo_base.app import create_app
from xivo_base.availability import Availability
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.tasks import Component
from xivo_bus.connection import Connection

from .generators.common_configuration import CommonConfigurationGenerator
from .generators.confbridge import ConfbridgeGenerator
from .generators.dahdi import DahdiChannelsGenerator, DahdiSystemGenerator
from .generators.extensions import ExtensionsGenerator
from .generators.extra_dialplan import ExtraDialplanGenerator
from .generators.feature_settings import FeaturesGenerator
from .generators.iax import IaxGenerator
from .generators.musiconhold import MusicOnHoldGenerator
from .generators.parking import ParkingGenerator
from .generators.pjsip import PjsipGenerator
from .generators.queues import QueuesGenerator
from .generators.sccp import SccpGenerator
from .generators.voicemail import VoicemailGenerator
from .router import make_router
from .service import ConfigurationFiles
from .settings import Settings
from .source import SnapshotSource

CONFD_URL = "http://confd:9486"


def build_app(settings: Settings, *, client: httpx.AsyncClient | None = None) -> FastAPI:
    """`client` takes the place of confd's in tests."""
    discovery = Discovery(settings.consul, service="confgend", port=settings.rest_api.port, static=settings.services)
    verifier = TokenVerifier(settings.auth.url)
    own_token = ServiceTokenProvider(settings.auth)
    confd = Availability("confd")
    source = SnapshotSource(
        client or make_client(settings.services.get("confd", CONFD_URL), availability=confd, token_provider=own_token),
        poll_seconds=settings.poll_seconds,
        availability=confd,
    )
    files = ConfigurationFiles(
        source,
        {
            "musiconhold.conf": MusicOnHoldGenerator(),
            "features.conf": FeaturesGenerator(),
            "res_parking.conf": ParkingGenerator(),
            "confbridge.conf": ConfbridgeGenerator(),
            "sccp.conf": SccpGenerator(),
            "extensions_extra.json": ExtraDialplanGenerator(),
            "queues.conf": QueuesGenerator(),
            "voicemail.conf": VoicemailGenerator(),
            "common.conf": CommonConfigurationGenerator(),
            "dahdi-system.conf": DahdiSystemGenerator(),
            "dahdi-channels.conf": DahdiChannelsGenerator(),
            "iax.conf": IaxGenerator(settings.asterisk),
            "pjsip.conf": PjsipGenerator(settings.asterisk),
            "extensions.conf": ExtensionsGenerator(settings.asterisk),
        },
    )
    connection = Connection.from_settings(settings.bus, service="xivo-confgend")
    connection.availability.required = False
    bus: list[Component] = [connection, revocations(connection, verifier)] if settings.bus.enabled else []
    app = create_app(
        "confgend",
        settings,
        description="Asterisk's configuration files, made from confd's snapshot.",
        components=[verifier, own_token, source, *bus, discovery],
        routers=[make_router(files)],
        availabilities=[confd, verifier.availability, *([connection.availability] if bus else [])],
        status=lambda: {"version": source.version, "files": files.names},
    )
    app.state.access = AccessControl(verifier, trust_loopback=settings.rest_api.trust_loopback)
    return app
