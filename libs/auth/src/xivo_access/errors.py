# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_base.errors import ApiError


class Unauthorized(ApiError):
    """No token, or one that is not good."""

    status = 401
    error_id = "unauthorized"
    template = "Unauthorized"
    headers = {"WWW-Authenticate": "X-Auth-Token"}  # noqa: RUF012  same shape as the base class


class AclMissing(ApiError):
    status = 403
    error_id = "missing-acl"
    template = "Missing permission: {required}"


class AuthUnavailable(ApiError):
    status = 503
    error_id = "auth-unavailable"
    template = "Authentication server unreachable"
    headers = {"Retry-After": "2"}  # noqa: RUF012  same shape as the base class
