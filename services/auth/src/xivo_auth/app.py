# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon's object graph: settings in, application out."""

from __future__ import annotations

import importlib.resources
import time

import orjson
import yaml
from fastapi import FastAPI
from starlette.responses import Response
from xivo_access import REVOKED_ROUTING_KEY
from xivo_access.passwords import Passwords
from xivo_base.app import create_app
from xivo_base.availability import Availability
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.plugins import load_plugins
from xivo_bus import Connection, Message, Publisher, TransientConsumer
from xivo_store import Database

from .accounts.dao import AccountDao
from .accounts.service import AccountService
from .authentication import Authenticator
from .backends.base import BackendArguments
from .confd import AdministratorDirectory, UserDirectory
from .own_token import OwnToken
from .settings import Settings
from .throttle import Throttle
from .tokens.administrators import revoke_with_administrators
from .tokens.dao import ConsulTokens
from .tokens.notifier import TokenNotifier
from .tokens.router import make_router
from .tokens.service import TokenService

BACKENDS = "xivo_auth.backends"


def build_app(settings: Settings) -> FastAPI:
    acls = service_acls()
    database = Database(settings.db_uri, package="xivo_auth")
    consul = Availability("consul")
    store = ConsulTokens(settings.consul.host, settings.consul.port, token=settings.consul.token, availability=consul)
    connection = Connection.from_settings(settings.bus, service="xivo-auth")
    publisher = Publisher(connection, settings.uuid)
    tokens = TokenService(store, TokenNotifier(publisher), default_expiration=settings.default_token_lifetime)
    accounts = AccountService(
        AccountDao(database),
        Passwords(),
        admin=(settings.admin_username, settings.admin_password) if settings.admin_password else None,
        services={
            f"xivo-{daemon}": (password, acls.get(daemon, []))
            for daemon, password in settings.service_passwords.items()
        },
    )
    confd = make_client(
        settings.services.get("confd", "http://confd:9486"),
        availability=Availability("confd", required=False),
        token_provider=OwnToken(tokens, acls.get("auth", [])),
    )
    arguments = BackendArguments(settings, accounts, UserDirectory(confd), AdministratorDirectory(confd))
    plugins = load_plugins(BACKENDS, settings.enabled_backends, arguments)

    async def revoked_elsewhere(message: Message) -> None:
        tokens.forget(message.data["token_hash"])

    discovery = Discovery(settings.consul, service="auth", port=settings.rest_api.port, static=settings.services)
    return create_app(
        "auth",
        settings,
        description="Tokens for users, administrators and services.",
        components=[
            database,
            connection,
            publisher,
            store,
            TransientConsumer(connection, "revocations", [REVOKED_ROUTING_KEY], revoked_elsewhere),
            revoke_with_administrators(connection, tokens),
            tokens,
            accounts,
            discovery,
        ],
        routers=[make_router(tokens, Authenticator(plugins.loaded, Throttle()))],
        availabilities=[consul, database.availability, connection.availability],
        renderer=render,
        status=lambda: {"backends": {"enabled": sorted(plugins.loaded), "failed": plugins.failed}},
    )


def service_acls() -> dict[str, list[str]]:
    """Daemon → what its account may do."""
    text = importlib.resources.files("xivo_auth").joinpath("service_acls.yml").read_text()
    found: dict[str, list[str]] = yaml.safe_load(text)
    return found


def render(status: int, messages: list[str], _error_id: str) -> Response:
    """The error body of API 0.1."""
    body = {"reason": messages, "timestamp": [time.time()], "status_code": status}
    return Response(orjson.dumps(body), status, media_type="application/json")
