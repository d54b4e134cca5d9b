# SPDX-License-Identifier: GPL-3.0-or-later
"""A login, from credentials to a token."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

from xivo_base.errors import ApiError

from ..authentication import Authenticator
from ..policies.service import PolicyService
from ..tokens.errors import (
    AuthenticationFailed,
    ConsulFailed,
    ConsulTimedOut,
    LoginTimedOut,
    TooManyAttempts,
    UnknownBackend,
)
from ..tokens.model import Origin, StoredToken, hashed
from ..tokens.service import Identity, TokenService
from .audit import LoginAudit
from .model import LoginResult

logger = logging.getLogger(__name__)

SERVICES = "xivo_service"


class LoginService:
    def __init__(
        self,
        authenticator: Authenticator,
        policies: PolicyService,
        tokens: TokenService,
        audit: LoginAudit,
        *,
        patience: timedelta,
        session_limit: int,
    ) -> None:
        """`patience`: how long a login may take. `session_limit`: tokens an account may have at once; 0: any number."""
        self._authenticator = authenticator
        self._policies = policies
        self._tokens = tokens
        self._audit = audit
        self._patience = patience
        self._session_limit = session_limit

    @property
    def backends(self) -> list[str]:
        return self._authenticator.names

    async def log_in(
        self, backend: str, login: str, password: str, expiration: int | None, origin: Origin
    ) -> tuple[str, StoredToken]:
        """A new token. Raises what `Authenticator.identify` and `TokenService.create` raise, and `LoginTimedOut`."""
        self._tokens.lifetime(expiration)
        try:
            try:
                async with asyncio.timeout(self._patience.total_seconds()) as deadline:
                    identity = await self._authenticator.identify(backend, login, password, origin.address)
                    identity = await self._with_policies(backend, identity)
                    token, stored = await self._tokens.create(backend, identity, expiration, origin)
            except TimeoutError as error:
                if deadline.expired():
                    raise LoginTimedOut from error
                raise
        except ApiError as error:
            self._audit.record(backend, origin, _result(error))
            raise
        self._audit.record(backend, origin, LoginResult.SUCCESS, auth_id=identity.auth_id, session=hashed(token))
        await self._end_oldest(backend, identity.auth_id)
        return token, stored

    async def _with_policies(self, backend: str, identity: Identity) -> Identity:
        granted = await self._policies.granted(backend, identity)
        return replace(identity, acls=(*identity.acls, *granted)) if granted else identity

    async def _end_oldest(self, backend: str, auth_id: str) -> None:
        """Services have as many tokens as they have instances: they are not limited."""
        if not self._session_limit or backend == SERVICES:
            return
        try:
            sessions = await self._tokens.sessions(auth_id)
            await self._tokens.end(sessions[self._session_limit :])
        except (ConsulFailed, ConsulTimedOut):
            logger.warning("Consul went away: older tokens of %s stay", auth_id)


def _result(error: ApiError) -> LoginResult:
    if isinstance(error, TooManyAttempts):
        return LoginResult.THROTTLED
    if isinstance(error, UnknownBackend):
        return LoginResult.UNKNOWN_BACKEND
    return LoginResult.WRONG_CREDENTIALS if isinstance(error, AuthenticationFailed) else LoginResult.UNAVAILABLE
