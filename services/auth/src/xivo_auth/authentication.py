# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the backend that a client names who it is."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from xivo_base.errors import ApiError

from .backends.base import BaseAuthenticationBackend
from .throttle import Throttle
from .tokens.errors import AuthenticationFailed, UnknownBackend
from .tokens.service import Identity

logger = logging.getLogger(__name__)


class Authenticator:
    """Knows the enabled backends by name."""

    def __init__(self, backends: Mapping[str, BaseAuthenticationBackend], throttle: Throttle) -> None:
        self._backends = backends
        self._throttle = throttle

    @property
    def names(self) -> list[str]:
        return sorted(self._backends)

    async def identify(self, backend: str, login: str, password: str, address: str) -> Identity:
        """Raises `AuthenticationFailed`, `TooManyAttempts`, or 503 when the backend's own source is away."""
        plugin = self._backends.get(backend)
        if plugin is None:
            raise UnknownBackend
        async with self._throttle.attempt(login, address) as attempt:
            try:
                identity = await plugin.authenticate(login, password)
            except ApiError:
                raise
            except Exception as error:
                logger.exception("backend %s failed", backend)
                raise AuthenticationFailed from error
            if identity is None:
                attempt.failed()
                raise AuthenticationFailed
            attempt.succeeded()
            return identity
