# SPDX-License-Identifier: GPL-3.0-or-later
"""Where accounts that are gone had registered from: Asterisk would reach a new one of the same name there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

SHOW = "database show registrar/contact"
_DELETE = "database del registrar/contact {}"
_SECTION = re.compile(r"^\[(?P<name>[^\]]+)\]|^type\s*=\s*aor\s*$", re.MULTILINE)
_KEY = re.compile(r"^/registrar/contact/(?P<key>(?P<aor>[^\s:]+);@[0-9a-f]+)\s*:", re.MULTILINE)


def lost(before: str, after: str) -> set[str]:
    """The accounts (addresses of record) of one pjsip.conf that the next one has not."""
    return set(_accounts(before)) - set(_accounts(after))


def commands(shown: str, accounts: Collection[str]) -> list[str]:
    """What removes the contacts of these accounts from those that :data:`SHOW` shows."""
    return [_DELETE.format(match["key"]) for match in _KEY.finditer(shown) if match["aor"] in accounts]


def _accounts(text: str) -> Iterable[str]:
    section = ""
    for match in _SECTION.finditer(text):
        if match["name"] is not None:
            section = match["name"]
        else:
            yield section
