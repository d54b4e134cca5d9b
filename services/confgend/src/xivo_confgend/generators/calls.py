# SPDX-License-Identifier: GPL-3.0-or-later
"""Outgoing and incoming calls in extensions.conf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xivo_asterisk.conf_writer import Dialplan

from ..snapshot import Row, Snapshot
from .open_patterns import guarded
from .sections import Unwritable

_PATTERN = re.compile(r"[XZNxzn.!\[]")
_ADMIN_TEXT = re.compile(r"[^,()\s\"\\]*")


@dataclass(frozen=True, slots=True)
class OutcallNumber:
    """A pattern of numbers that go out, with the trunks by which they do so even when agid does not answer."""

    exten: str
    outcall_id: int
    strip_digits: int
    external_prefix: str
    trunks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WithoutPlus:
    """Numbers called from outside with a + in front are the same without it (ADM-254)."""

    exten: str = "_+[0-9]!"


def outcall_numbers(snapshot: Snapshot) -> Iterator[tuple[str, OutcallNumber]]:
    """By context. Of two outgoing calls with one pattern in one context the older has it."""
    trunks = {trunk["id"]: trunk for trunk in snapshot.rows("trunks") if trunk["enabled"]}
    taken = {
        (extension["context"], extension["exten"])
        for extension in snapshot.extensions.values()
        if not extension["commented"]
    }
    for outcall in snapshot.rows("outcalls"):
        if not outcall["enabled"]:
            continue
        dialled = tuple(_dialled(trunks[trunk]) for trunk in outcall["trunks"] if trunk in trunks)
        for row in outcall["extensions"]:
            pattern = _pattern(row)
            if (outcall["context"], pattern) not in taken:
                taken.add((outcall["context"], pattern))
                number = OutcallNumber(pattern, outcall["id"], row["strip_digits"], row["external_prefix"], dialled)
                yield outcall["context"], number


def write_outcall(file: Dialplan, number: OutcallNumber, set_base: str) -> None:
    variables = [set_base, *_fallback(number)]
    steps = [f"MSet({','.join(variables)})", f"Gosub(outcall,s,1({number.outcall_id},))", "Hangup()"]
    file.extension(number.exten, guarded(number.exten, steps))


def write_without_plus(file: Dialplan, number: WithoutPlus) -> None:
    known = "$[${DIALPLAN_EXISTS(${CONTEXT},${EXTEN:1},1)}]"
    file.extension(number.exten, guarded(number.exten, [f"GotoIf({known}?${{EXTEN:1}},1)", "Hangup(1)"]))


def _fallback(number: OutcallNumber) -> Iterator[str]:
    exten = f"{number.external_prefix}${{EXTEN:{number.strip_digits}}}"
    for position, (interface, suffix) in enumerate(number.trunks):
        if not _ADMIN_TEXT.fullmatch(interface + suffix):
            raise Unwritable(f"the trunk's interface {interface}{suffix} is more than a name")
        yield f"XIVO_INTERFACE{position}={interface}"
        yield f"XIVO_TRUNKEXTEN{position}={exten}"
        yield f"XIVO_TRUNKSUFFIX{position}={suffix}"
    yield f"XIVO_INTERFACE{len(number.trunks)}="


def _dialled(trunk: Row) -> tuple[str, str]:
    """What stands before and behind ``/<number>``, as agid says it too."""
    endpoint = trunk["endpoint"]
    match endpoint["protocol"]:
        case "sip":
            return "PJSIP", f"@{trunk['name']}"
        case "iax":
            return f"IAX2/{trunk['name']}", ""
        case _:
            return endpoint["interface"], endpoint["interface_suffix"]


def _pattern(row: Row) -> str:
    """Patterns may be typed without their _ (ADM-265); the prefix is part of the number to match (ADM-264)."""
    exten = row["exten"].removeprefix("_")
    is_pattern = row["exten"].startswith("_") or _PATTERN.search(exten)
    return f"{'_' if is_pattern else ''}{row['prefix']}{exten}"
