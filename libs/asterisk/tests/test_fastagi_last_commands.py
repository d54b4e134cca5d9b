# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables all at once, against an Asterisk that reads as res_agi does."""

import asyncio
import contextlib
import select
import socket
import time
from datetime import timedelta

import pytest
from xivo_asterisk.errors import AsteriskInjection
from xivo_asterisk.fastagi import AGIError, AGIHangup, AGIServer

HEADERS = b"agi_network_script: x\nagi_uniqueid: 1.2\n\n"
PATIENCE_SECONDS = 2.0


def read_as_res_agi(path: str, answers: dict[bytes, bytes]) -> list[bytes]:
    """The commands, each answered by its own answer or by a good one, until the server has nothing more to say.

    As run_agi() does: `ast_waitfor_nandfds` on the socket, then `fgets` from a buffer that takes all that is there.
    """
    asterisk = socket.socket(socket.AF_UNIX)
    asterisk.connect(path)
    asterisk.sendall(HEADERS)
    commands = []
    with asterisk, asterisk.makefile("rb") as lines:
        while True:
            readable, _, _ = select.select([asterisk], [], [], PATIENCE_SECONDS)
            if not readable:
                raise TimeoutError(f"the socket has nothing to be read after {commands[-1:]}")
            line = lines.readline()
            if not line:
                return commands
            commands.append(line.rstrip(b"\n"))
            asterisk.sendall(answers.get(commands[-1], b"200 result=1\n"))


class Call:
    """One call to a handler that sets these variables."""

    def __init__(self, tmp_path, variables):
        self._path = str(tmp_path / "agi")
        self._variables = variables
        self.raised = None
        self.hung_up = False

    async def handler(self, _request, channel):
        try:
            await channel.set_variables(self._variables)
        except Exception as error:  # noqa: BLE001  what is raised is what is tested
            self.raised = error
        self.hung_up = channel.hung_up

    async def made(self, answers=None):
        server = AGIServer(self.handler, path=self._path)
        await server.start()
        try:
            return await asyncio.to_thread(read_as_res_agi, self._path, answers or {})
        finally:
            await server.stop(timedelta(seconds=1))


async def test_asterisk_never_waits_for_what_it_has_read_already(tmp_path):
    call = Call(tmp_path, {f"V{number}": number for number in range(200)})
    begun = time.monotonic()
    commands = await call.made()
    assert commands == [b'SET VARIABLE "V%d" "%d"' % (number, number) for number in range(200)]
    assert time.monotonic() - begun < PATIENCE_SECONDS
    assert call.raised is None


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ('Zoë "Zo" Zimmer', '"Zoë \\"Zo\\" Zimmer"'),
        ("back\\slash", '"back\\\\slash"'),
        ("${EXTEN} $[1 + 1]", '"${EXTEN} $[1 + 1]"'),  # SET VARIABLE substitutes nothing
        ("a,b;c(d)=e", '"a,b;c(d)=e"'),
        ("", '""'),
    ],
)
async def test_names_of_people_arrive_as_they_are(tmp_path, value, sent):
    call = Call(tmp_path, {"CALLERID(name)": value, "B": "2"})
    first, second = await call.made()
    assert first.decode() == f'SET VARIABLE "CALLERID(name)" {sent}'
    assert second == b'SET VARIABLE "B" "2"'


@pytest.mark.parametrize("name", ["Bob\nHANGUP", "Bob\r\nHANGUP", "Bob\0"])
async def test_a_name_that_would_be_a_command_sends_nothing(tmp_path, name):
    call = Call(tmp_path, {"A": "1", "CALLERID(name)": name})
    assert await call.made() == []
    assert isinstance(call.raised, AsteriskInjection)


async def test_a_refused_one_is_told_and_the_others_are_set(tmp_path):
    call = Call(tmp_path, {"A": "1", "B": "2", "C": "3"})
    commands = await call.made({b'SET VARIABLE "B" "2"': b"510 Invalid or unknown command\n"})
    assert len(commands) == 3
    assert isinstance(call.raised, AGIError)


async def test_usage_of_several_lines_belongs_to_one_command(tmp_path):
    call = Call(tmp_path, {"A": "1", "B": "2"})
    usage = b"520-Invalid command syntax.  Proper usage follows:\nUsage: SET VARIABLE\n520 End of proper usage.\n"
    assert len(await call.made({b'SET VARIABLE "A" "1"': usage})) == 2
    assert "Usage: SET VARIABLE" in str(call.raised)


async def test_the_caller_hangs_up_in_the_middle(tmp_path):
    call = Call(tmp_path, {"A": "1", "B": "2", "C": "3"})
    commands = await call.made({b'SET VARIABLE "B" "2"': b"HANGUP\n200 result=1\n"})
    assert len(commands) == 3
    assert (call.raised, call.hung_up) == (None, True)


async def test_the_channel_is_gone_in_the_middle(tmp_path):
    call = Call(tmp_path, {"A": "1", "B": "2"})
    await call.made({b'SET VARIABLE "A" "1"': b"511 Command Not Permitted on a dead channel\n"})
    assert isinstance(call.raised, AGIHangup)
    assert call.hung_up


async def test_nothing_can_be_said_afterwards(tmp_path):
    raised = []

    async def handler(_request, channel):
        await channel.set_variables({"A": "1"})
        for again in (channel.verbose("x"), channel.set_variables({"B": "2"})):
            try:
                await again
            except AGIError as error:
                raised.append(str(error))

    server = AGIServer(handler, path=str(tmp_path / "agi"))
    await server.start()
    assert await asyncio.to_thread(read_as_res_agi, str(tmp_path / "agi"), {}) == [b'SET VARIABLE "A" "1"']
    await server.stop(timedelta(seconds=1))
    assert raised == ["VERBOSE after the last commands", "SET VARIABLE after the last commands"]


async def test_more_than_anybody_reads_ends_the_connection(tmp_path, caplog):
    async def handler(_request, _channel):
        await asyncio.sleep(0.2)

    server = AGIServer(handler, path=str(tmp_path / "agi"))
    await server.start()
    reader, writer = await asyncio.open_unix_connection(str(tmp_path / "agi"))
    writer.write(HEADERS + b"200 result=1\n" * 10_000)
    with contextlib.suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()
    await server.stop(timedelta(seconds=1))
    assert "too much was sent" in caplog.text
