# SPDX-License-Identifier: GPL-3.0-or-later
"""auth's own guarded routes: its tokens need not be asked for over the network."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header
from xivo_access import AclMissing, AuthUnavailable, Token, Unauthorized

from .tokens.errors import ConsulFailed, ConsulTimedOut, NoSuchToken
from .tokens.service import TokenService

CallerToken = Annotated[str, Header(alias="X-Auth-Token", include_in_schema=False)]


class OwnVerifier:
    """What `TokenVerifier` is to other daemons."""

    def __init__(self, tokens: TokenService) -> None:
        self._tokens = tokens

    async def verify(self, token: str, required_acl: str | None = None) -> Token:
        """Raises `Unauthorized`, `AclMissing`, `AuthUnavailable`."""
        try:
            stored = await self._tokens.check(token)
        except NoSuchToken as error:
            raise Unauthorized from error
        except (ConsulFailed, ConsulTimedOut) as error:
            raise AuthUnavailable from error
        found = Token(stored.auth_id, stored.xivo_user_uuid, stored.acls, stored.expires_at)
        if required_acl is not None and not found.covers(required_acl):
            raise AclMissing(required=required_acl)
        return found
