# SPDX-License-Identifier: GPL-3.0-or-later
"""API-009 to API-026: the manual's samples, each to one line of the call log."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from xivo_call_logd.call_logs.generator import generate, is_over
from xivo_call_logd.cel.schemas import parse_row

TUX = ("Tux", "1000")
OUTSIDE = ("5555555555", "5555555555")

#         number, source, dialled, seconds of conversation
CALLS = [
    (1, TUX, "5555555555", 7.226),  # API-009
    (2, TUX, "1001", 5.047),  # API-010
    (3, TUX, "1001", 0),  # API-011 API-007
    (4, TUX, "1001", 5.789),  # API-012 API-005 SYS-101
    (5, TUX, "1001", 0),  # API-013 SYS-101
    (6, TUX, "1001", 0),  # API-014 SYS-101
    (7, OUTSIDE, "445", 6.213),  # API-015
    (8, OUTSIDE, "446", 0),  # API-016
    (9, OUTSIDE, "445", 15.519),  # API-017
    (10, OUTSIDE, "445", 4.643),  # API-018
    (11, OUTSIDE, "445", 20.444),  # API-019
    (12, OUTSIDE, "445", 0),  # API-020
    (13, TUX, "*98", 0),  # API-021
    (14, TUX, "*211001", 0),  # API-022
    (15, OUTSIDE, "445", 10.843),  # API-023
    (16, OUTSIDE, "444", 8.648),  # API-024
    (17, OUTSIDE, "447", 4.478),  # API-025
    (18, OUTSIDE, "447", 8.206),  # API-026
]


@pytest.mark.parametrize(("number", "source", "dialled", "seconds"), CALLS, ids=[f"GC-{c[0]:02}" for c in CALLS])
class TestGoldenCall:
    def test_becomes_one_line(self, golden_call, number, source, dialled, seconds):
        rows = [row for row in golden_call(number) if row.linkedid == f"gc{number}.A"]
        log = generate(rows)
        assert (log.source_name, log.source_exten) == source
        assert log.destination_exten == dialled
        assert log.duration.total_seconds() == pytest.approx(seconds, abs=0.0006)
        assert (log.date_answer is not None) is (seconds > 0)
        assert log.date == rows[0].eventtime

    def test_is_over_once_all_channels_ended(self, golden_call, number, source, dialled, seconds):
        rows = [row for row in golden_call(number) if row.linkedid == f"gc{number}.A"]
        # the samples of queue calls miss the end of one Local channel
        assert is_over(rows) or number in (16, 17, 18)
        assert not is_over(rows[:-1])


def test_the_samples_are_complete(golden_call):
    events = [11, 11, 8, 11, 8, 3, 11, 8, 18, 16, 23, 7, 4, 4, 12, 23, 25, 32]
    assert [len(golden_call(number)) for number in range(1, 19)] == events


@pytest.mark.parametrize(("number", "reached"), [(7, ("Tux", "1000")), (2, ("Père Noël", "1001"))])
def test_who_was_reached(golden_call, number, reached):
    log = generate(golden_call(number))
    assert (log.destination_name, log.reached_exten) == reached  # API-015: 445 → 1000


def test_a_user_event_is_known_by_its_own_name(golden_call):
    row = golden_call(15)[1]
    assert (row.eventtype, row.userdeftype) == ("XIVO_USER_FWD", "XIVO_USER_FWD")  # API-003
    assert row.cid_num == "5555555555"


def test_a_user_event_may_come_without_its_class():
    row = parse_row({"eventtype": "XIVO_USER_FWD", "eventtime": "1332917035.379674", "offset": 5}, UTC)
    assert (row.eventtype, row.userdeftype) == ("XIVO_USER_FWD", "XIVO_USER_FWD")  # API-003
    assert parse_row({"eventtype": "ANSWER", "eventtime": "1332917035.5"}, UTC).userdeftype == ""


def test_naive_dates_are_local():
    row = parse_row({"eventtype": "ANSWER", "eventtime": "2012-03-28 13:43:55.5"}, ZoneInfo("Europe/Paris"))
    assert row.eventtime == datetime(2012, 3, 28, 11, 43, 55, 500_000, tzinfo=UTC)


def test_fractions_of_seconds_are_padded_on_the_right(golden_call):
    assert golden_call(1)[6].eventtime.microsecond == 906_450  # API-006: printed .90645
    assert golden_call(2)[5].eventtime.microsecond == 672_600  # .6726


def test_leftovers_of_another_call_are_no_call(golden_call):
    leftovers = [row for row in golden_call(11) if row.linkedid == "another.call"]
    assert len(leftovers) == 2
    assert generate(leftovers) is None  # API-019
