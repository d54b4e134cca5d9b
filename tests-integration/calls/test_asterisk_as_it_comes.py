# SPDX-License-Identifier: GPL-3.0-or-later
"""What is fixed about this Asterisk: events, logs, modules, and that the dialplan asks for nothing it lacks."""

from __future__ import annotations

import re

import pytest
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

GONE = (
    "app_dahdibarge", "app_readfile", "app_saycountpl", "app_setcallerid", "cdr_sqlite", "chan_gtalk", "chan_jingle",
    "chan_vpb", "format_sln16", "res_ais", "res_jabber", "res_config_sqlite", "res_stun_monitor",
)  # fmt: skip
"""Modules of the Asterisk of before that nothing here may need."""


def test_the_end_of_all_channels_of_a_call_and_who_is_joined_are_events(fleet: Fleet) -> None:  # SYS-112
    status = fleet.asterisk("cel show status")
    assert "CEL Logging: Enabled" in status
    events = set(re.findall(r"CEL Tracking Event: (\w+)", status))
    assert {"LINKEDID_END", "BRIDGE_ENTER", "BRIDGE_EXIT"} <= events


def test_notices_warnings_and_errors_are_in_messages_and_nothing_is_in_full(fleet: Fleet) -> None:  # SYS-245
    lines = fleet.asterisk("logger show channels").splitlines()
    files = [line.split() for line in lines if line.startswith("/")]
    assert [(words[0], set(words[5:])) for words in files] == [
        ("/var/log/asterisk/messages", {"NOTICE", "WARNING", "ERROR"})
    ]
    assert re.search(r"^;\s*full\s*=", fleet.exec("asterisk", "cat", "/etc/asterisk/logger.conf"), re.MULTILINE)
    fleet.asterisk("channel originate Local/1@to-nowhere-at-all application NoOp")
    messages = ("cat", "/var/log/asterisk/messages")
    eventually(lambda: "1@to-nowhere-at-all" in fleet.exec("asterisk", *messages), what="the notice")


def test_logs_in_memory_are_kept_short_and_asterisk_goes_on_in_them(fleet: Fleet) -> None:
    for log in ("queue_log", "messages"):
        path = f"/var/log/asterisk/{log}"
        grown = f"yes old | head -c 1100000 >> {path}; each-minute; stat -c %s {path} {path}.1; rm {path}.1"
        now, before = map(int, fleet.exec("asterisk", "bash", "-c", grown).split())
        assert now < 100_000 < 1_100_000 <= before, log
    fleet.asterisk("channel originate Local/2@to-nowhere-at-all application NoOp")
    eventually(lambda: "2@to-nowhere-at-all" in fleet.exec("asterisk", "cat", "/var/log/asterisk/messages"))


def test_the_dialplan_asks_for_no_application_that_is_not_there(fleet: Fleet) -> None:  # SYS-117
    there = set(re.findall(r"^\s*(\w+): ", fleet.asterisk("core show applications"), re.MULTILINE))
    dialplan = fleet.asterisk("dialplan show")
    asked = set(re.findall(r"\b\d+\. (\w+)\(", dialplan)) | set(re.findall(r"ExecIf\(.*?\?(\w+)\(", dialplan))
    assert {"Dial", "Queue", "AGI", "Set", "Log", "MixMonitor"} <= asked
    assert asked <= there, asked - there


def test_modules_of_the_asterisk_of_before_are_not_there(fleet: Fleet) -> None:  # SYS-117
    modules = {line.split(".so")[0] for line in fleet.asterisk("module show").splitlines() if ".so" in line}
    assert "app_dial" in modules
    calendars = {name for name in modules if name.startswith("res_calendar")}
    assert calendars | (modules & set(GONE)) == set()
