# SPDX-License-Identifier: GPL-3.0-or-later
"""For auth: whose username and password these are. Passwords stay here."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from ...edge import answers
from ...edge.bodies import Body, Line
from ...edge.routing import Router
from ...edge.unit import Reading
from ...errors import Refusal
from ..users.dao import UserDao

router = Router("/users/credentials", "users_credentials", unlimited_only=True)


class Credentials(Body):
    username: Annotated[Line, Field(min_length=1, max_length=64)]
    password: Annotated[Line, Field(min_length=1, max_length=64)]


class Identity(BaseModel):
    id: int
    uuid: str


class WrongCredentials(Refusal):
    """Also for a user who may not use the client (API-051): nobody learns which it was."""

    status = 404
    templates = ("Resource Not Found - User was not found",)


@router.asks("", acl="confd.users.credentials.read", answer=Identity)
async def verify_credentials(unit: Reading, body: Credentials) -> Response:
    user = await UserDao(unit.session).find_by_username(body.username)
    expected = (user.password if user else None) or ""
    right = hmac.compare_digest(expected.encode(), body.password.encode())
    if user is None or not right or not user.cti_enabled or not user.enabled:
        raise WrongCredentials
    return answers.json({"id": user.id, "uuid": str(user.uuid)})
