# SPDX-License-Identifier: GPL-3.0-or-later
"""Open and closed hours."""

from datetime import UTC, datetime
from typing import Any

import pytest
from xivo_agid.schedules import closing
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd

ALWAYS: dict[str, Any] = {
    "hours_start": "00:00",
    "hours_end": "23:59",
    "week_days": list(range(1, 8)),
    "month_days": list(range(1, 32)),
    "months": list(range(1, 13)),
}
OFFICE = {**ALWAYS, "hours_start": "08:00", "hours_end": "18:00", "week_days": [1, 2, 3, 4, 5]}
LUNCH = {**ALWAYS, "hours_start": "12:00", "hours_end": "13:59", "destination": {"type": "custom", "command": "NoOp()"}}
SOUND = {"type": "sound", "filename": "closed", "skip": False, "no_answer": False}


def schedule(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "enabled": True,
        "timezone": "UTC",
        "open_periods": [OFFICE],
        "exceptional_periods": [LUNCH],
        "closed_destination": SOUND,
        **changes,
    }


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestASchedule:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            ("2015-12-14T07:59:59", SOUND),
            ("2015-12-14T08:00:00", None),
            ("2015-12-14T12:30:00", LUNCH["destination"]),  # CC-080
            ("2015-12-14T14:00:00", None),
            ("2015-12-14T18:00:59", None),
            ("2015-12-14T18:01:00", SOUND),  # CC-078
            ("2015-12-13T09:00:00", SOUND),
            ("2015-12-13T12:30:00", LUNCH["destination"]),
        ],
    )
    def test_is_open_or_says_where_to_go(self, moment: str, expected: dict[str, Any] | None) -> None:
        assert closing(schedule(), at(moment)) == expected

    def test_lives_in_its_own_time_zone(self) -> None:  # CC-081
        montreal = schedule(timezone="America/Montreal", exceptional_periods=[])
        assert closing(montreal, at("2015-12-14T12:59:00")) == SOUND
        assert closing(montreal, at("2015-12-14T13:00:00")) is None
        assert closing(montreal, at("2015-12-14T23:00:00")) is None

    def test_a_leap_day(self) -> None:  # CC-079
        day = {**ALWAYS, "months": [2], "month_days": [29], "hours_start": "10:00", "hours_end": "11:00"}
        only = schedule(open_periods=[day], exceptional_periods=[])
        assert closing(only, at("2016-02-29T10:30:00")) is None
        assert closing(only, at("2016-02-28T10:30:00")) == SOUND
        assert closing(only, at("2016-03-29T10:30:00")) == SOUND

    def test_switched_off_it_is_open(self) -> None:
        assert closing(schedule(enabled=False, open_periods=[]), at("2015-12-13T09:00:00")) is None

    def test_an_exception_without_a_destination_goes_where_the_schedule_says(self) -> None:
        exception = {**LUNCH, "destination": {"type": "none"}}
        assert closing(schedule(exceptional_periods=[exception]), at("2015-12-14T12:30:00")) == SOUND

    def test_a_time_zone_that_this_host_does_not_know_is_utc(self) -> None:
        assert closing(schedule(timezone="Moon/Tranquility"), at("2015-12-14T09:00:00")) is None


class TestCheckSchedule:
    @pytest.mark.parametrize(
        ("path", "plural"),
        [("user", "users"), ("group", "groups"), ("queue", "queues"), ("incall", "incalls"), ("outcall", "outcalls")],
    )  # CC-078
    async def test_finds_the_schedule_of_what_is_called(
        self, call: Call, store: SnapshotStore, confd: Confd, path: str, plural: str
    ) -> None:
        owner = {**confd.snapshot["users"][0], "id": 1, "users": [], "schedule_id": 5}
        closed = schedule(id=5, open_periods=[], exceptional_periods=[])
        confd.change(**{plural: [owner], "schedules": [closed]})
        assert await store.fetch()
        said = await call("check_schedule", XIVO_PATH=path, XIVO_PATH_ID="1")
        assert said["XIVO_SCHEDULE_STATUS"] == "closed"
        assert said["XIVO_FWD_SCHEDULE_OUT_ACTION"] == "sound"
        assert said["XIVO_FWD_SCHEDULE_OUT_ACTIONARG1"] == "closed"
        assert (await call("check_schedule", path, "1"))["XIVO_SCHEDULE_STATUS"] == "closed"

    async def test_without_one_it_is_open(self, call: Call, store: SnapshotStore) -> None:
        await store.fetch()
        assert (await call("check_schedule", "user", "1"))["XIVO_SCHEDULE_STATUS"] == "opened"
        assert (await call("check_schedule", "moon", "x"))["XIVO_SCHEDULE_STATUS"] == "opened"
