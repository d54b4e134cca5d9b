# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from zoneinfo import available_timezones

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import StatConfiguration
from .schemas import StatConfigurationBody


class StatConfigurationService(CrudService[StatConfiguration]):
    async def check(self, thing: StatConfiguration, fields: set[str]) -> None:
        if "timezone" in fields and thing.timezone not in available_timezones():
            raise wrong_field("timezone", f"{thing.timezone} is no time zone")
        if thing.hour_end <= thing.hour_start:
            raise wrong_field("hour_end", "must be after hour_start")
        if thing.dendcache != "0" and thing.dendcache < thing.dbegcache:
            raise wrong_field("dendcache", "must not be before dbegcache")
        for field in ("week_days", "queues", "agents"):
            if len(set(getattr(thing, field))) < len(getattr(thing, field)):
                raise wrong_field(field, "one comes twice")
        _check_periods(thing.periods)


def _check_periods(periods: list[str]) -> None:
    """``n`` is 0 to n as the first one, and n and more as the last."""
    for position, period in enumerate(periods):
        first, _, last = period.partition("-")
        if last and int(last) < int(first):
            raise wrong_field(f"periods.{position}", f"{period} ends before it begins")
        if not last and 0 < position < len(periods) - 1:
            raise wrong_field(f"periods.{position}", "only the first and the last may be one number")


STAT_CONFIGURATIONS = Resource(
    plural="stat_configurations",
    singular="stat_configuration",
    title="StatConfiguration",
    model=StatConfiguration,
    body=StatConfigurationBody,
    service=StatConfigurationService,
    members={"queues": "queue", "agents": "agent"},
)
router = STAT_CONFIGURATIONS.router()
