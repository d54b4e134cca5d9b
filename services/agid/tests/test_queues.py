# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dialplan is told about queues, and who is sent elsewhere before he waits."""

from typing import Any

import pytest
from xivo_agid.handlers.incoming_queue import too_many
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd

ELSEWHERE = {"type": "user", "user_id": 2, "ring_time": 0}
QUEUE = {
    "id": 4,
    "name": "green",
    "enabled": True,
    "data_quality": False,
    "hit_hangup": False,
    "caller_hangup": True,
    "hit_transfer": True,
    "no_retry": False,
    "ring_tone": False,
    "ignore_forward": True,
    "mark_answered_elsewhere": False,
    "ring_time": 30,
    "preprocess_subroutine": "my-sub",
    "caller_id_mode": "prepend",
    "caller_id_name": "Green",
    "schedule_id": None,
    "fallbacks": {"noanswer": {"type": "user", "user_id": 1, "ring_time": 0}, "busy": None, "fail": None},
    "diversions": {"wait_time": None, "wait_ratio": None},
}


@pytest.fixture
async def know(confd: Confd, store: SnapshotStore) -> Any:
    async def take(**fields: Any) -> None:
        confd.change(queues=[{**QUEUE, **fields}])
        assert await store.fetch()

    return take


class TestACallToAQueue:
    async def test_waits_as_the_queue_says(self, call: Call, know: Any) -> None:  # CC-137, CC-138
        await know()
        said = await call("incoming_queue_set_features", "4", "3001", "default", agi_calleridname="Carol")
        assert (said["XIVO_QUEUENAME"], said["XIVO_QUEUEOPTIONS"], said["XIVO_QUEUETIMEOUT"]) == ("green", "Hti", "30")
        assert (said["XIVO_QUEUEANSWER"], said["XIVO_QUEUEPREPROCESS_SUBROUTINE"]) == ("1", "my-sub")
        assert said["CALLERID(name)"] == "Green - Carol"
        assert (said["XIVO_FWD_QUEUE_NOANSWER_ACTION"], said["XIVO_FWD_QUEUE_NOANSWER_ACTIONARG1"]) == ("user", "1")
        assert (said["XIVO_FWD_QUEUE_FAIL_ACTION"], said["XIVO_QUEUEDIVERSIONS"]) == ("none", "0")

    async def test_hears_ringing_unanswered_where_music_is_not_wanted(self, call: Call, know: Any) -> None:
        await know(ring_tone=True, ring_time=0)
        said = await call("incoming_queue_set_features", "4", "3001", "default")
        assert (said["XIVO_QUEUEANSWER"], said["XIVO_QUEUEOPTIONS"], said["XIVO_QUEUETIMEOUT"]) == ("0", "Htri", "")

    async def test_a_queue_that_is_switched_off_has_no_name(self, call: Call, know: Any) -> None:
        await know(enabled=False)
        assert (await call("incoming_queue_set_features", "4", XIVO_QUEUENAME="green"))["XIVO_QUEUENAME"] == ""

    async def test_one_that_is_not_known_keeps_what_the_dialplan_had(self, call: Call, know: Any) -> None:
        await know()
        for number in ("99", "", "x"):
            assert await call("incoming_queue_set_features", number, XIVO_QUEUENAME="q") == {"XIVO_QUEUENAME": "q"}


class TestDiversions:
    """CC-146 to CC-149."""

    async def diverted(self, call: Call, *, waiting: str, average: str = "0", logged: str = "1") -> str | None:
        state = {
            "${QUEUE_WAITING_COUNT(green)}": waiting,
            "${QUEUE_VARIABLES(green)}": "0",
            "${QUEUEHOLDTIME}": average,
            "${QUEUE_MEMBER(green,logged)}": logged,
        }
        return (await call("check_diversion", "4", **state)).get("XIVO_DIVERT_EVENT")

    @pytest.mark.parametrize(
        ("waiting", "average", "event"),
        [("1", "90", "DIVERT_HOLDTIME"), ("1", "60", None), ("0", "90", None), ("", "90", None)],
    )
    async def test_by_the_average_wait(  # CC-148
        self, call: Call, know: Any, waiting: str, average: str, event: str | None
    ) -> None:
        await know(diversions={"wait_time": {"threshold": 60, "destination": ELSEWHERE}, "wait_ratio": None})
        assert await self.diverted(call, waiting=waiting, average=average) == event

    async def test_by_the_number_of_those_who_wait(self, call: Call, know: Any) -> None:  # CC-149
        await know(diversions={"wait_time": None, "wait_ratio": {"threshold": 1, "destination": ELSEWHERE}})
        assert await self.diverted(call, waiting="2", logged="2") == "DIVERT_CA_RATIO"
        assert await self.diverted(call, waiting="1", logged="2") is None

    async def test_destinations_are_told_with_the_queue(self, call: Call, know: Any) -> None:  # CC-146
        await know(diversions={"wait_time": {"threshold": 60, "destination": ELSEWHERE}, "wait_ratio": None})
        said = await call("incoming_queue_set_features", "4", "3001", "default")
        assert said["XIVO_QUEUEDIVERSIONS"] == "1"
        assert (said["XIVO_FWD_QUEUE_QWAITTIME_ACTION"], said["XIVO_FWD_QUEUE_QWAITTIME_ACTIONARG1"]) == ("user", "2")

    @pytest.mark.parametrize(
        ("waiting", "logged", "threshold", "diverted"),
        [(2, 2, 1, True), (5, 12, 0.5, False), (0, 1, 0.5, False), (1, 0, 9, True), (1, 5, 0, True)],
    )
    def test_the_manuals_examples(self, waiting: int, logged: int, threshold: float, diverted: bool) -> None:  # CC-149
        assert too_many(waiting, logged, threshold) is diverted
