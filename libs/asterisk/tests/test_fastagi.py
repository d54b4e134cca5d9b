# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from datetime import timedelta

import pytest
from xivo_asterisk.agi_protocol import parse_answer, parse_headers, quote
from xivo_asterisk.errors import AsteriskInjection
from xivo_asterisk.fastagi import AGIError, AGIHangup, AGIServer

HEADERS = (
    b"agi_network: yes\nagi_network_script: provision?code=123&x=a%20b\nagi_request: agi://agid/provision\n"
    b"agi_channel: PJSIP/a-1\nagi_callerid: 1001\nagi_calleridname: unknown\nagi_uniqueid: 1.2\n"
    b"agi_context: default\nagi_extension: s\nagi_arg_1: one\nagi_arg_2: \n\n"
)


class Serving:
    """A server with one handler, and Asterisk's side of one connection to it."""

    def __init__(self, tmp_path, handler, **options):
        self.path = str(tmp_path / "agi")
        self.server = AGIServer(handler, path=self.path, **options)

    async def __aenter__(self):
        await self.server.start()
        return self

    async def __aexit__(self, *exc):
        await self.server.stop(timedelta(seconds=1))

    async def ask(self, answers=(), headers=HEADERS):
        """Send the headers, give one answer to each command; the commands until the server closes."""
        reader, writer = await asyncio.open_unix_connection(self.path)
        writer.write(headers)
        commands = []
        remaining = list(answers)
        while line := await reader.readline():
            commands.append(line.decode().rstrip("\n"))
            if remaining:
                writer.write(remaining.pop(0))
        writer.close()
        await writer.wait_closed()
        return commands


async def test_the_request(tmp_path):
    seen = []

    async def handler(request, channel):
        seen.append(request)

    async with Serving(tmp_path, handler) as serving:
        await serving.ask()
    request = seen[0]
    assert request.script == "provision"
    assert request.query == {"code": "123", "x": "a b"}
    assert request.args == ("one", "")
    assert (request.channel, request.uniqueid, request.context) == ("PJSIP/a-1", "1.2", "default")
    assert request.callerid == "1001"
    assert request.calleridname is None


async def test_commands_and_answers(tmp_path):
    got = []

    async def handler(request, channel):
        got.append(await channel.get_variable("XIVO"))
        got.append(await channel.get_variable("NONE"))
        await channel.set_variable("A", 'say "hi" \\')
        got.append(await channel.stream_file("beep", "12"))
        got.append(await channel.exec("Playback", "a", "b"))

    answers = [
        b"200 result=1 (va(l)ue)\n",
        b"200 result=0\n",
        b"200 result=1\n",
        b"200 result=49 endpos=8\n",
        b"200 result=0\n",
    ]
    async with Serving(tmp_path, handler) as serving:
        commands = await serving.ask(answers)
    assert got == ["va(l)ue", None, "1", "0"]
    assert commands == [
        'GET VARIABLE "XIVO"',
        'GET VARIABLE "NONE"',
        'SET VARIABLE "A" "say \\"hi\\" \\\\"',
        'STREAM FILE "beep" "12"',
        'EXEC "Playback" "a,b"',
    ]


async def test_hangup_is_noticed(tmp_path):
    raised = []

    async def handler(request, channel):
        await channel.verbose("one")
        assert channel.hung_up
        try:
            await channel.answer()
        except AGIHangup as error:
            raised.append(error)
            raise

    answers = [
        b"HANGUP\n200 result=1\n",
        b"511 Command Not Permitted on a dead channel or intercept routine\n",
    ]
    async with Serving(tmp_path, handler) as serving:
        await serving.ask(answers)
    assert raised


async def test_refused_command(tmp_path):
    raised = []

    async def handler(request, channel):
        try:
            await channel.execute("NONSENSE")
        except AGIError as error:
            raised.append(str(error))

    answer = b"520-Invalid command syntax.  Proper usage follows:\n Usage: X\n520 End of proper usage.\n"
    async with Serving(tmp_path, handler) as serving:
        await serving.ask([answer])
    assert raised[0].startswith("520")


async def test_asterisk_does_not_answer(tmp_path):
    raised = []

    async def handler(request, channel):
        try:
            await channel.verbose("x")
        except AGIError as error:
            raised.append(str(error))

    async with Serving(tmp_path, handler, command_timeout=timedelta(milliseconds=50)) as serving:
        await serving.ask()
    assert "no answer to VERBOSE" in raised[0]


async def test_a_failing_handler_ends_its_own_connection_only(tmp_path, caplog):
    async def handler(request, channel):
        if request.uniqueid == "1.2":
            raise RuntimeError("boom")
        await channel.verbose("fine")

    async with Serving(tmp_path, handler) as serving:
        assert await serving.ask() == []
        other = await serving.ask([b"200 result=1\n"], HEADERS.replace(b"1.2", b"1.3"))
    assert other == ['VERBOSE "fine" "1"']
    assert "AGI handler failed" in caplog.text


