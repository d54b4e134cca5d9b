# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens and permissions: ACL matching, cached verification, FastAPI dependencies, a daemon's own token."""

from .acl import Matcher, compile_acl, word
from .dependencies import PUBLIC, TOKEN_HEADER, AccessControl, caller_of, required_acl, requires
from .errors import AclMissing, AuthUnavailable, Unauthorized
from .loopback import is_this_host
from .revocations import REVOKED_ROUTING_KEY, revocations
from .service_token import ServiceTokenProvider
from .token import Token, hash_token
from .verifier import TokenVerifier

__all__ = [
    "PUBLIC",
    "REVOKED_ROUTING_KEY",
    "TOKEN_HEADER",
    "AccessControl",
    "AclMissing",
    "AuthUnavailable",
    "Matcher",
    "ServiceTokenProvider",
    "Token",
    "TokenVerifier",
    "Unauthorized",
    "caller_of",
    "compile_acl",
    "hash_token",
    "is_this_host",
    "required_acl",
    "requires",
    "revocations",
    "word",
]
