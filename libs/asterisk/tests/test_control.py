# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from datetime import timedelta

import pytest
from xivo_asterisk.control import AsteriskControl
from xivo_asterisk.errors import AsteriskInjection, AsteriskUnavailable
from xivo_asterisk.testing import FakeConsole


async def test_output_of_a_command(tmp_path):
    async with FakeConsole(tmp_path / "ctl", lambda command: b"Dialplan reloaded.\n") as console:
        assert await AsteriskControl(console.path).run("dialplan reload") == "Dialplan reloaded.\n"
        assert console.commands == ["dialplan reload"]


async def test_verbose_lines_are_left_out(tmp_path):
    output = b"\xfe    -- Executing something\nuptime: 3 \xc3\xa9\n"
    async with FakeConsole(tmp_path / "ctl", lambda command: output) as console:
        assert await AsteriskControl(console.path).run("core show uptime") == "uptime: 3 é\n"


async def test_greeting(tmp_path):
    async with FakeConsole(tmp_path / "ctl", lambda command: b"") as console:
        greeting = await AsteriskControl(console.path).greet()
    assert (greeting.hostname, greeting.pid, greeting.version) == ("pbx", 4242, "22.10.1")


async def test_the_end_of_asterisk_is_noticed(tmp_path):
    path = tmp_path / "ctl"
    async with FakeConsole(path, lambda command: b"") as console, AsteriskControl(path).attach() as attachment:
        waiting = asyncio.create_task(attachment.wait_gone())
        await asyncio.sleep(0.02)
        assert not waiting.done()
        console.end()
        async with asyncio.timeout(1):
            await waiting
        assert attachment.greeting.pid == 4242


async def test_who_stops_waiting_for_the_greeting_leaves_no_connection_behind(tmp_path):
    ended = asyncio.Event()

    async def says_nothing(reader, writer):
        await reader.read()
        writer.close()
        ended.set()

    path = tmp_path / "ctl"
    async with await asyncio.start_unix_server(says_nothing, str(path)):
        waiting = asyncio.create_task(AsteriskControl(path).greet())
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with asyncio.timeout(1):
            await ended.wait()


async def test_absent(tmp_path):
    with pytest.raises(AsteriskUnavailable):
        await AsteriskControl(tmp_path / "absent").run("core show uptime")


async def test_a_command_without_end(tmp_path):
    async with FakeConsole(tmp_path / "ctl", lambda command: None) as console:
        with pytest.raises(AsteriskUnavailable, match="no end of"):
            await AsteriskControl(console.path).run("core stop", within=timedelta(milliseconds=50))


@pytest.mark.parametrize("command", ["a\nb", "a\0b", "a\rb"])
async def test_injection(tmp_path, command):
    with pytest.raises(AsteriskInjection):
        await AsteriskControl(tmp_path / "absent").run(command)
