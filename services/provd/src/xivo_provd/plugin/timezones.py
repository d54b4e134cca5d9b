# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone needs to know of a time zone: its offset and when summer time starts and ends.

Taken from the POSIX rule at the end of each TZif file (RFC 8536 section 3.3), so it follows the system's data.
"""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path

_RULE = re.compile(
    r"^(?:<[^>]+>|[A-Za-z]+)(?P<std>[-+]?[\d:]+)"
    r"(?:(?:<[^>]+>|[A-Za-z]+)(?P<dst>[-+]?[\d:]+)?,(?P<start>[^,]+),(?P<end>[^,]+))?$"
)
_CHANGE = re.compile(r"^M(?P<month>\d+)\.(?P<week>\d)\.(?P<day>\d)(?:/(?P<time>[-+]?[\d:]+))?$")


class TimezoneNotFoundError(LookupError):
    """No such zone, or its rule is not one that phones can express."""


@dataclass(frozen=True)
class Change:
    """A moment of the year: the week-th (5 = last) weekday (1 = Monday .. 7 = Sunday) of a month."""

    month: int
    week: int
    weekday: int
    time: timedelta

    @property
    def hour(self) -> int:
        return int(self.time.total_seconds()) // 3600

    @property
    def minute(self) -> int:
        return int(self.time.total_seconds()) % 3600 // 60


@dataclass(frozen=True)
class SummerTime:
    start: Change
    end: Change
    saved: timedelta


@dataclass(frozen=True)
class Timezone:
    name: str
    utc_offset: timedelta
    summer_time: SummerTime | None

    @property
    def offset_minutes(self) -> int:
        return int(self.utc_offset.total_seconds()) // 60


@lru_cache(maxsize=256)
def get_timezone_info(name: str) -> Timezone:
    """The zone's rule as of today. Raises TimezoneNotFoundError."""
    footer = _posix_rule(name)
    match = _RULE.match(footer)
    if match is None:
        raise TimezoneNotFoundError(f"{name}: rule {footer!r} cannot be expressed")
    standard = -_duration(match["std"])
    if match["start"] is None:
        return Timezone(name, standard, None)
    daylight = -_duration(match["dst"]) if match["dst"] else standard + timedelta(hours=1)
    try:
        summer = SummerTime(_change(match["start"]), _change(match["end"]), daylight - standard)
    except ValueError as error:
        raise TimezoneNotFoundError(f"{name}: rule {footer!r} cannot be expressed") from error
    if summer.saved < timedelta(0):
        # Europe/Dublin's data has summer as the standard time and a negative saving in winter.
        return Timezone(name, daylight, SummerTime(summer.end, summer.start, -summer.saved))
    return Timezone(name, standard, summer)


def week_start_on_monday(locale: str | None) -> bool:
    return locale not in ("en_US", "fr_CA", "en_CA")


def _duration(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")]
    hours, minutes, seconds = [*parts, 0, 0][:3]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _change(text: str) -> Change:
    match = _CHANGE.match(text)
    if match is None:
        raise ValueError(text)
    day = int(match["day"])
    time = _duration(match["time"]) if match["time"] else timedelta(hours=2)
    return Change(int(match["month"]), int(match["week"]), day or 7, time)


def _posix_rule(name: str) -> str:
    # A ZoneInfo does not give its rule away, so the file is read from where zoneinfo finds it.
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimezoneNotFoundError(f"no time zone {name!r}") from error
    for folder in zoneinfo.TZPATH:
        path = Path(folder, *name.split("/"))
        if path.is_file():
            return _footer(path.read_bytes(), name)
    package, _, leaf = f"tzdata/zoneinfo/{name}".replace("/", ".").rpartition(".")
    return _footer(resources.files(package).joinpath(leaf).read_bytes(), name)


def _footer(data: bytes, name: str) -> str:
    footer = data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")
    if not data.startswith(b"TZif") or not footer:
        raise TimezoneNotFoundError(f"{name} has no rule")
    return footer
