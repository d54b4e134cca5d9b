# SPDX-License-Identifier: GPL-3.0-or-later
"""From a change in confd to what Asterisk knows."""

import asyncio
import errno

from xivo_sysconfd.asterisk.files import AsteriskFiles
from xivo_sysconfd.settings import DIALPLAN_RELOAD, PJSIP_RELOAD

NEW_USER = "[transport-udp]\ntype = transport\n[abcd]\ntype = aor\n"


async def test_at_start_all_files_are_written_and_read(host):
    # SYS-314
    async with host.console(), host.sysconfd():
        await host.settled()
        status = await host.status()
    assert host.written("pjsip.conf") == host.confgend.files["pjsip.conf"]
    assert host.written("extensions.conf") == host.confgend.files["extensions.conf"]
    assert host.asterisk.commands == [PJSIP_RELOAD, DIALPLAN_RELOAD]
    assert status["configuration"]["current"] is True
    assert (host.etc / "pjsip.conf").stat().st_mode & 0o777 == 0o640


async def test_a_change_reloads_only_what_it_concerns(host):
    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        host.confgend.files["pjsip.conf"] = NEW_USER
        await host.announce(live_reload=True)
        await host.settled()
        status = await host.status()
    assert host.asterisk.commands == [PJSIP_RELOAD]
    assert host.asterisk.reloads[0][1]["pjsip.conf"] == NEW_USER
    assert status["configuration"]["last_cycle"]["written"] == ["pjsip.conf"]
    assert host.bus.named("asterisk_reloaded")[-1].data == {"files": ["pjsip.conf"], "commands": [PJSIP_RELOAD]}


async def test_it_says_while_a_change_is_not_loaded_yet(host):
    async def is_at_work():
        configuration = (await host.status())["configuration"]
        return configuration["waiting"] or configuration["running"]

    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        host.confgend.files["pjsip.conf"] = NEW_USER
        await host.announce(live_reload=True)
        assert host.keeper.waiting
        async with asyncio.timeout(20):
            while await is_at_work():  # noqa: ASYNC110  of a daemon, told over HTTP
                await asyncio.sleep(0.01)
        assert host.asterisk.commands == [PJSIP_RELOAD]


async def test_a_change_of_nothing_reloads_nothing(host):
    async with host.console(), host.sysconfd():
        await host.settled()
        answers = host.confgend.full_answers
        host.asterisk.reloads.clear()
        await host.announce(live_reload=True)
        await host.until(lambda: len(host.confgend.requests) > 4)
        await asyncio.sleep(0.05)
    assert host.asterisk.reloads == []
    assert host.confgend.full_answers == answers


async def test_a_burst_of_changes_is_at_most_three_reloads(host):
    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        for number in range(500):
            host.confgend.files["pjsip.conf"] = NEW_USER + f"[aor{number}]\ntype = aor\n"
            await host.announce(live_reload=True)
            await asyncio.sleep(0.002)
        await host.until(lambda: (host.written("pjsip.conf") or "").endswith("[aor499]\ntype = aor\n"))
        await host.settled()
    assert len(host.asterisk.reloads) <= 3


async def test_without_live_reload_nothing_changes_until_it_is_on_again(host):
    # API-061
    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        before = host.written("pjsip.conf")
        host.confgend.live_reload = False
        host.confgend.files["pjsip.conf"] = NEW_USER
        await host.announce(live_reload=False)
        await host.keeper.on_connected()
        await asyncio.sleep(0.3)
        assert host.written("pjsip.conf") == before
        assert host.asterisk.reloads == []
        host.confgend.live_reload = True
        await host.announce("config.configuration.live_reload.edited", b'{"live_reload_enabled": true}')
        await host.settled()
    assert host.written("pjsip.conf") == NEW_USER
    assert host.asterisk.commands == [PJSIP_RELOAD]


async def test_a_bad_file_never_reaches_asterisk(host):
    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        before = host.written("extensions.conf")
        host.confgend.files["extensions.conf"] = "[default]\nexten => 1000,1,Dial(PJSIP/a\n"
        host.confgend.files["pjsip.conf"] = NEW_USER
        await host.announce(live_reload=True)
        await host.settled()
        status = await host.status()
        assert host.written("extensions.conf") == before
        assert host.written("pjsip.conf") == NEW_USER
        assert host.asterisk.commands == [PJSIP_RELOAD]
        assert "extensions.conf" in status["configuration"]["refused"]
        refused = host.bus.named("asterisk_file_refused")[0].data
        assert refused["file"] == "extensions.conf"
        assert "line 2" in refused["findings"][0]
        host.confgend.files["extensions.conf"] = before + "exten => 1001,1,Answer()\n"
        await host.announce(live_reload=True)
        await host.until(lambda: DIALPLAN_RELOAD in host.asterisk.commands)
        assert (await host.status())["configuration"]["refused"] == {}


