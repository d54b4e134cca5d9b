# SPDX-License-Identifier: GPL-3.0-or-later
"""Today's vocabulary of channel events (Asterisk 22). SYS-222"""

from datetime import UTC, datetime, timedelta

import pytest
from xivo_call_logd.call_logs.generator import generate, is_over
from xivo_call_logd.cel.schemas import CelRow

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def rows_of(script):
    """`second type channel [name number] [key=value ...]` a line; channel A is the caller's."""
    rows = []
    for line in script.strip().splitlines():
        second, eventtype, channel, *rest = line.split()
        columns = dict(word.split("=", 1) for word in rest if "=" in word)
        party = [word for word in rest if "=" not in word]
        if "bridge" in columns:
            technology = columns.pop("technology", "simple_bridge")
            bridge = columns.pop("bridge")
            columns["extra"] = f'{{"bridge_id":"{bridge}","bridge_technology":"{technology}"}}'
        name, number = party or ("", "")
        at = NOON + timedelta(seconds=float(second))
        rows.append(CelRow(eventtype, at, cid_name=name, cid_num=number, uniqueid=channel, linkedid="A", **columns))
    return rows


class TestAnsweredCall:
    def test_lasts_from_the_second_entry_to_the_first_exit(self, call):
        log = generate(call("1.1", ring=2, talk=7.5))  # API-002
        assert log.duration.total_seconds() == 7.5
        assert (log.source_name, log.source_exten, log.destination_exten) == ("Alice", "1001", "1002")
        assert (log.destination_name, log.reached_exten) == ("Bob", "1002")

    def test_ends_at_the_last_event_that_is_known(self, call):
        log = generate(call("1.1", talk=7, ended=False))
        assert log.date_answer is not None
        assert log.duration.total_seconds() == 0

    def test_order_of_arrival_does_not_matter(self, call):
        rows = call("1.1", talk=7)
        assert generate(reversed(rows)) == generate(rows)


def test_nobody_talks_while_a_phone_rings(call):
    log = generate(call("1.1", ring=20, talk=None))  # API-007
    assert (log.date_answer, log.duration.total_seconds()) == (None, 0)
    assert log.destination_name == "Bob"


def test_an_announcement_is_no_conversation():
    log = generate(
        rows_of("""
            0   CHAN_START A Alice 1001 exten=1234
            0.1 ANSWER     A Alice 1001
            4   HANGUP     A Alice 1001
            4   CHAN_END   A Alice 1001
        """)
    )
    assert log.duration.total_seconds() == 0  # API-007


def test_waiting_in_a_parking_lot_is_no_conversation():
    log = generate(
        rows_of("""
            0  CHAN_START   A Alice 1001 exten=700
            1  BRIDGE_ENTER A Alice 1001 bridge=p technology=holding_bridge
            2  BRIDGE_ENTER B Bob 1002 bridge=p technology=holding_bridge
            9  BRIDGE_EXIT  A Alice 1001 bridge=p
            9  HANGUP       A Alice 1001
        """)
    )
    assert log.duration.total_seconds() == 0


def test_a_transferred_call_is_one_line_over_all_bridges():
    log = generate(
        rows_of("""
            0  CHAN_START    A Outside 5555555555 exten=445
            0  CHAN_START    B Tux 1000
            2  ANSWER        B Tux 1000
            2  BRIDGE_ENTER  B Tux 1000 bridge=x
            2  BRIDGE_ENTER  A Outside 5555555555 bridge=x
            8  BLINDTRANSFER B Tux 1000
            8  BRIDGE_EXIT   B Tux 1000 bridge=x
            8  BRIDGE_EXIT   A Outside 5555555555 bridge=x
            8  HANGUP        B Tux 1000
            8  CHAN_END      B Tux 1000
            8  CHAN_START    C Noel 1001
            11 ANSWER        C Noel 1001
            11 BRIDGE_ENTER  C Noel 1001 bridge=y
            11 BRIDGE_ENTER  A Outside 5555555555 bridge=y
            20 BRIDGE_EXIT   C Noel 1001 bridge=y
            20 BRIDGE_EXIT   A Outside 5555555555 bridge=y
            20 HANGUP        A Outside 5555555555
            20 CHAN_END      A Outside 5555555555
        """)
    )
    assert log.duration.total_seconds() == 18
    assert (log.destination_exten, log.reached_exten) == ("445", "1000")


def test_an_attended_transfer_moves_a_channel_between_bridges():
    log = generate(
        rows_of("""
            0  CHAN_START       A Outside 5555555555 exten=445
            0  CHAN_START       B Tux 1000
            2  BRIDGE_ENTER     B Tux 1000 bridge=x
            2  BRIDGE_ENTER     A Outside 5555555555 bridge=x
            9  ATTENDEDTRANSFER B Tux 1000 bridge=x
            9  BRIDGE_ENTER     C Noel 1001 bridge=x
            9  BRIDGE_EXIT      B Tux 1000 bridge=x
            21 BRIDGE_EXIT      C Noel 1001 bridge=x
            21 BRIDGE_EXIT      A Outside 5555555555 bridge=x
        """)
    )
    assert log.duration.total_seconds() == 19


def test_a_channel_that_died_in_a_bridge_left_it():
    log = generate(
        rows_of("""
            0  CHAN_START   A Alice 1001 exten=1002
            2  BRIDGE_ENTER A Alice 1001 bridge=x
            2  BRIDGE_ENTER B Bob 1002 bridge=x
            6  CHAN_END     B Bob 1002
            9  HANGUP       A Alice 1001
        """)
    )
    assert log.duration.total_seconds() == 4


def test_an_outgoing_call_shows_who_really_called():
    log = generate(
        rows_of("""
            0 CHAN_START A Tux 1000 exten=5555555555
            1 APP_START  A 5555556666 5555556666 userfield=dept42
            2 HANGUP     A 5555556666 5555556666
        """)
    )
    assert (log.source_name, log.source_exten) == ("Tux", "1000")  # API-004
    assert log.user_field == "dept42"  # API-008


def test_the_dialplan_may_change_the_user_field():
    log = generate(
        rows_of("""
            0 CHAN_START A Tux 1000 exten=1 userfield=first
            1 APP_START  A Tux 1000 userfield=enriched
            2 CHAN_START B Bob 1002 userfield=not-the-callers
            3 HANGUP     A Tux 1000
        """)
    )
    assert log.user_field == "enriched"  # API-008


@pytest.mark.parametrize(
    ("start", "expected"),
    [("5555555555 5555555555", ("5555555555", "5555555555")), ("", ("Late", "1000"))],
)
def test_a_caller_without_id_is_known_by_his_next_event(start, expected):
    log = generate(
        rows_of(f"""
            0 CHAN_START A {start} exten=1
            1 APP_START  A Late 1000
            2 HANGUP     A Late 1000
        """)
    )
    assert (log.source_name, log.source_exten) == expected


def test_a_call_is_over_when_asterisk_says_so_or_all_channels_ended(call):
    rows = call("1.1")
    assert is_over(rows)
    assert is_over(rows[:-1])
    assert not is_over(rows[:-2])
    assert not is_over([])
