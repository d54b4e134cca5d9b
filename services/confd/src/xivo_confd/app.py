# SPDX-License-Identifier: GPL-3.0-or-later
"""The object graph of confd: settings in, application out. Nothing here touches the network."""

from __future__ import annotations

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from xivo_access import ServiceTokenProvider, TokenVerifier, revocations
from xivo_access.passwords import Passwords
from xivo_base.app import create_app
from xivo_base.availability import Availability
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.tasks import Component
from xivo_bus import ConfirmedPublisher, Connection, Outbox, OutboxRelay
from xivo_clients.call_logd import CallLogdClient
from xivo_clients.media import MediaClient
from xivo_store.database import Database

from . import __version__, resources
from .conflicts import constraint_of, sqlstate_of
from .edge import bodies
from .edge.access import Gatekeeper, Tokens
from .edge.digest import Nonces
from .errors import render
from .provisioning.keeper import ConfigKeeper
from .provisioning.provd import Provd
from .resources.administrators.directory import AdministratorDirectory
from .resources.user_import.jobs import Jobs
from .resources.webservice_users.directory import WebserviceDirectory
from .seeding import seed
from .settings import ConfdSettings
from .tables import OUTBOX
from .upkeep import SecretsUpkeep

_TRY_AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock

CALL_LOG_SECONDS = 30.0  # until the answer begins
FILE_SECONDS = 30.0  # for a sound file of some megabytes

DESCRIPTION = """The configuration of the whole system.

Answers are JSON and need `Accept: application/json`; bodies need `Content-Type: application/json`. An error's body is
a list of messages. Access: `X-Auth-Token`, or HTTP Digest, or a web-service user bound to the caller's address."""


def build_app(
    settings: ConfdSettings,
    tokens: Tokens | None = None,
    *,
    provd_http: httpx.AsyncClient | None = None,
    call_logd_http: httpx.AsyncClient | None = None,
    sysconfd_http: httpx.AsyncClient | None = None,
) -> FastAPI:
    """The application; ``tokens`` and the HTTP clients stand in for its neighbours in tests."""
    database = Database(
        settings.db_uri,
        package="xivo_confd",
        first_data=lambda session: seed(session, settings),
        encryption_keys=settings.encryption_keys,
        pool_size=settings.db_pool_size,
    )
    verifier = TokenVerifier(settings.auth.url)
    connection = Connection.from_settings(settings.bus, service="xivo-confd")
    relay = OutboxRelay(settings.db_uri, ConfirmedPublisher(connection))
    discovery = Discovery(settings.consul, service="confd", port=settings.rest_api.port, static=settings.services)
    programs = WebserviceDirectory(database)
    administrators = AdministratorDirectory(database)
    own_token = ServiceTokenProvider(settings.auth)
    provd_availability = Availability("provd", required=False)
    call_logd_availability = Availability("call-logd", required=False)
    sysconfd_availability = Availability("sysconfd", required=False)
    provd = Provd(
        provd_http
        or make_client(
            settings.services.get("provd", "http://provd:8666"),
            availability=provd_availability,
            token_provider=own_token,
        )
    )
    keeper = ConfigKeeper(database, provd, settings, provd_availability)
    passwords = Passwords()
    upkeep = SecretsUpkeep(database, settings, passwords)
    user_imports = Jobs()
    components: list[Component] = [
        database,
        user_imports,
        upkeep,
        verifier,
        own_token,
        discovery,
        keeper,
    ]
    if settings.bus.enabled:
        components += [connection, relay, revocations(connection, verifier)]
    app = create_app(
        "confd",
        settings,
        version=__version__,
        description=DESCRIPTION,
        components=components,
        routers=[module.router for module in resources.routers()],
        availabilities=[
            database.availability,
            connection.availability,
            verifier.availability,
            discovery.availability,
            provd_availability,
            call_logd_availability,
            sysconfd_availability,
        ],
        renderer=render,
        status=lambda: {"secrets": upkeep.describe()},
    )
    app.state.provd = provd
    app.state.keeper = keeper
    app.state.call_logd = CallLogdClient(
        call_logd_http
        or make_client(
            settings.services.get("call-logd", "http://call-logd:9298"),
            availability=call_logd_availability,
            token_provider=own_token,
            timeout=CALL_LOG_SECONDS,
        )
    )
    app.state.user_imports = user_imports
    app.state.media = MediaClient(
        sysconfd_http
        or make_client(
            settings.services.get("sysconfd", "http://sysconfd:8668"),
            availability=sysconfd_availability,
            token_provider=own_token,
            timeout=FILE_SECONDS,
        )
    )
    app.state.settings = settings
    app.state.database = database
    app.state.outbox = Outbox(OUTBOX, settings.uuid)
    app.state.programs = programs
    app.state.administrators = administrators
    app.state.passwords = passwords
    app.state.gatekeeper = Gatekeeper(
        tokens or verifier,
        administrators,
        programs,
        Nonces("".join(settings.encryption_keys[:1]).encode()),
        open_ports={listener.port for listener in settings.rest_api.extra_listeners if listener.trust_loopback},
    )
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(DBAPIError, _refused_by_database)
    return app


async def _invalid(_request: Request, error: Exception) -> Response:
    """A wrong path is an object that does not exist; everything else is told in the words clients know."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for this class)
    problems = error.errors()
    if any(problem["loc"][0] == "path" for problem in problems):
        return render(404, ["Not found"], "not-found")
    return render(400, bodies.messages(problems), "invalid-request")


async def _refused_by_database(_request: Request, error: Exception) -> Response:
    """Two writers met, and no resource had foreseen this pair; or a value does not fit its column."""
    if isinstance(error, IntegrityError):
        return render(400, [f"Resource Error - conflicting change ({constraint_of(error)})"], "conflict")
    if isinstance(error, DataError):
        return render(400, ["Input Error - a value cannot be stored"], "unstorable")
    if isinstance(error, DBAPIError) and sqlstate_of(error) in _TRY_AGAIN:
        response = render(503, ["Unexpected error: conflicting transactions, try again"], "try-again")
        response.headers["Retry-After"] = "1"
        return response
    raise error
