# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of destination in the words of the dialplan."""

import re
from pathlib import Path
from typing import Any

import pytest
from xivo_agid.destinations import forward, forwards

LIBRARY = Path(__file__).resolve().parents[3] / "asterisk" / "extensions_lib"

KINDS: list[tuple[dict[str, Any], tuple[str, str | int, str | int]]] = [
    ({"type": "none"}, ("none", "", "")),
    ({"type": "hangup", "cause": "normal", "timeout": 0}, ("endcall:hangup", "", "")),
    ({"type": "hangup", "cause": "busy", "timeout": 7}, ("endcall:busy", 7, "")),
    ({"type": "hangup", "cause": "congestion", "timeout": 0}, ("endcall:congestion", "", "")),
    ({"type": "user", "user_id": 3, "ring_time": 0}, ("user", 3, "")),
    ({"type": "user", "user_id": 3, "ring_time": 20}, ("user", 3, 20)),
    ({"type": "group", "group_id": 4, "ring_time": 5}, ("group", 4, 5)),
    ({"type": "queue", "queue_id": 5, "ring_time": 0}, ("queue", 5, "")),
    ({"type": "conference_room", "conference_room_id": 6}, ("meetme", 6, "")),
    (
        {"type": "voicemail", "voicemail_id": 7, "greeting": "busy", "skip_instructions": True},
        ("voicemail", 7, "bs"),
    ),
    ({"type": "voicemail", "voicemail_id": 7, "greeting": None, "skip_instructions": False}, ("voicemail", 7, "")),
    ({"type": "outcall", "outcall_id": 8, "exten": "0123"}, ("outcall", 8, "0123")),
    ({"type": "voicemenu", "voice_menu_id": 9}, ("voicemenu", 9, "")),
    ({"type": "extension", "exten": "1001", "context": "default"}, ("extension", "1001", "default")),
    ({"type": "sound", "filename": "beep", "skip": True, "no_answer": True}, ("sound", "beep", "skip&noanswer")),
    ({"type": "sound", "filename": "beep", "skip": False, "no_answer": False}, ("sound", "beep", "")),
    (
        {"type": "custom", "command": "Goto(to-pabx,${XIVO_DSTNUM},1)"},
        ("custom", "Goto(to-pabx,${XIVO_DSTNUM},1)", ""),
    ),
    (
        {"type": "application", "application": "disa", "pin": "12", "context": "default"},
        ("application:disa", "12", "default"),
    ),
    (
        {"type": "application", "application": "callbackdisa", "pin": "", "context": "default"},
        ("application:callbackdisa", "", "default"),
    ),
    (
        {"type": "application", "application": "directory", "context": "default"},
        ("application:directory", "default", ""),
    ),
    (
        {"type": "application", "application": "voicemailmain", "context": "default"},
        ("application:voicemailmain", "default", ""),
    ),
    (
        {"type": "application", "application": "faxtomail", "email": "a@example.org"},
        ("application:faxtomail", "a@example.org", ""),
    ),
]  # ADM-253


@pytest.mark.parametrize(("destination", "expected"), KINDS)
def test_a_destination_is_an_action_with_two_arguments(
    destination: dict[str, Any], expected: tuple[str, str | int, str | int]
) -> None:
    assert forward("INCALL_ANSWER", destination) == {
        "XIVO_FWD_INCALL_ANSWER_ACTION": expected[0],
        "XIVO_FWD_INCALL_ANSWER_ACTIONARG1": expected[1],
        "XIVO_FWD_INCALL_ANSWER_ACTIONARG2": expected[2],
    }


def test_every_action_is_an_extension_of_the_dialplan() -> None:
    extensions = set(re.findall(r"^exten => ([^,]+),1,", (LIBRARY / "forward.conf").read_text(), re.MULTILINE))
    assert {expected[0] for _, expected in KINDS} <= extensions


def test_without_a_destination_nothing_of_an_earlier_object_stays() -> None:
    assert forward("USER_BUSY", None) == {
        "XIVO_FWD_USER_BUSY_ACTION": "none",
        "XIVO_FWD_USER_BUSY_ACTIONARG1": "",
        "XIVO_FWD_USER_BUSY_ACTIONARG2": "",
    }


def test_all_fallbacks_of_an_object() -> None:
    said = forwards([("GROUP_BUSY", {"type": "none"}), ("GROUP_FAIL", KINDS[4][0])])
    assert (said["XIVO_FWD_GROUP_BUSY_ACTION"], said["XIVO_FWD_GROUP_FAIL_ACTION"]) == ("none", "user")
    assert len(said) == 6


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="moon"):
        forward("X", {"type": "moon"})