async def test_an_unknown_include_is_refused(host):
    host.confgend.files["extensions.conf"] = '#include "extensions_extra.d/*.conf"\n[default]\n'
    async with host.console(), host.sysconfd():
        await host.until(lambda: host.bus.named("asterisk_file_refused"))
        assert host.written("extensions.conf") is None
        (host.etc / "extensions_extra.d").mkdir()
        (host.etc / "extensions_extra.d" / "mine.conf").write_text("[mine]\n")
        host.confgend.files["extensions.conf"] += "exten => 1,1,Answer()\n"
        await host.announce(live_reload=True)
        await host.until(lambda: host.written("extensions.conf"))


async def test_asterisk_absent_files_are_written_and_read_later(host):
    async with host.sysconfd():
        await host.until(lambda: host.written("extensions.conf"))
        await pending_are(host, sorted([PJSIP_RELOAD, DIALPLAN_RELOAD]))
        assert (await host.client.get("/health/ready")).status_code == 200
        async with host.console():
            await host.until(lambda: len(host.asterisk.reloads) == 2)
            await pending_are(host, [])


async def pending_are(host, reloads):
    for _ in range(500):
        if (pending := (await host.status())["configuration"]["pending"]) == reloads:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(pending)


async def test_asterisk_restarted_gets_what_it_missed(host):
    async with host.console() as console, host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        host.confgend.files["pjsip.conf"] = NEW_USER
        console.end()
        await host.until(lambda: host.asterisk.commands == [PJSIP_RELOAD])
        await asyncio.sleep(0.3)
        assert (await host.status())["asterisk"]["starts"] == 2


async def test_asterisk_restarted_while_confgend_is_away_gets_what_it_missed(host):
    async with host.console() as console, host.sysconfd(coalescing={"poll_without_bus": 60}):
        await host.settled()
        host.asterisk.reloads.clear()
        host.confgend.files["pjsip.conf"] = NEW_USER
        host.confgend.away = True
        console.end()
        async with asyncio.timeout(5):
            while (await host.status())["asterisk"]["starts"] != 2:  # noqa: ASYNC110  it has no event
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert host.written("pjsip.conf") != NEW_USER
        host.confgend.away = False
        await host.until(lambda: host.asterisk.commands == [PJSIP_RELOAD])
        assert (await host.client.get("/health/ready")).status_code == 200


async def test_confgend_away_is_waited_for(host):
    host.confgend.away = True
    async with host.console(), host.sysconfd():
        await asyncio.sleep(0.3)
        assert (await host.client.get("/health/ready")).status_code == 503
        host.confgend.away = False
        await host.settled()
        assert (await host.client.get("/health/ready")).status_code == 200
        assert host.written("pjsip.conf")


async def test_asterisk_busy_with_another_reload_is_asked_again(host):
    host.asterisk.busy = 1
    async with host.console(), host.sysconfd():
        await host.until(lambda: len(host.asterisk.reloads) == 2)


async def test_a_write_that_fails_leaves_the_old_file(host, monkeypatch):
    async with host.console(), host.sysconfd():
        await host.settled()
        before = host.written("pjsip.conf")

        def full(descriptor):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr("os.fsync", full)
            host.confgend.files["pjsip.conf"] = NEW_USER
            await host.announce(live_reload=True)
            await asyncio.sleep(0.3)
            assert host.written("pjsip.conf") == before
            assert not list(host.etc.glob(".pjsip*"))
        await host.until(lambda: host.written("pjsip.conf") == NEW_USER)


async def test_a_file_that_cannot_be_written_holds_up_no_other(host, monkeypatch):
    write, full = AsteriskFiles.write, {"pjsip.conf"}

    def write_unless_full(files, name, text):
        if name in full:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(files, name, text)

    monkeypatch.setattr(AsteriskFiles, "write", write_unless_full)
    async with host.console(), host.sysconfd():
        await host.until(lambda: DIALPLAN_RELOAD in host.asterisk.commands)
        status = await host.status()
        assert "No space left" in status["configuration"]["refused"]["pjsip.conf"][0]
        full.clear()
        await host.announce(live_reload=True)
        await host.until(lambda: PJSIP_RELOAD in host.asterisk.commands)
        assert (await host.status())["configuration"]["refused"] == {}


async def test_without_the_bus_changes_are_found_all_the_same(host):
    async with host.console(), host.sysconfd(coalescing={"poll_without_bus": 0.05}):
        await host.settled()
        host.asterisk.reloads.clear()
        host.confgend.files["pjsip.conf"] = NEW_USER
        await host.until(lambda: host.written("pjsip.conf") == NEW_USER)
        await host.settled()
    assert host.asterisk.commands == [PJSIP_RELOAD]
