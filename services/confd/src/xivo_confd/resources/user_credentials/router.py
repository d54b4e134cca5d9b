# SPDX-License-Identifier: GPL-3.0-or-later
"""For auth: whose username and password these are. Passwords stay here."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import Request, Response
from pydantic import BaseModel, Field, model_validator

from ...edge import answers
from ...edge.bodies import Body, Line
from ...edge.routing import Router
from ...edge.unit import Reading, reading
from ...errors import Refusal
from ..users.dao import UserDao
from ..users.model import User
from ..users.password import is_right

router = Router("/users/credentials", "users_credentials", unlimited_only=True)


class Credentials(Body):
    username: Annotated[Line, Field(min_length=1, max_length=64)]
    password: Annotated[Line, Field(min_length=1, max_length=64)]


class Proven(Body):
    """What somebody else, such as an LDAP directory, has verified: one of both."""

    username: Annotated[Line, Field(min_length=1, max_length=64)] | None = None
    email: Annotated[Line, Field(min_length=1, max_length=254, description="of the user's mailbox")] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.username is None) is (self.email is None):
            raise ValueError("either username or email is needed")
        return self


class Identity(BaseModel):
    id: int
    uuid: str


class WrongCredentials(Refusal):
    """Also for a user who may not use the client (API-051): nobody learns which it was."""

    status = 404
    templates = ("Resource Not Found - User was not found",)


@router.asks("", acl="confd.users.credentials.read", answer=Identity)
async def verify_credentials(request: Request, body: Credentials) -> Response:
    async with reading(request) as unit:
        user = await UserDao(unit.session).find_by_username(body.username)
    stored = user.password if user else None
    state = request.app.state
    right = await is_right(stored, body.password, state.passwords, readable=state.settings.reversible_passwords)
    if not right:
        raise WrongCredentials
    return _identity(user)


@router.asks("/known", acl="confd.users.credentials.known.read", answer=Identity)
async def find_known(unit: Reading, body: Proven) -> Response:
    """The user whose password somebody else has verified; two with one mailbox's address are nobody."""
    users = UserDao(unit.session)
    if body.username is not None:
        return _identity(await users.find_by_username(body.username))
    return _identity(await users.find_by_email(body.email or ""))


def _identity(user: User | None) -> Response:
    if user is None or not user.cti_enabled or not user.enabled:
        raise WrongCredentials
    return answers.json({"id": user.id, "uuid": str(user.uuid)})
