# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors have the same body as auth's: `reason`, `timestamp`, `status_code`."""

import time

import orjson
from starlette.responses import Response
from xivo_base.errors import ApiError


class NoSuchProfile(ApiError):
    status = 404
    error_id = "unknown-profile"
    template = "The profile does not exist"


class NoSuchFavorite(ApiError):
    status = 404
    error_id = "unknown-favorite"
    template = "No such favorite"


class TooManyFavorites(ApiError):
    status = 400
    error_id = "too-many-favorites"
    template = "Too many favorites: nobody has more than {most}"


class NoSuchSource(ApiError):
    status = 404
    error_id = "unknown-source"
    template = "No such directory"


class NoSuchContact(ApiError):
    status = 404
    error_id = "unknown-contact"
    template = "No such contact"


class InvalidContact(ApiError):
    status = 400
    error_id = "invalid-contact"
    template = "Invalid contact: {cause}"


class TooManyContacts(ApiError):
    status = 400
    error_id = "too-many-contacts"
    template = "Too many contacts: nobody has more than {most}"


class NoOwner(ApiError):
    status = 401
    error_id = "no-owner"
    template = "A token is needed: it says whose"


class NoSuchVendor(ApiError):
    status = 404
    error_id = "unknown-vendor"
    template = "No telephone of a known vendor asks, and none is named"


class NotFromHere(ApiError):
    status = 403
    error_id = "address-refused"
    template = "This address may not search the directory"


class WrongPassword(ApiError):
    status = 401
    error_id = "wrong-password"
    template = "Authentication Failed"
    headers = {"WWW-Authenticate": 'Basic realm="XiVO"'}  # noqa: RUF012  same shape as the base class


def render(status: int, messages: list[str], _error_id: str) -> Response:
    """The error body of API 0.1."""
    body = {"reason": messages, "timestamp": [time.time()], "status_code": status}
    return Response(orjson.dumps(body), status, media_type="application/json")
