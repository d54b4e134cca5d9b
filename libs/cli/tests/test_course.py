# SPDX-License-Identifier: GPL-3.0-or-later
"""One call followed to its end. That real calls agree is shown by tests-integration/calls/test_what_happens.py."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from xivo_cli.dialplan.course import Course, Situation

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OPEN = {"hours_start": "08:00", "hours_end": "18:00", "week_days": [1, 2, 3, 4, 5], "month_days": list(range(1, 32))}
OPEN["months"] = list(range(1, 13))
HOURS = {
    "id": 1,
    "name": "office",
    "enabled": True,
    "timezone": "Europe/Paris",
    "open_periods": [OPEN],
    "exceptional_periods": [],
    "closed_destination": {"type": "user", "user_id": 2},
}


def course(company, exten="1001", **situation):
    stations = Course(company, Situation(**{"moment": NOON, **situation})).follow(exten, "default")
    return [(one.kind, one.what) for one in stations]


@pytest.fixture
def alice(office):
    """``alice(field=value)``: a company in which she has these."""

    def made(**fields):
        company = office()
        company["users"][0] |= fields
        company["contexts"][0]["type"] = "internal"
        return company

    return made


class TestAUser:
    def test_answers(self, alice):
        assert course(alice()) == [("dialled", "1001@default"), ("rings", "Alice"), ("talks", "Alice")]

    def test_does_not_answer_and_has_a_forward(self, alice):
        company = alice(noanswer_enabled=True, noanswer_destination="1002")
        assert course(company, outcomes={1: "noanswer"})[1:] == [
            ("rings", "Alice"),
            ("forwarded", "1002@default"),
            ("dialled", "1002@default"),
            ("rings", "Bob"),
            ("talks", "Bob"),
        ]

    def test_does_not_want_to_be_disturbed(self, alice):
        assert course(alice(dnd_enabled=True))[-1] == ("busy", "")

    def test_two_who_forward_to_each_other(self, alice):
        company = alice(unconditional_enabled=True, unconditional_destination="1002")
        company["users"][1] |= {"unconditional_enabled": True, "unconditional_destination": "1001"}
        assert course(company)[-1] == ("congestion", "")


class TestHours:
    @pytest.mark.parametrize(
        ("moment", "answers"),
        [
            (NOON, "Alice"),
            (datetime(2026, 11, 23, 16, 59, tzinfo=UTC), "Alice"),
            (datetime(2026, 11, 23, 17, 1, tzinfo=UTC), "Bob"),
            (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), "Bob"),
        ],
    )
    def test_count_in_the_schedules_own_time_zone(self, alice, moment, answers):
        company = alice(schedule_id=1)
        company["schedules"] = [HOURS]
        assert course(company, moment=moment)[-1] == ("talks", answers)


def test_the_command_tells_it(terminal):
    people = "firstname|phonenumber|context|protocol\nAlice|1001|default|sip\nBob|1002|default|sip\n"
    assert terminal("import", "-", stdin=people).status == 0
    said = terminal("dialplan", "what", "1001", "--from", "1002", "--busy", "1001")
    assert said.status == 0, said.err
    assert [line.strip() for line in said.out.splitlines()] == [
        "1. the call is dialled: 1001@default",
        "2. the call rings Alice",
        "3. the call hears the busy tone",
    ]
    told = terminal.json("dialplan", "what", "1001", "--unanswered", "1001")
    assert told[-1] == {"kind": "unanswered", "what": "", "user_ids": []}
    assert "1009: no user has this number" in terminal("dialplan", "what", "1001", "--from", "1009").err
