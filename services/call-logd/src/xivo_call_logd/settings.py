# SPDX-License-Identifier: GPL-3.0-or-later
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator
from xivo_base.settings import BusSettings, DaemonSettings, RestApiSettings, Section


class GenerationSettings(Section):
    """When calls are turned into call logs without the event that says that they are over."""

    sweep_seconds: float = Field(default=30, gt=0, description="how often unfinished calls are looked at")
    hung_up_minutes: float = Field(
        default=1, gt=0, description="a call whose channels have all ended is over after this"
    )
    silent_minutes: float = Field(
        default=360, gt=0, description="a call of which nothing was heard for this long is over"
    )
    nightly_at: time = Field(default=time(4, 25), description="when missed calls are generated, local time")

    @property
    def hung_up_after(self) -> timedelta:
        return timedelta(minutes=self.hung_up_minutes)

    @property
    def silent_after(self) -> timedelta:
        return timedelta(minutes=self.silent_minutes)


class CallLogdSettings(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(port=9298, trust_loopback=True)
    bus: BusSettings = BusSettings(username="xivo-call-logd")
    db_uri: str = "postgresql+asyncpg://call_logd@postgres/call_logd"
    timezone: str = Field(default="Europe/Paris", description="of the dates in the CSV and of naive dates in CEL")
    generation: GenerationSettings = GenerationSettings()
    days_to_keep: int = Field(default=365, ge=1, description="older calls and CEL are removed each night")

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)