async def test_bad_headers(tmp_path, caplog):
    called = []

    async def handler(request, channel):
        called.append(request)

    async with Serving(tmp_path, handler, header_timeout=timedelta(milliseconds=100)) as serving:
        await serving.ask(headers=b"GET / HTTP/1.0\n\n")
        await serving.ask(headers=b"agi_channel: x\n")
    assert not called
    assert "not an AGI header" in caplog.text


async def test_five_hundred_at_once(tmp_path):
    async def handler(request, channel):
        await channel.set_variable("X", "1")

    async with Serving(tmp_path, handler) as serving:
        results = await asyncio.gather(*(serving.ask([b"200 result=1\n"]) for _ in range(500)))
    assert results == [['SET VARIABLE "X" "1"']] * 500


def test_quote_refuses_line_breaks():
    with pytest.raises(AsteriskInjection):
        quote("a\nHANGUP")


@pytest.mark.parametrize(
    "block", ["agi_a: 1\nagi_b: x: y\nagi_c: ", "agi_a: 1\r\nagi_b: x: y\r\nagi_c: ", "agi_a:1\nagi_b: x: y\nagi_c:"]
)
def test_headers(block):
    assert parse_headers(block) == {"a": "1", "b": "x: y", "c": ""}


@pytest.mark.parametrize("block", ["", "agi_a: 1\nb: 2", "GET / HTTP/1.1\nHost: x", "agi_a: 1\nagi_b"])
def test_what_is_no_block_of_headers(block):
    with pytest.raises(AGIError, match="not an AGI header"):
        parse_headers(block)


def test_answers():
    assert parse_answer("200 result=1 (speech) endpos=0").value == "speech"
    assert parse_answer("200 result=-1").result == "-1"
    assert parse_answer("510 Invalid or unknown command").code == 510
    with pytest.raises(AGIError):
        parse_answer("what")


class TestVariablesAtOnce:
    """Several commands in one write; answers in the order of the commands."""

    async def test_all_are_sent_before_the_first_is_answered(self, tmp_path):
        sent = asyncio.Event()

        async def handler(_request, channel):
            await channel.set_variables({"A": "1", "B(x)": 'say "hi" \\o/ ${C}', "D": 2})
            sent.set()

        async with Serving(tmp_path, handler) as serving:
            reader, writer = await asyncio.open_unix_connection(serving.path)
            writer.write(HEADERS)
            lines = [(await reader.readline()).decode() for _ in range(3)]
            assert not sent.is_set()
            writer.write(b"200 result=1\n" * 3)
            await asyncio.wait_for(sent.wait(), 2)
            writer.close()
        assert lines == [
            'SET VARIABLE "A" "1"\n',
            'SET VARIABLE "B(x)" "say \\"hi\\" \\\\o/ ${C}"\n',
            'SET VARIABLE "D" "2"\n',
        ]

    async def test_none_is_no_command(self, tmp_path):
        async def handler(_request, channel):
            await channel.set_variables({})

        async with Serving(tmp_path, handler) as serving:
            assert await serving.ask() == []

    async def test_a_line_break_sends_nothing(self, tmp_path):
        caught = []

        async def handler(_request, channel):
            try:
                await channel.set_variables({"A": "1", "B": "2\nHANGUP"})
            except AsteriskInjection as error:
                caught.append(error)

        async with Serving(tmp_path, handler) as serving:
            assert await serving.ask() == []
        assert len(caught) == 1

    @pytest.mark.parametrize(
        ("answers", "error"),
        [
            (b"200 result=1\n510 Invalid or unknown command\n200 result=1\n", AGIError),
            (b"200 result=1\n511 Command Not Permitted on a dead channel or intercept routine\n", AGIHangup),
            (b"200 result=1\n", AGIHangup),
        ],
    )
    async def test_a_refusal_or_a_hang_up_in_the_middle(self, tmp_path, answers, error):
        caught = []

        async def handler(_request, channel):
            try:
                await channel.set_variables({"A": "1", "B": "2", "C": "3"})
            except (AGIError, AGIHangup) as refused:
                caught.append(type(refused))

        async with Serving(tmp_path, handler) as serving:
            reader, writer = await asyncio.open_unix_connection(serving.path)
            writer.write(HEADERS)
            for _ in range(3):
                await reader.readline()
            writer.write(answers)
            writer.write_eof()
            await reader.read()
            writer.close()
        assert caught == [error]

    async def test_a_hang_up_noticed_on_the_way_is_no_failure(self, tmp_path):
        noticed = []

        async def handler(_request, channel):
            await channel.set_variables({"A": "1", "B": "2"})
            noticed.append(channel.hung_up)

        async with Serving(tmp_path, handler) as serving:
            reader, writer = await asyncio.open_unix_connection(serving.path)
            writer.write(HEADERS)
            for _ in range(2):
                await reader.readline()
            writer.write(b"HANGUP\n200 result=1\n200 result=1\n")
            await reader.read()
            writer.close()
        assert noticed == [True]
