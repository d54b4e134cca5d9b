# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever somebody calls himself: it stays one value in a file, one parameter of an action, one argument."""

import re

from hypothesis import example, given
from hypothesis import strategies as st
from xivo_asterisk.agi_protocol import quote, setting
from xivo_asterisk.ami_message import encode_action, parse_message
from xivo_asterisk.conf_parser import parse_conf
from xivo_asterisk.conf_writer import ConfFile, Dialplan, dialplan_text, quoted_callerid
from xivo_asterisk.errors import AsteriskInjection

HOSTILE = st.text(alphabet=st.sampled_from("ab1 \"'\\;,|&()[]{}<>$=:!#\r\n\t\0é\x85\u2028"), max_size=40)
TEXT = st.one_of(HOSTILE, st.text(max_size=40))
BREAKS = re.compile(r"[\r\n\0]")


@given(TEXT)
@example('"\r\nAction: Originate\r\nChannel: PJSIP/0044@provider')
@example("x\n[global](+)\ntype = global")
@example('; "quoted" \\; and more')
def test_a_value_of_a_file_is_one_line_that_reads_as_it_was(text: str) -> None:
    file = ConfFile()
    try:
        file.section("one", [("first", "1"), ("callerid", text), ("last", "2")])
    except AsteriskInjection:
        return
    written = file.render()
    assert not BREAKS.search(text)
    assert written.count("\n") == 4
    lines = written.split("\n")
    assert (lines[0], lines[1], lines[3]) == ("[one]", "first = 1", "last = 2")
    if text and not re.search(r"[\x00-\x1f\x7f]", text):
        [section] = parse_conf(written).sections
        assert section.get("callerid") == text


@given(TEXT, st.text(alphabet="0123456789+*#", max_size=12))
def test_a_caller_id_has_one_name_and_one_number(name: str, number: str) -> None:
    try:
        written = quoted_callerid(name, number)
    except AsteriskInjection:
        assert BREAKS.search(name)
        return
    match = re.fullmatch(r'"((?:[^"\\]|\\.)*)" <([^<>]*)>', written, re.DOTALL)
    assert match is not None
    assert re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL) == name
    assert match[2] == number


@given(TEXT)
def test_an_argument_of_the_dialplan_is_one_argument(text: str) -> None:
    try:
        escaped = dialplan_text(text)
        file = Dialplan()
        file.context("one")
        file.extension("1", [f"Set(NAME={escaped})", "Hangup()"])
    except AsteriskInjection:
        assert re.search(r"[\x00-\x1f\x7f]", text) or "${" in text or "$[" in text
        return
    assert file.render().count("\n") == 3
    assert not re.search(r'(?<!\\)(?:\\\\)*[,"()|;]', escaped)


@given(TEXT, TEXT)
@example("Value", "1\r\n\r\nAction: Command\r\nCommand: core stop now")
def test_an_action_has_the_lines_that_were_asked_for(name: str, value: str) -> None:
    try:
        sent = encode_action("Setvar", {"Channel": "PJSIP/a-1", name: value, "Last": "yes"}, "7")
    except AsteriskInjection:
        return
    assert sent.endswith(b"\r\n\r\n")
    assert sent.count(b"\r\n") == len({"Action", "ActionID", "Channel", "Last", name}) + 1
    assert sent.count(b"\n") == sent.count(b"\r") == sent.count(b"\r\n")
    message = parse_message(sent)
    assert (message["Action"], message["ActionID"]) == ("Setvar", "7")


@given(TEXT)
@example('x" \nEXEC System "touch /tmp/here')
def test_an_argument_of_an_agi_command_ends_where_it_should(text: str) -> None:
    try:
        quoted, command = quote(text), setting({"CALLERID(name)": text})
    except AsteriskInjection:
        assert BREAKS.search(text)
        return
    assert re.fullmatch(r'"(?:[^"\\]|\\.)*"', quoted, re.DOTALL)
    assert re.sub(r"\\(.)", r"\1", quoted[1:-1], flags=re.DOTALL) == text
    assert command.count(b"\n") == 1
