# SPDX-License-Identifier: GPL-3.0-or-later
"""Names are people's: whatever they hold, the files have the sections, numbers and steps of a harmless company."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from xivo_asterisk.conf_parser import parse_conf
from xivo_confgend.generators.extensions import ExtensionsGenerator
from xivo_confgend.generators.pjsip import PjsipGenerator
from xivo_confgend.generators.queues import QueuesGenerator
from xivo_confgend.generators.voicemail import VoicemailGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company

NAMES = st.one_of(
    st.text(alphabet=st.sampled_from("Ev1 \"'\\;,|&()[]<>${}=#!\r\n\t\0é\u2028"), min_size=1, max_size=30),
    st.text(min_size=1, max_size=30),
)
BOX = {
    "id": 1,
    "number": "1001",
    "context": "default",
    "password": "4711",
    "email": None,
    "pager": None,
    "language": None,
    "timezone": None,
    "max_messages": None,
    "attach_audio": False,
    "delete_messages": False,
    "options": [],
    "enabled": True,
}
GROUP = {
    "id": 5,
    "name": "sales",
    "enabled": True,
    "ring_strategy": "ringall",
    "timeout": 0,
    "user_timeout": 15,
    "retry_delay": 5,
    "ring_in_use": True,
    "max_calls": 0,
    "music_on_hold": None,
    "users": [{"user_id": 1, "priority": 0}],
    "extensions": [],
}


def files(name: str) -> dict[str, str]:
    """Of a company whose first user, group label and mailbox are called so."""
    data: dict[str, Any] = company(2)
    data["users"][0] |= {"firstname": name, "lastname": name}
    data["lines"][0]["callerid"] = f'"{name}" <1001>'
    data |= {"groups": [{**GROUP, "label": name}], "voicemails": [{**BOX, "name": name}]}
    snapshot = Snapshot(data)
    asterisk = AsteriskSettings()
    return {
        "pjsip.conf": PjsipGenerator(asterisk).generate(snapshot),
        "extensions.conf": ExtensionsGenerator(asterisk).generate(snapshot),
        "queues.conf": QueuesGenerator().generate(snapshot),
        "voicemail.conf": VoicemailGenerator().generate(snapshot),
    }


def shape(text: str) -> dict[tuple[str, str], list[str]]:
    """The keys of each section, in order; those of one name together."""
    found: dict[tuple[str, str], list[str]] = {}
    for section in parse_conf(text).sections:
        mark = f"{section.template} {section.templates} {section.appended}"
        found.setdefault((section.name, mark), []).extend(key for _, key, _ in section.options)
    return found


HARMLESS = {name: shape(text) for name, text in files("Eve").items()}


@settings(max_examples=300, deadline=None)
@given(NAMES)
@example('Eve" <0044123>\nset_var = XIVO_USERID=2')
@example("Eve\r\n[evil](!)\r\ntype = endpoint")
@example('"; #exec /bin/true')
@example("\\")
def test_a_name_adds_nothing_to_a_file(name: str) -> None:
    for file, text in files(name).items():
        written = shape(text)
        assert written.keys() <= HARMLESS[file].keys(), file
        for section, keys in written.items():
            assert keys == HARMLESS[file][section] or not keys, (file, section)
        assert "\0" not in text
        assert "\r" not in text


@pytest.mark.parametrize("name", ['Eve "the hand" Evans', "Eve; Evans", "Eve, Evans", "[Eve](!)", "Eve\\"])
def test_an_odd_name_costs_nobody_his_line(name: str) -> None:
    written = files(name)
    assert re.search(r"^\[line0001\]", written["pjsip.conf"], re.MULTILINE)
    assert "member = PJSIP/line0001,0," in written["queues.conf"]
    assert re.search(r"^1001 = 4711,", written["voicemail.conf"], re.MULTILINE)


def test_a_line_break_costs_one_line_and_is_said(caplog: pytest.LogCaptureFixture) -> None:
    written = files("Eve\nEvans")
    assert "[line0001]" not in written["pjsip.conf"]
    assert "[line0002]" in written["pjsip.conf"]
    assert "line 1 is left out" in caplog.text
