# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of SIP as text, for who speaks it by hand; on the standard library alone: the phone image has it, too."""

from __future__ import annotations

import hashlib
import re


def md5(*parts: str) -> str:
    """Of the parts with colons between them, as a digest wants it (RFC 2617, 3.2.2)."""
    return hashlib.md5(":".join(parts).encode()).hexdigest()


def header(message: str, name: str) -> str:
    """The first of that name; empty if there is none."""
    found = re.search(rf"^{name}\s*:\s*(.*?)\r?$", message, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""


def authorization(challenge: str, method: str, uri: str, user: str, password: str) -> str:
    """The header that answers a 401 (RFC 3261, 22.4)."""
    nonce, realm = (re.search(rf'{name}="([^"]*)"', challenge)[1] for name in ("nonce", "realm"))  # type: ignore[index]
    response = md5(md5(user, realm, password), nonce, md5(method, uri))
    who = f'username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{response}"'
    return f"Authorization: Digest {who}"
