# SPDX-License-Identifier: GPL-3.0-or-later
"""Who hears of a token's end."""

from typing import ClassVar, Protocol

from xivo_bus import Event


class TokenRevoked(Event):
    """A token is no longer good; `token_hash` is its SHA-256, as verifiers cache it."""

    name: ClassVar[str] = "auth_token_revoked"
    routing_key: ClassVar[str] = "auth.token.revoked"

    token_hash: str


class Announces(Protocol):
    """The part of the bus publisher that is used here."""

    async def publish(self, event: Event) -> object: ...


class TokenNotifier:
    def __init__(self, publisher: Announces) -> None:
        self._publisher = publisher

    async def revoked(self, token_hash: str) -> None:
        await self._publisher.publish(TokenRevoked(token_hash=token_hash))
