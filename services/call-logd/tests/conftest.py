# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls as channel events: the manual's samples, with the columns that its print lost, and made ones."""

import itertools
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from xivo_bus import Connection, Consumer, Message
from xivo_bus.testing import MemoryBus
from xivo_call_logd.app import make_service
from xivo_call_logd.cel.consumer import QUEUE, CelConsumer
from xivo_call_logd.cel.schemas import CelRow, parse_row
from xivo_call_logd.settings import CallLogdSettings

_FILE = Path(__file__).parent / "golden" / "cel-asterisk-1.8.txt"
_ROW = re.compile(r"(\d+) (\S+)\s+(\S+)\s+([^|]*)\|([^|]*)\|(\S*) @(\w)")
# the first extension of the calling channel; a click-to-call channel has none
DIALLED = {
    1: "5555555555",
    2: "1001",
    3: "1001",
    7: "445",
    8: "446",
    9: "445",
    10: "445",
    11: "445",
    12: "445",
    13: "*98",
    14: "*211001",
    15: "445",
    16: "444",
    17: "447",
    18: "447",
}


@pytest.fixture
def golden_call():
    """`golden_call(7)` gives the events of GC-07."""
    return read_golden_call


@cache
def read_golden_call(number: int) -> tuple[CelRow, ...]:
    """The events of GC-`number`, in the order of the print, as today's shipper sends them."""
    lines = _FILE.read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"GC-{number:02} "))
    date = lines[start + 1].split(";")[0].removeprefix("date ")
    rows = []
    for line in lines[start + 2 :]:
        match = _ROW.fullmatch(line)
        if match is None:
            break
        _, eventtype, clock, name, num, ani, channel = match.groups()
        forwarded = eventtype == "XIVO_USER_FWD"
        values = {
            "eventtype": "USER_DEFINED" if forwarded else eventtype,
            "userdeftype": eventtype if forwarded else "",
            "eventtime": f"{date} {clock}",
            "cid_name": name,
            "cid_num": num,
            "cid_ani": ani,
            "exten": DIALLED.get(number, "") if channel == "A" else "",
            "uniqueid": f"gc{number}.{channel}",
            "linkedid": "another.call" if channel == "X" else f"gc{number}.A",
        }
        rows.append(parse_row(values, UTC))
    return tuple(rows)


@pytest.fixture
async def database(pg):
    async with pg.database("xivo_call_logd") as database:
        yield database


@pytest.fixture
def bus():
    return MemoryBus()


@pytest.fixture
def service(database):
    return make_service(database, CallLogdSettings(uuid="00000000-0000-4000-8000-000000000001"))


@pytest.fixture
def consumer(database, service):
    """The consumer of channel events, without a broker."""
    connection = Connection("amqp://localhost/", service="xivo-call-logd")
    return Consumer(connection, QUEUE, ["cel.created"], CelConsumer(service, UTC), database=database)


def cel_message(rows, message_id="batch-1"):
    """A `cel.created` as the shipper sends it."""
    values = [{**row.to_dict(), "eventtime": f"{row.eventtime.timestamp():.6f}"} for row in rows]
    data = {"generation": "g", "offset": 0, "end": 1, "rows": values}
    return Message("cel_created", data, "uuid", "cel.created", message_id, {}, b"")


@pytest.fixture
def ship(consumer):
    """`await ship(rows)` delivers channel events to call-logd."""
    numbers = itertools.count(1)

    async def ship(rows, message_id=None):
        return await consumer.handle(cel_message(rows, message_id or f"batch-{next(numbers)}"))

    return ship


@pytest.fixture
def call():
    """`call("1.1", at=..., talk=5)` gives the events of an internal call on Asterisk 22."""
    return make_call


def make_call(
    linkedid,
    *,
    at=datetime(2026, 1, 2, 10, tzinfo=UTC),
    ring=2.0,
    talk=5.0,
    ended=True,
    caller=("Alice", "1001"),
    userfield="",
):
    """Rows as Asterisk 22 logs them; `talk=None` is not answered, `ended=False` stops before the end."""
    other = f"{linkedid}9"

    def row(eventtype, seconds, channel, cid=caller, **columns):
        return CelRow(
            eventtype,
            at + timedelta(seconds=seconds),
            cid_name=cid[0],
            cid_num=cid[1],
            uniqueid=channel,
            linkedid=linkedid,
            userfield=userfield if channel == linkedid else "",
            **({"exten": "1002", "context": "default"} | columns),
        )

    bob = ("Bob", "1002")
    bridge = {"extra": '{"bridge_id":"b1","bridge_technology":"simple_bridge"}'}
    rows = [
        row("CHAN_START", 0, linkedid),
        row("APP_START", 0.1, linkedid, appname="Dial", appdata="PJSIP/bob"),
        row("CHAN_START", 0.1, other, bob, exten="s"),
    ]
    end = ring
    if talk is not None:
        rows += [
            row("ANSWER", ring, other, bob),
            row("ANSWER", ring + 0.001, linkedid),
            row("BRIDGE_ENTER", ring + 0.002, other, bob, **bridge),
            row("BRIDGE_ENTER", ring + 0.003, linkedid, **bridge),
        ]
        end += 0.003 + talk
        if ended:
            rows += [
                row("BRIDGE_EXIT", end, other, bob, **bridge),
                row("BRIDGE_EXIT", end, linkedid, **bridge),
            ]
    if ended:
        rows += [
            row("HANGUP", end + 0.001, other, bob),
            row("CHAN_END", end + 0.001, other, bob),
            row("HANGUP", end + 0.002, linkedid),
            row("CHAN_END", end + 0.002, linkedid),
            row("LINKEDID_END", end + 0.002, linkedid),
        ]
    return rows
