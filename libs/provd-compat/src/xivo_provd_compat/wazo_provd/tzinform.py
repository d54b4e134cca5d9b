# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones for templates: the daemon knows the rules, here they take the form that plugins read.

``{"utcoffset": Time, "dst": None | {"start": change, "end": change, "save": Time, "as_string": str}}``; a change is
``{"month": 1-12, "day": "D<day>" | "W<week>.<weekday>", "time": Time}``, the fifth week being the last one and
Sunday the first weekday; ``as_string`` is the same for the same rule.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .. import host


class TimezoneNotFoundError(Exception):
    """No such zone, or its rule is not one that phones can express."""


class Time:
    """A number of seconds in the words of vendors; parts of units are rounded down, as ``//`` does it."""

    def __init__(self, raw_seconds: int) -> None:
        self._seconds = raw_seconds

    @property
    def as_seconds(self) -> int:
        return self._seconds

    @property
    def as_minutes(self) -> int:
        return self._seconds // 60

    @property
    def as_hours(self) -> int:
        return self._seconds // 3600

    @property
    def as_hms(self) -> list[int]:
        """Hours, minutes, seconds; the sign is with the first that is not zero."""
        minutes, seconds = divmod(abs(self._seconds), 60)
        found = [*divmod(minutes, 60), seconds]
        if self._seconds < 0:
            first = next(place for place, value in enumerate(found) if value)
            found[first] = -found[first]
        return found

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
    return {"utcoffset": Time(rule["utcoffset"]), "dst": None if rule["dst"] is None else _dst(rule["dst"])}


class TextTimezoneInfoDB:
    """The zones as an object; whatever file a plugin names, they are the daemon's."""

    def __init__(self, *_ignored: Any, **_options: Any) -> None: ...

    def get_timezone_info(self, timezone_name: str) -> dict[str, Any]:
        """Raises TimezoneNotFoundError."""
        return get_timezone_info(timezone_name)


NativeTimezoneInfoDB = TextTimezoneInfoDB


class DefaultTimezoneInfoDB:
    """Another's zones; what it does not know is like ``default_tz``."""

    def __init__(self, default_tz: str, db: TextTimezoneInfoDB) -> None:
        self.db = db
        self.default = db.get_timezone_info(default_tz)

    def get_timezone_info(self, timezone_name: str) -> dict[str, Any]:
        try:
            return self.db.get_timezone_info(timezone_name)
        except TimezoneNotFoundError:
            return self.default


def week_start_on_monday(weekday: int) -> int:
    """From 1 = Sunday .. 7 = Saturday to 1 = Monday .. 7 = Sunday."""
    return (weekday + 5) % 7 + 1


def _dst(rule: dict[str, Any]) -> dict[str, Any]:
    changes = [rule["start"], rule["end"]]
    text = [f"{change['month']}/{change['day']}/{change['time']}" for change in changes]
    start, end = map(_change, changes)
    return {"start": start, "end": end, "save": Time(rule["save"]), "as_string": ";".join([*text, str(rule["save"])])}


def _change(change: dict[str, Any]) -> dict[str, Any]:
    return {"month": change["month"], "day": change["day"], "time": Time(change["time"])}
