# SPDX-License-Identifier: GPL-3.0-or-later
"""Which numbers a context may hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

KINDS_BY_TYPE: dict[str, tuple[str, ...]] = {
    "internal": ("user", "group", "queue", "conference_room"),
    "incall": ("incall",),
}


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers of the length of its bounds; with a DID length, their last digits as the operator sends them."""

    start: str
    end: str
    did_length: int | None = None

    def holds(self, number: str) -> bool:
        start, end = self.start, self.end
        if self.did_length:
            start, end = start[-self.did_length :], end[-self.did_length :]
        fits = len(start) <= len(number) <= len(end)
        return fits and int(start) <= int(number) <= int(end)


def may_hold(context_type: str, ranges: Iterable[Range], number: str) -> bool:
    """Whether a number may be created in a context of this type with these ranges.

    An internal context needs a range for every number. In an incall context ranges are optional (SYS-021) and a
    pattern may stand for many DIDs (ADM-280). The other types have no ranges.
    """
    if context_type not in KINDS_BY_TYPE:
        return True
    known = list(ranges)
    if context_type == "incall" and (not known or not number.isdigit()):
        return True
    return number.isdigit() and any(one.holds(number) for one in known)
