# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening hours, from the configuration alone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from .numbers import Object

NOWHERE: Object = {"type": "none"}


def closing(schedule: Object, moment: datetime) -> Object | None:
    """Where a call goes because the schedule is closed then; None while it is open (CC-078 to CC-081)."""
    if not schedule["enabled"]:
        return None
    local = moment.astimezone(ZoneInfo(schedule["timezone"]))
    own: Object = schedule["closed_destination"]
    for period in schedule["exceptional_periods"]:
        if _covers(period, local):
            destination: Object = period["destination"]
            return destination if destination["type"] != "none" else own
    return None if any(_covers(period, local) for period in schedule["open_periods"]) else own


def _covers(period: Object, local: datetime) -> bool:
    return (
        local.month in period["months"]
        and local.day in period["month_days"]
        and local.isoweekday() in period["week_days"]
        and period["hours_start"] <= f"{local:%H:%M}" <= period["hours_end"]
    )
