# SPDX-License-Identifier: GPL-3.0-or-later
"""ACL templates: an ACL in which `{{ login }}` and its like stand for one word each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xivo_access import Matcher, word

LONGEST = 256
VARIABLES = frozenset({"auth_id", "xivo_user_uuid", "backend"})
_VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")
_WORD = r"(?:[A-Za-z0-9_@%-]+|\*|#|{{\s*(?:" + "|".join(sorted(VARIABLES)) + r")\s*}})"
_TEMPLATE = re.compile(rf"!?{_WORD}(?:\.{_WORD})*", re.ASCII)
_ANY = "\x01"
_SEVERAL = (f".{_ANY}", f".{_ANY}.{_ANY}.{_ANY}")


def is_template(text: str) -> bool:
    return len(text) <= LONGEST and _TEMPLATE.fullmatch(text) is not None


def render(templates: Sequence[str], values: dict[str, str | None]) -> tuple[str, ...]:
    """ACLs; a template with a variable that this account has no value for gives nothing."""
    found = []
    for template in templates:
        names = _VARIABLE.findall(template)
        if all(values.get(name) for name in names):
            found.append(_VARIABLE.sub(lambda match: word(values[match[1]]), template))
    return tuple(found)


def beyond(acls: Sequence[str], owner: str, templates: Sequence[str]) -> str | None:
    """The first of the templates that allows something which `acls` do not; None if they cover all.

    On the safe side: with an ACL that takes away, nothing with a wildcard counts as covered.
    """
    matcher = Matcher(acls, owner)
    takes_away = any(acl.startswith("!") for acl in acls)
    for template in templates:
        if template.startswith("!"):
            continue
        wild = any(mark in template for mark in "*#{")
        if (wild and takes_away) or not all(matcher.matches(example) for example in _examples(template)):
            return template
    return None


def _examples(template: str) -> list[str]:
    """What a template allows at its edges: any word, and no, one or several words."""
    single = _VARIABLE.sub(_ANY, template).replace("*", _ANY)
    if "#" not in single:
        return [single]
    found = []
    for words in ("", *_SEVERAL):
        parts = [words.removeprefix(".") if part == "#" else part for part in single.split(".")]
        found.append(".".join(part for part in parts if part))
    return [example for example in found if example]
