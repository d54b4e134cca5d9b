# SPDX-License-Identifier: GPL-3.0-or-later
"""Access control lists: words between dots.

`*` is any one word, `#` any number of words, `me` the token's owner; a leading `!` takes away what others give.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_UNSAFE = re.compile(r"[^A-Za-z0-9_@-]")


class Matcher:
    """Compiled ACL; `matches` answers for one required access, such as `confd.users.3.read`."""

    def __init__(self, patterns: Iterable[str], me: str | None) -> None:
        allowed: list[str] = []
        denied: list[str] = []
        for pattern in patterns:
            (denied if pattern.startswith("!") else allowed).append(_expression(pattern.removeprefix("!"), me))
        self._allowed = re.compile("|".join(allowed)) if allowed else None
        self._denied = re.compile("|".join(denied)) if denied else None

    def matches(self, required: str) -> bool:
        if self._denied and self._denied.fullmatch(required):
            return False
        return bool(self._allowed and self._allowed.fullmatch(required))


@lru_cache(maxsize=4096)
def _compiled(patterns: tuple[str, ...], me: str | None) -> Matcher:
    return Matcher(patterns, me)


def compile_acl(patterns: Iterable[str], me: str | None = None) -> Matcher:
    """A matcher, made once for each distinct list and owner."""
    return _compiled(tuple(patterns), me)


def word(value: object) -> str:
    """An id as one word of a required access: dots and wildcards in it mean nothing, and no two ids become one."""
    return _UNSAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), str(value)
    )


def _expression(pattern: str, me: str | None) -> str:
    words = []
    for part in pattern.split("."):
        if part == "*":
            words.append("[^.]+")
        elif part == "#":
            words.append(".*?")
        elif part == "me" and me is not None:
            words.append(f"(?:me|{re.escape(word(me))})")
        else:
            words.append(re.escape(part))
    expression = r"\.".join(words)
    # "a.#" covers "a" itself too, and "#.read" covers "read".
    return expression.replace(r"\..*?", r"(?:\..*?)?").replace(r".*?\.", r"(?:.*?\.)?")
