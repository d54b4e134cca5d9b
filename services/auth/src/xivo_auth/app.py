# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon's object graph: settings in, application out."""

from __future__ import annotations

import time
from datetime import timedelta

import httpx
import orjson
from fastapi import FastAPI
from starlette.responses import Response
from xivo_access import REVOKED_ROUTING_KEY, AccessControl
from xivo_access.passwords import Passwords
from xivo_base.app import create_app
from xivo_base.availability import Availability
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.plugins import Plugins, load_plugins
from xivo_base.tasks import Component
from xivo_bus import Connection, Message, Publisher, TransientConsumer
from xivo_store import Database

from .access import OwnVerifier
from .accounts.dao import AccountDao
from .accounts.service import AccountService
from .acl_lists import service_acls
from .authentication import Authenticator
from .backends.base import BackendArguments
from .confd import AdministratorDirectory, UserDirectory
from .logins import router as logins_router
from .logins.audit import LoginAudit
from .logins.dao import LoginDao
from .logins.service import LoginService
from .own_token import OwnToken
from .policies import router as policies_router
from .policies.service import PolicyService
from .sessions import router as sessions_router
from .settings import Settings
from .throttle import Throttle
from .tokens import router as tokens_router
from .tokens.checks import TokenChecks
from .tokens.dao import ConsulTokens, TokenStore
from .tokens.notifier import Announces, TokenNotifier
from .tokens.owners import revoke_with_owners
from .tokens.service import TokenService

BACKENDS = "xivo_auth.backends"


def build_app(
    settings: Settings,
    *,
    store: TokenStore | None = None,
    confd: httpx.AsyncClient | None = None,
    announces: Announces | None = None,
) -> FastAPI:
    """The application; what is given stands in for Consul, confd and the bus in tests."""
    acls = service_acls()
    database = Database(settings.db_uri, package="xivo_auth")
    consul = Availability("consul")
    kept = ConsulTokens(settings.consul.host, settings.consul.port, token=settings.consul.token, availability=consul)
    connection = Connection.from_settings(settings.bus, service="xivo-auth")
    publisher = Publisher(connection, settings.uuid)
    notifier = TokenNotifier(announces or publisher)
    tokens = TokenService(store or kept, notifier, default_expiration=settings.default_token_lifetime)
    accounts = AccountService(
        AccountDao(database),
        Passwords(),
        admin=(settings.admin_username, settings.admin_password) if settings.admin_password else None,
        services={
            f"xivo-{daemon}": (password, acls.get(daemon, []))
            for daemon, password in settings.service_passwords.items()
        },
    )
    confd = confd or make_client(
        settings.services.get("confd", "http://confd:9486"),
        availability=Availability("confd", required=False),
        timeout=settings.login_timeout,
        token_provider=OwnToken(tokens, acls.get("auth", [])),
    )
    users, administrators = UserDirectory(confd), AdministratorDirectory(confd)
    plugins = Plugins(BACKENDS)
    for name in settings.enabled_backends:
        made = load_plugins(BACKENDS, [name], BackendArguments(name, settings, accounts, users, administrators))
        plugins.loaded |= made.loaded
        plugins.failed |= made.failed

    async def revoked_elsewhere(message: Message) -> None:
        tokens.forget(message.data["token_hash"])

    async def revocations_missed() -> None:
        tokens.forget_all()

    discovery = Discovery(settings.consul, service="auth", port=settings.rest_api.port, static=settings.services)
    throttle = Throttle(failures=settings.throttle.failures, window_seconds=settings.throttle.window)
    login_dao = LoginDao(database)
    audit = LoginAudit(
        login_dao, keep=timedelta(days=settings.audit.days_to_keep), known_backends=frozenset(plugins.loaded)
    )
    policies = PolicyService(database)
    logins = LoginService(
        Authenticator(plugins.loaded, throttle),
        policies,
        tokens,
        audit,
        patience=timedelta(seconds=settings.login_timeout),
        session_limit=settings.session_limit,
    )
    verifier = OwnVerifier(tokens)
    components: list[Component] = [database]
    if settings.bus.enabled:
        components += [
            connection,
            publisher,
            TransientConsumer(
                connection, "revocations", [REVOKED_ROUTING_KEY], revoked_elsewhere, on_connected=revocations_missed
            ),
            revoke_with_owners(connection, tokens),
        ]
    if store is None:
        components.append(kept)
    app = create_app(
        "auth",
        settings,
        description="Tokens for users, administrators and services.",
        components=[*components, tokens, accounts, audit, discovery],
        routers=[
            tokens_router.make_router(tokens, logins),
            sessions_router.make_router(tokens, verifier),
            policies_router.make_router(policies, verifier),
            logins_router.make_router(login_dao),
        ],
        availabilities=[consul, database.availability, connection.availability],
        renderer=render,
        status=lambda: {
            "backends": {"enabled": sorted(plugins.loaded), "failed": plugins.failed},
            "logins_not_kept": audit.dropped,
        },
    )
    app.add_middleware(TokenChecks, tokens=tokens)
    app.state.access = AccessControl(verifier, trust_loopback=False)
    app.state.tokens = tokens
    app.state.accounts = accounts
    app.state.audit = audit
    app.state.database = database
    return app


def render(status: int, messages: list[str], _error_id: str) -> Response:
    """The error body of API 0.1."""
    body = {"reason": messages, "timestamp": [time.time()], "status_code": status}
    return Response(orjson.dumps(body), status, media_type="application/json")
