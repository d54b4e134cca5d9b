# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client of `/token` may be told; the reasons are the ones that existing clients assert."""

from xivo_base.errors import ApiError


class NoSuchToken(ApiError):
    status = 404
    error_id = "no-such-token"
    template = "No such token"


class ScopeRefused(ApiError):
    """The token is valid, but its ACL does not cover the scope that was asked for."""

    status = 403
    error_id = "scope-refused"
    template = "Unauthorized scope: {scope}"


class InvalidExpiration(ApiError):
    status = 400
    error_id = "invalid-expiration"
    template = "Invalid expiration"


class InvalidSession(ApiError):
    status = 400
    error_id = "invalid-session"
    template = "Invalid session"


class MissingBackend(ApiError):
    status = 400
    error_id = "missing-backend"
    template = "Missing backend"


class AuthenticationFailed(ApiError):
    """Wrong credentials, an unknown backend or one that failed: a caller can't tell which."""

    status = 401
    error_id = "authentication-failed"
    template = "Authentication Failed"


class UnknownBackend(AuthenticationFailed):
    """Told apart in the log of logins only."""


class TooManyAttempts(ApiError):
    status = 429
    error_id = "too-many-attempts"
    template = "Too many failed attempts"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(retry_after_seconds)}


class LoginTimedOut(ApiError):
    """Something that this login needs was too slow, or too many wanted to log in at once."""

    status = 503
    error_id = "login-timedout"
    template = "The login took too long, try again"
    headers = {"Retry-After": "1"}  # noqa: RUF012  same shape as the base class


class ConsulFailed(ApiError):
    status = 500
    error_id = "consul-failed"
    template = "Connection to consul failed"


class ConsulTimedOut(ApiError):
    status = 500
    error_id = "consul-timedout"
    template = "Connection to consul timedout"
