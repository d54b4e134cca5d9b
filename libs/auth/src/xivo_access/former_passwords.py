# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms in which older systems stored passwords. They are only read: whoever logs in gets today's form.

`{CLEARTEXT}`, `{SHA}`, `{SSHA}`, `{SSHA256}`, `{SSHA512}` as LDAP directories keep them (RFC 2307, 5.3 and its
extensions), and PBKDF2 in passlib's modular form `$pbkdf2-sha512$rounds$salt$checksum`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re

_SCHEME = re.compile(r"{(CLEARTEXT|S?SHA(?:256|512)?)}", re.IGNORECASE)
_PBKDF2 = re.compile(r"\$pbkdf2(?:-(sha256|sha512))?\$(\d{1,7})\$([A-Za-z0-9./]*)\$([A-Za-z0-9./]+)")
_ALGORITHMS = {"SHA": "sha1", "SHA256": "sha256", "SHA512": "sha512"}
MOST_ROUNDS = 1_000_000


def is_former(stored: str) -> bool:
    return bool(_SCHEME.match(stored) or _PBKDF2.fullmatch(stored))


def matches_former(stored: str, password: str) -> bool:
    """False also for what is damaged."""
    try:
        return _matches_pbkdf2(stored, password) if stored.startswith("$") else _matches_rfc2307(stored, password)
    except (binascii.Error, ValueError):
        return False


def _matches_rfc2307(stored: str, password: str) -> bool:
    scheme, _, value = stored[1:].partition("}")
    if scheme.upper() == "CLEARTEXT":
        return hmac.compare_digest(value.encode(), password.encode())
    salted = scheme.upper().startswith("SS")
    algorithm = _ALGORITHMS[scheme.upper()[1:] if salted else scheme.upper()]
    raw = base64.b64decode(value, validate=True)
    length = hashlib.new(algorithm).digest_size
    checksum, salt = raw[:length], raw[length:]
    if bool(salt) is not salted:
        return False
    return hmac.compare_digest(checksum, hashlib.new(algorithm, password.encode() + salt).digest())


def _matches_pbkdf2(stored: str, password: str) -> bool:
    found = _PBKDF2.fullmatch(stored)
    if found is None or not 0 < int(found[2]) <= MOST_ROUNDS:
        return False
    salt, checksum = _ab64(found[3]), _ab64(found[4])
    made = hashlib.pbkdf2_hmac(found[1] or "sha1", password.encode(), salt, int(found[2]), len(checksum))
    return hmac.compare_digest(checksum, made)


def _ab64(text: str) -> bytes:
    """Passlib's base 64: `.` for `+`, and no padding."""
    return base64.b64decode(text.replace(".", "+") + "=" * (-len(text) % 4), validate=True)
