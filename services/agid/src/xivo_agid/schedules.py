# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether calls come through now, and where they go otherwise (CC-078 to CC-081)."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from xivo_agid.destinations import Destination, Variables, forward
from xivo_agid.snapshot import Row, Snapshot

logger = logging.getLogger(__name__)

PATHS = {
    "user": "users",
    "group": "groups",
    "queue": "queues",
    "incall": "incalls",
    "outcall": "outcalls",
    "voicemenu": "voice_menus",
}
"""What XIVO_PATH names, and the resource that XIVO_PATH_ID is an id of."""
CLOSED_WITHOUT_DESTINATION: Destination = {"type": "none"}


def closing(schedule: Row, now: datetime) -> Destination | None:
    """Where a call goes because the schedule is closed; None while it is open.

    An exceptional period closes whatever the others say, with its own destination if it has one (CC-080). The minute
    in which a period ends belongs to it, as in Asterisk's IFTIME.
    """
    if not schedule["enabled"]:
        return None
    local = now.astimezone(_zone(schedule["timezone"]))
    for period in schedule["exceptional_periods"]:
        if _covers(period, local):
            return _own(period) or _own(schedule, "closed_destination") or CLOSED_WITHOUT_DESTINATION
    if any(_covers(period, local) for period in schedule["open_periods"]):
        return None
    return _own(schedule, "closed_destination") or CLOSED_WITHOUT_DESTINATION


def variables(snapshot: Snapshot, path: str, path_id: str | int, now: datetime | None = None) -> Variables:
    """``XIVO_SCHEDULE_STATUS`` (``opened`` or ``closed``) of an object, and what ``forward`` follows if closed."""
    schedule = schedule_of(snapshot, path, path_id)
    closed = closing(schedule, now or datetime.now(UTC)) if schedule else None
    if closed is None:
        return {"XIVO_SCHEDULE_STATUS": "opened"}
    return {"XIVO_SCHEDULE_STATUS": "closed", **forward("SCHEDULE_OUT", closed)}


def schedule_of(snapshot: Snapshot, path: str, path_id: str | int) -> Row | None:
    owner = snapshot.one(PATHS.get(path, ""), path_id)
    return snapshot.one("schedules", owner.get("schedule_id")) if owner else None


def _own(owner: Mapping[str, Any], field: str = "destination") -> Destination | None:
    destination: Destination = owner[field]
    return None if destination["type"] == "none" else destination


def _covers(period: Mapping[str, Any], local: datetime) -> bool:
    return (
        local.month in period["months"]
        and local.day in period["month_days"]
        and local.isoweekday() in period["week_days"]
        and period["hours_start"] <= f"{local:%H:%M}" <= period["hours_end"]
    )


@lru_cache(maxsize=100)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError):
        logger.warning("the time zone %s is not known here: UTC it is", name)
        return ZoneInfo("UTC")
