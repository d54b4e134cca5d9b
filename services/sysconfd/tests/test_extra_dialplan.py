# SPDX-License-Identifier: GPL-3.0-or-later
"""The administrator's dialplan files, from confgend to their folder."""

import json

import pytest
from xivo_sysconfd.settings import DIALPLAN_RELOAD

BUNDLE = "extensions_extra.json"
IVR = "[ivr]\nexten = s,1,Answer()\n"


@pytest.fixture
def extra(host):
    host.confgend.files[BUNDLE] = json.dumps({"ivr.conf": IVR})
    return host.etc / "extensions_extra.d"


def files(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


async def test_files_are_laid_out_and_the_dialplan_is_read(host, extra):  # ADM-295, CC-003
    async with host.console(), host.sysconfd():
        await host.settled()
    assert files(extra) == {"ivr.conf": IVR}
    assert host.asterisk.commands.count(DIALPLAN_RELOAD) == 1


async def test_a_file_that_goes_leaves_those_of_others(host, extra):  # ADM-295
    extra.mkdir()
    (extra / "by-hand.conf").write_text("[by-hand]\n")
    async with host.console(), host.sysconfd():
        await host.settled()
        assert set(files(extra)) == {"ivr.conf", "by-hand.conf"}
        host.asterisk.reloads.clear()
        host.confgend.files[BUNDLE] = json.dumps({"other.conf": IVR})
        await host.announce(live_reload=True)
        await host.settled()
    assert set(files(extra)) == {"other.conf", "by-hand.conf"}
    assert host.asterisk.commands == [DIALPLAN_RELOAD]


@pytest.mark.parametrize(
    "bundle",
    [
        {"ivr.conf": "[ivr]\nexten = s,1,Answer(\n"},
        {"ivr.conf": "[ivr]\n#include missing.conf\n"},
        {"../pjsip.conf": IVR},
        {"ivr.conf": 1},
        ["ivr.conf"],
    ],
)
async def test_a_slip_never_reaches_asterisk(host, extra, bundle):  # ADM-295
    async with host.console(), host.sysconfd():
        await host.settled()
        host.confgend.files[BUNDLE] = json.dumps(bundle)
        await host.announce(live_reload=True)
        await host.until(lambda: host.bus.named("asterisk_file_refused"))
        assert BUNDLE in (await host.status())["configuration"]["refused"]
    assert files(extra) == {"ivr.conf": IVR}
    assert host.written("pjsip.conf") == host.confgend.files["pjsip.conf"]


async def test_global_variables_are_added_to(host, extra):  # ADM-295, API-219
    content = "[globals](+)\nXIVO_PRESUBR_GLOBAL_ENABLE = 0\n"
    host.confgend.files[BUNDLE] = json.dumps({"globals.conf": content})
    async with host.console(), host.sysconfd():
        await host.settled()
    assert files(extra) == {"globals.conf": content}


@pytest.mark.parametrize("slip", ["[by-hand\n", "exten = s,1,Answer()\n", "[nobodys](+)\nexten = s,1,NoOp\n"])
async def test_a_slip_by_hand_costs_that_file_only(host, extra, slip):  # ADM-295
    extra.mkdir()
    (extra / "by-hand.conf").write_text(slip)
    (extra / "good.conf").write_text("[default](+)\nexten = 99,1,Answer()\n")
    async with host.console(), host.sysconfd():
        await host.settled()
        await host.until(lambda: host.bus.named("asterisk_file_refused"))
        (told,) = host.bus.named("asterisk_file_refused")
        assert told.data["file"] == "extensions_extra.d/by-hand.conf"
        assert "line 1" in told.data["findings"][0]
    assert set(files(extra)) == {"ivr.conf", "good.conf", "by-hand.conf.refused"}
    assert host.asterisk.commands.count(DIALPLAN_RELOAD) == 1


@pytest.fixture
async def booted(host, extra):
    """Asterisk starts again beside sysconfd, with a slip by hand; what sysconfd says to it from then on counts."""
    async with host.console() as console, host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        (extra / "by-hand.conf").write_text("exten = s,1,Answer()\n")
        (extra / "good.conf").write_text("[default](+)\nexten = 99,1,Answer()\n")
        console.end()
        await host.until(lambda: host.bus.named("asterisk_file_refused"))
        await host.settled()
        yield host


async def test_a_slip_by_hand_is_set_aside_when_asterisk_boots(booted, extra):  # ADM-295
    assert set(files(extra)) == {"ivr.conf", "good.conf", "by-hand.conf.refused"}
    assert booted.asterisk.commands == [DIALPLAN_RELOAD]


class TestAnAsteriskThatReadNoDialplan:
    @pytest.fixture(autouse=True)
    def without_the_module(self, host):
        """Its console has no command of pbx_config."""
        output = host.asterisk.output

        def said(command):
            answer = output(command)
            return b"No such command 'dialplan reload'\n" if command == DIALPLAN_RELOAD else answer

        host.asterisk.output = said

    async def test_loads_the_module(self, booted):  # ADM-295
        assert booted.asterisk.commands == [DIALPLAN_RELOAD, "module load pbx_config.so"]
