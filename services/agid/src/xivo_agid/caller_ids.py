# SPDX-License-Identifier: GPL-3.0-or-later
"""Who a caller is shown as."""

import re
from collections.abc import Mapping
from typing import Any

from xivo_asterisk.fastagi import AGIRequest

from xivo_agid.destinations import Variables

_WRITTEN = re.compile(r'\s*(?:"(?P<name>[^"]*)")?\s*(?:<(?P<number>[^<>]*)>)?\s*')
_NUMBER = re.compile(r"\+?[0-9*#]+")


def parse(written: str) -> tuple[str, str]:
    """Name and number of ``"My Name" <9999>`` or of a number alone (ADM-287); what is not said is empty."""
    if _NUMBER.fullmatch(written.strip()):
        return "", written.strip()
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return written.strip(), ""
    return match["name"] or "", match["number"] or ""


def rewritten_name(mode: str | None, text: str, shown: str) -> str:
    """The caller's name where an object says how its calls are announced: prepended, appended or overwritten."""
    match mode:
        case "prepend":
            return f"{text} - {shown}" if shown else text
        case "append":
            return f"{shown} - {text}" if shown else text
        case "overwrite":
            return text
        case _:
            return shown


def announced(request: AGIRequest, called: Mapping[str, Any]) -> Variables:
    """The caller's name as a group or a queue wants its calls announced, if that changes it."""
    shown = request.calleridname or request.callerid or ""
    name = rewritten_name(called["caller_id_mode"], called["caller_id_name"], shown)
    return {"CALLERID(name)": name} if name != shown else {}


def shown_outside(written: str) -> Variables:
    """A caller id for a trunk; without a number in it the caller's own goes out (ADM-287)."""
    name, number = parse(written)
    shown: Variables = {"CALLERID(name)": name, "CALLERID(num)": number, "CALLERID(ani)": number}
    return {variable: value for variable, value in shown.items() if value}


def hidden() -> Variables:
    """Who calls is not told; the network keeps it to itself (``Privacy: id``)."""
    return {"CALLERID(name-pres)": "prohib", "CALLERID(num-pres)": "prohib"}
