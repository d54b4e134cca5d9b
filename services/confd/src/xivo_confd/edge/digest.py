# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP Digest (RFC 7616, MD5 and qop=auth: what the clients of 1.1 speak), without server-side state."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass

REALM = "XiVO"
NONCE_LIFETIME_SECONDS = 300
_PAIR = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


def ha1(login: str, password: str) -> str:
    """What is stored instead of the password."""
    return _md5(f"{login}:{REALM}:{password}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Credentials:
    """A parsed ``Authorization: Digest`` header."""

    username: str
    nonce: str
    uri: str
    response: str
    nc: str
    cnonce: str
    qop: str

    @classmethod
    def parse(cls, header: str) -> Credentials | None:
        scheme, _, rest = header.partition(" ")
        if scheme.lower() != "digest":
            return None
        pairs = {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(rest)}
        try:
            return cls(
                username=pairs["username"],
                nonce=pairs["nonce"],
                uri=pairs["uri"],
                response=pairs["response"].lower(),
                nc=pairs.get("nc", ""),
                cnonce=pairs.get("cnonce", ""),
                qop=pairs.get("qop", ""),
            )
        except KeyError:
            return None

    def matches(self, stored_ha1: str, method: str) -> bool:
        ha2 = _md5(f"{method}:{self.uri}")
        if self.qop:
            expected = _md5(f"{stored_ha1}:{self.nonce}:{self.nc}:{self.cnonce}:{self.qop}:{ha2}")
        else:
            expected = _md5(f"{stored_ha1}:{self.nonce}:{ha2}")
        return hmac.compare_digest(expected.encode(), self.response.encode())


class Nonces:
    """Nonces that carry their own date and seal, so that any replica can check them."""

    def __init__(self, key: bytes) -> None:
        """Without a key, nonces are good for this process only."""
        self._key = hmac.digest(key or secrets.token_bytes(32), b"confd digest nonce", "sha256")

    def new(self) -> str:
        body = f"{int(time.time()):x}.{secrets.token_hex(8)}"
        return f"{body}.{self._seal(body)}"

    def is_ours(self, nonce: str) -> bool:
        body, _, seal = nonce.rpartition(".")
        return bool(body) and hmac.compare_digest(seal.encode(), self._seal(body).encode())

    def is_fresh(self, nonce: str) -> bool:
        return time.time() - int(nonce.partition(".")[0], 16) < NONCE_LIFETIME_SECONDS

    def _seal(self, body: str) -> str:
        return hmac.digest(self._key, body.encode(), "sha256").hex()[:32]


def challenge(nonce: str, *, stale: bool = False) -> str:
    suffix = ", stale=true" if stale else ""
    return f'Digest realm="{REALM}", nonce="{nonce}", qop="auth", algorithm=MD5{suffix}'
