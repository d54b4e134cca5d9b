# SPDX-License-Identifier: GPL-3.0-or-later
"""Lamps for messages: which telephones must be told when pjsip.conf gives their lines other mailboxes."""

from __future__ import annotations

import re

MWI_RELOAD = "module reload res_pjsip_mwi.so"
"""Reloading res_pjsip alone leaves a new mailbox's lamp dark until the telephone registers again."""
_LIGHTS_OUT = "pjsip send notify no-messages endpoint {}"
_LINE = re.compile(r"^(?:\[(?P<section>[^\]]+)\]|mailboxes\s*=\s*(?P<mailboxes>.*\S))", re.MULTILINE)


def commands(before: str, after: str) -> set[str]:
    """None while the mailboxes are the same. A line that has none any more is told so: nobody else would (CC-128)."""
    was, now = _mailboxes(before), _mailboxes(after)
    if all(was.get(name, "") == now.get(name, "") for name in was.keys() | now.keys()):
        return set()
    dark = [name for name, mailbox in was.items() if mailbox and now.get(name) == ""]
    return {MWI_RELOAD, *(_LIGHTS_OUT.format(name) for name in dark)}


def _mailboxes(text: str) -> dict[str, str]:
    """By section, also those without one."""
    found: dict[str, str] = {}
    section = ""
    for match in _LINE.finditer(text):
        if match["section"] is not None:
            section = match["section"]
            found.setdefault(section, "")
        else:
            found[section] = match["mailboxes"]
    return found
