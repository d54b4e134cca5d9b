# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from zoneinfo import available_timezones

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import Schedule
from .schemas import ScheduleBody


class ScheduleService(CrudService[Schedule]):
    async def check(self, thing: Schedule, fields: set[str]) -> None:
        if "timezone" in fields and thing.timezone not in available_timezones():
            raise wrong_field("timezone", f"{thing.timezone} is no time zone")
        for field in ("open_periods", "exceptional_periods"):
            for position, period in enumerate(getattr(thing, field)):
                if period["hours_start"] > period["hours_end"]:
                    raise wrong_field(f"{field}.{position}", "hours_start is after hours_end")


SCHEDULES = Resource(
    plural="schedules",
    singular="schedule",
    title="Schedule",
    model=Schedule,
    body=ScheduleBody,
    service=ScheduleService,
)
router = SCHEDULES.router()
