# SPDX-License-Identifier: GPL-3.0-or-later
"""sysconfd's object graph."""

from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from xivo_access import AccessControl, ServiceTokenProvider, TokenVerifier, revocations
from xivo_asterisk.control import AsteriskControl
from xivo_base.app import create_app
from xivo_base.availability import Availability
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.tasks import Component
from xivo_bus.connection import Connection
from xivo_bus.consumer import TransientConsumer
from xivo_bus.publisher import ConfirmedPublisher, Publisher
from xivo_clients.confgend import ConfgendClient
from xivo_clients.provd import ProvdClient

from xivo_sysconfd import VERSION
from xivo_sysconfd.asterisk.cycle import Announcer, CycleRunner
from xivo_sysconfd.asterisk.files import AsteriskFiles
from xivo_sysconfd.asterisk.keeper import BINDINGS, ConfigurationKeeper
from xivo_sysconfd.asterisk.monitor import AsteriskMonitor
from xivo_sysconfd.cel.shipper import CelShipper, ConfirmingPublisher
from xivo_sysconfd.dhcp.leases import KeyRefresher, LeaseReporter
from xivo_sysconfd.dhcp.router import make_dhcp_router
from xivo_sysconfd.dhcp.service import DhcpConfiguration
from xivo_sysconfd.handlers.router import make_router
from xivo_sysconfd.handlers.service import AsteriskProcess, RequestHandlersService
from xivo_sysconfd.media.router import make_media_router
from xivo_sysconfd.media.store import MediaStore
from xivo_sysconfd.settings import Settings
from xivo_sysconfd.voicemail.mailboxes import Mailboxes
from xivo_sysconfd.voicemail.router import make_voicemail_router

CONFGEND_URL = "http://confgend:8669"
PROVD_URL = "http://provd:8666"


@dataclass(frozen=True)
class Edges:
    """What tests put in the place of the network."""

    announcer: Announcer
    cel_publisher: ConfirmingPublisher
    confgend: httpx.AsyncClient
    provd: httpx.AsyncClient


def build_app(settings: Settings, *, edges: Edges | None = None) -> FastAPI:
    verifier = TokenVerifier(settings.auth.url)
    token = ServiceTokenProvider(settings.auth)
    connection = Connection.from_settings(settings.bus, service="xivo-sysconfd")
    confgend = Availability("confgend")
    asterisk = Availability("asterisk", required=False)
    provd = Availability("provd", required=False)
    network: list[Component] = []
    if edges is None:
        publisher = Publisher(connection, settings.uuid)
        url = settings.services.get("confgend", CONFGEND_URL)
        client = make_client(url, timeout=10.0, retries=1, token_provider=token)
        provd_client = make_client(
            settings.services.get("provd", PROVD_URL), timeout=10.0, retries=1, token_provider=token
        )
        edges = Edges(publisher, ConfirmedPublisher(connection), client, provd_client)
        network = [connection, publisher] if settings.bus.enabled else []
    control = AsteriskControl(settings.asterisk.control_socket, timeout=settings.asterisk.command_timeout)
    runner = CycleRunner(
        settings.asterisk,
        ConfgendClient(edges.confgend),
        AsteriskFiles(settings.asterisk),
        control,
        edges.announcer,
        confgend,
    )
    keeper = ConfigurationKeeper(
        settings.coalescing, runner, lambda: asterisk.available, lambda: connection.is_connected
    )
    dhcp = DhcpConfiguration(settings.dhcp, ConfgendClient(edges.confgend), ProvdClient(edges.provd), provd)
    monitor = AsteriskMonitor(settings.asterisk, control, runner, asterisk)
    shipper = CelShipper(settings.cel, edges.cel_publisher, settings.uuid)
    discovery = Discovery(settings.consul, service="sysconfd", port=settings.rest_api.port, static=settings.services)
    if network:
        network += [
            TransientConsumer(connection, "config", BINDINGS, keeper.on_event, on_connected=keeper.on_connected),
            revocations(connection, verifier),
        ]

    def status() -> dict[str, Any]:
        return {
            "asterisk": {"version": monitor.version, "starts": monitor.starts},
            "configuration": {
                "current": runner.current,
                "running": runner.running,
                "waiting": keeper.waiting,
                "cycles": runner.cycles,
                "reloads": runner.reloads,
                "events": keeper.events,
                "pending": sorted(runner.pending),
                "refused": runner.refused,
                "last_cycle": runner.last.describe() if runner.last else None,
            },
            "dhcp": dhcp.report(),
            "cel": {
                "rows": shipper.rows,
                "bad_rows": shipper.bad_rows,
                "unshipped_bytes": shipper.unshipped_bytes,
            },
        }

    app = create_app(
        "sysconfd",
        settings,
        version=VERSION,
        description="The host agent: Asterisk's files and process.",
        components=[
            *network,
            keeper,
            monitor,
            *([shipper] if settings.cel.enabled else []),
            LeaseReporter(settings.dhcp, ProvdClient(edges.provd), provd),
            KeyRefresher(settings.dhcp, dhcp),
            verifier,
            token,
            discovery,
        ],
        routers=[
            make_router(
                RequestHandlersService(settings, runner, edges.announcer),
                AsteriskProcess(settings, control, runner),
            ),
            make_dhcp_router(dhcp),
            make_voicemail_router(Mailboxes(settings.asterisk.voicemail_dir)),
            make_media_router(settings.media, MediaStore(settings.media), runner, settings.asterisk.etc_dir),
        ],
        availabilities=[
            confgend,
            *([connection.availability] if network else []),
            asterisk,
            provd,
            verifier.availability,
            token.availability,
            discovery.availability,
        ],
        status=status,
    )
    app.state.keeper = keeper
    app.state.access = AccessControl(verifier, trust_loopback=settings.rest_api.trust_loopback)
    return app
