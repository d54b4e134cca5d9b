# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens end with what they were given for: their owner's password, his rights, himself."""

from __future__ import annotations

from xivo_bus import Connection, Consumer, Message

from .errors import ConsulFailed, ConsulTimedOut
from .service import TokenService

QUEUE = "xivo-auth.administrators"  # its name since there were only these
EDITED = ("config.administrator.edited", "config.user.edited")
CLIENT_EDITED = "config.user_cti.edited"
DELETED = ("config.administrator.deleted", "config.user.deleted")


def revoke_with_owners(connection: Connection, tokens: TokenService) -> Consumer:
    """A durable consumer: what changes while auth or Consul is away is heard afterwards."""

    async def changed(message: Message) -> None:
        data = message.data
        if message.routing_key == CLIENT_EDITED:
            ended = not data["enabled"]
        else:
            ended = message.routing_key in DELETED or data.get("access_changed", False)
        if ended:
            await tokens.revoke_all_of(data["uuid"])

    return Consumer(
        connection, QUEUE, [*EDITED, CLIENT_EDITED, *DELETED], changed, outages=(ConsulFailed, ConsulTimedOut)
    )
