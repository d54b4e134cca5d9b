# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones for templates: the daemon knows the rules, here they take the form that plugins read.

``{"utcoffset": Time, "dst": None | {"start": change, "end": change, "save": Time}}``; a change is
``{"month": 1-12, "day": "D<day>" | "W<week>.<weekday>", "time": Time}``, the fifth week being the last one and
Sunday the first weekday.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .. import host


class TimezoneNotFoundError(Exception):
    """No such zone, or its rule is not one that phones can express."""


class Time:
    """A number of seconds in the words of vendors; parts of units are cut off."""

    def __init__(self, raw_seconds: int) -> None:
        self._seconds = raw_seconds

    @property
    def as_seconds(self) -> int:
        return self._seconds

    @property
    def as_minutes(self) -> int:
        return self._towards_zero(60)

    @property
    def as_hours(self) -> int:
        return self._towards_zero(3600)

    @property
    def as_hms(self) -> list[int]:
        """Hours, minutes, seconds; the sign is with the hours."""
        minutes, seconds = divmod(abs(self._seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return [-hours if self._seconds < 0 else hours, minutes, seconds]

    def _towards_zero(self, unit: int) -> int:
        return -(-self._seconds // unit) if self._seconds < 0 else self._seconds // unit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Time) and other.as_seconds == self._seconds

    def __hash__(self) -> int:
        return hash(self._seconds)

    def __repr__(self) -> str:
        return f"Time({self._seconds})"


@lru_cache(maxsize=256)
def _rule(name: str) -> dict[str, Any] | None:
    rule: dict[str, Any] | None = host.current().ask_now("timezone", {"name": name})
    return rule


def get_timezone_info(timezone_name: str) -> dict[str, Any]:
    """Raises TimezoneNotFoundError."""
    rule = _rule(timezone_name)
    if rule is None:
        raise TimezoneNotFoundError(timezone_name)
    dst = rule["dst"]
    return {
        "utcoffset": Time(rule["utcoffset"]),
        "dst": None
        if dst is None
        else {"start": _change(dst["start"]), "end": _change(dst["end"]), "save": Time(dst["save"])},
    }


def week_start_on_monday(weekday: int) -> int:
    """From 1 = Sunday .. 7 = Saturday to 1 = Monday .. 7 = Sunday."""
    return (weekday + 5) % 7 + 1


def _change(change: dict[str, Any]) -> dict[str, Any]:
    return {"month": change["month"], "day": change["day"], "time": Time(change["time"])}
