# SPDX-License-Identifier: GPL-3.0-or-later
"""provd's neighbours: the bus, auth, Consul, amid for telephones' SIP, sysconfd for the DHCP server."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from xivo_access import ServiceTokenProvider, TokenVerifier, revocations
from xivo_base.availability import Availability
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.tasks import Component
from xivo_bus import ConfirmedPublisher, Connection, OutboxRelay
from xivo_clients.sysconfd import SysconfdClient

from .amid import amid_actions
from .dhcp_update import DhcpUpdate
from .settings import Settings
from .synchronizer import AmidSynchronizer, SendAction


@dataclass(frozen=True)
class Neighbours:
    """Who is asked, and who is told."""

    connection: Connection
    verifier: TokenVerifier
    own_token: ServiceTokenProvider
    discovery: Discovery
    amid: Availability
    sysconfd: Availability
    synchronizer: AmidSynchronizer
    dhcp_update: DhcpUpdate
    bus: list[Component]

    @property
    def availabilities(self) -> list[Availability]:
        return [
            *([self.connection.availability] if self.bus else []),
            self.verifier.availability,
            self.amid,
            self.sysconfd,
            self.discovery.availability,
        ]


def meet(
    settings: Settings, *, send_action: SendAction | None = None, sysconfd_http: httpx.AsyncClient | None = None
) -> Neighbours:
    """Nobody is called before the components start. The arguments stand in for amid and sysconfd."""
    connection = Connection.from_settings(settings.bus, service="xivo-provd")
    verifier = TokenVerifier(settings.auth.url)
    own_token = ServiceTokenProvider(settings.auth)
    amid, sysconfd = Availability("amid", required=False), Availability("sysconfd", required=False)
    host = SysconfdClient(
        sysconfd_http
        or make_client(
            settings.services.get("sysconfd", "http://sysconfd:8668"),
            availability=sysconfd,
            timeout=5.0,
            token_provider=own_token,
        )
    )
    return Neighbours(
        connection=connection,
        verifier=verifier,
        own_token=own_token,
        discovery=Discovery(settings.consul, service="provd", port=settings.rest_api.port, static=settings.services),
        amid=amid,
        sysconfd=sysconfd,
        synchronizer=AmidSynchronizer(send_action or _through_amid(settings, amid, own_token)),
        dhcp_update=DhcpUpdate(host.dhcpd_update),
        bus=_bus(settings, connection, verifier),
    )


def _bus(settings: Settings, connection: Connection, verifier: TokenVerifier) -> list[Component]:
    """Nothing of it where the bus is switched off."""
    if not settings.bus.enabled:
        return []
    return [
        connection,
        OutboxRelay(settings.db_uri, ConfirmedPublisher(connection)),
        revocations(connection, verifier),
    ]


def _through_amid(settings: Settings, amid: Availability, own_token: ServiceTokenProvider) -> SendAction:
    url = settings.services.get("amid", "http://amid:9491")
    return amid_actions(make_client(url, availability=amid, timeout=5.0, token_provider=own_token))
