# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose favourites and contacts these are: the token says it."""

from fastapi import Request
from xivo_access import TOKEN_HEADER, AccessControl

from .errors import NoOwner


async def owner_of(request: Request) -> str:
    """The user's UUID, or the account without one. Raises `NoOwner` for callers on this host, who need no token."""
    found = await owner_if_any(request)
    if found is None:
        raise NoOwner
    return found


async def owner_if_any(request: Request) -> str | None:
    token = request.headers.get(TOKEN_HEADER)
    if not token:
        return None
    access: AccessControl = request.app.state.access
    known = await access.verifier.verify(token)
    return known.xivo_user_uuid or known.auth_id
