# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from xivo_provd.operations import MAX_MONITORS, Monitors, Operation, State, parse_status

STATUSES = [
    "progress",
    "download|progress",
    "download|progress;10",
    "download|progress;10/100",
    "download|progress(file_1|progress;20/100)(file_2|waiting;0/50)",
    "download|progress;20/150(file_1|progress)(file_2|waiting)",
    "op1|progress(op1|progress(op11|progress)(op12|waiting))(op2|progress)",
    "update|success;18671",
    "install|success(download|success;8765/8765)",
]


@pytest.mark.parametrize("text", STATUSES)
def test_status_text_and_object_are_the_same(text):
    # API-157
    assert str(parse_status(text)) == text


def test_parts_of_a_status():
    # API-157
    operation = parse_status("download|progress;20/150(file_1|progress)(file_2|waiting)")
    assert (operation.label, operation.state, operation.current, operation.end) == (
        "download",
        State.PROGRESS,
        20,
        150,
    )
    assert [sub.label for sub in operation.subs] == ["file_1", "file_2"]


@pytest.mark.parametrize(
    "text", ["", "done", "progress;", "progress(", "progress(waiting", "progress)x", "a|b|progress"]
)
def test_what_is_not_a_status(text):
    # API-157
    with pytest.raises(ValueError):
        parse_status(text)


class TestMonitors:
    def test_discarding_keeps_the_operation(self):
        # API-158
        monitors, operation = Monitors(), Operation(state=State.PROGRESS)
        monitor_id = monitors.add(operation)
        assert monitors.discard(monitor_id)
        assert monitors.get(monitor_id) is None
        assert not monitors.discard(monitor_id)
        assert operation.state is State.PROGRESS

    def test_forgotten_ones_go_an_hour_after_the_end(self):
        # API-158
        now = [0.0]
        monitors, operation = Monitors(lambda: now[0]), Operation(state=State.PROGRESS)
        monitor_id = monitors.add(operation)
        now[0] = 3000
        assert monitors.get(monitor_id) is operation
        operation.state = State.SUCCESS
        assert monitors.get(monitor_id) is operation
        now[0] = 6599
        assert monitors.get(monitor_id) is operation
        now[0] = 6601
        assert monitors.get(monitor_id) is None

    def test_their_number_is_bounded(self):
        # API-158
        monitors = Monitors()
        first = monitors.add(Operation())
        for _ in range(MAX_MONITORS):
            monitors.add(Operation())
        assert len(monitors) == MAX_MONITORS
        assert monitors.get(first) is None
