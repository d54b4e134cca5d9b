# SPDX-License-Identifier: GPL-3.0-or-later
"""The event by which auth ends a token everywhere, and who hears it."""

from xivo_bus import Connection, Message, TransientConsumer

from .verifier import TokenVerifier

REVOKED_ROUTING_KEY = "auth.token.revoked"


def revocations(connection: Connection, verifier: TokenVerifier) -> TransientConsumer:
    """A daemon's consumer by which no cached token outlives its end; what was announced unheard may be any of them."""

    async def revoke(message: Message) -> None:
        verifier.revoked(str(message.data["token_hash"]))

    async def forget() -> None:
        verifier.forget_all()

    return TransientConsumer(connection, "revocations", [REVOKED_ROUTING_KEY], revoke, on_connected=forget)
