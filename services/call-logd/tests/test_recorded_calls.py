# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel events as the fleet's own Asterisk 22 logged them, through our dialplan. SYS-222 API-002"""

import json
from datetime import UTC
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest
from xivo_call_logd.call_logs.generator import generate, is_over
from xivo_call_logd.cel.schemas import parse_row

RECORDED = Path(__file__).parent / "golden" / "cel-asterisk-22.jsonl"
ALICE = ("Alice Abrams", "1001")
NOBODY = ("", "")

#         what, source, dialled, reached, seconds of conversation
CALLS = [
    ("a provisioning code", ("Autoprov", "autoprov"), "523018", NOBODY, 0),
    ("another one", ("Autoprov", "autoprov"), "991241", NOBODY, 0),
    ("an answered call", ALICE, "1002", ("Bob Benito", "1002"), 3.019909),
    ("a busy phone", ALICE, "1002", ("Bob Benito", "1002"), 0),
    ("nobody answers, then an announcement", ALICE, "1002", ("Bob Benito", "1002"), 0),
    ("a number that does not exist", ALICE, "1998", NOBODY, 0),
]


def recorded():
    rows = [parse_row(json.loads(line), UTC) for line in RECORDED.read_text().splitlines()]
    return [list(call) for _, call in groupby(rows, key=attrgetter("linkedid"))]


@pytest.mark.parametrize(("number", "expected"), list(enumerate(CALLS)), ids=[call[0] for call in CALLS])
def test_recorded_call(number, expected):
    _, source, dialled, reached, seconds = expected
    rows = recorded()[number]
    log = generate(rows)
    assert is_over(rows)
    assert (log.source_name, log.source_exten) == source
    assert log.destination_exten == dialled
    assert (log.destination_name, log.reached_exten) == reached
    assert log.duration.total_seconds() == pytest.approx(seconds)
    assert rows[-1].eventtype == "LINKEDID_END"
