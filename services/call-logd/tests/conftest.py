# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual's samples of channel events as rows, with the columns that its print lost; a database; an application."""

import re
from datetime import UTC
from functools import cache
from pathlib import Path

import pytest

from xivo_call_logd.cel.schemas import CelRow, parse_row

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
        event_id, eventtype, clock, name, num, ani, channel = match.groups()
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
