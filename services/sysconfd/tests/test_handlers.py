# SPDX-License-Identifier: GPL-3.0-or-later
"""What others ask for over REST."""

import asyncio

import pytest
from xivo_sysconfd.settings import DIALPLAN_RELOAD, PJSIP_RELOAD

NEW_DIALPLAN = "[default]\nexten => 2000,1,Answer()\n"


async def test_anonymous_gets_401(host):
    # DEV-023
    async with host.sysconfd(peer="192.0.2.7"):
        assert (await host.handlers(ipbx=["sip reload"])).status_code == 401
        assert (await host.client.post("/services", json={"asterisk": "stop"})).status_code == 401


async def test_status_check(host):
    # API-201
    async with host.sysconfd(peer="192.0.2.7"):
        answer = await host.client.get("/status_check", headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert answer.json() == {"status": "up"}


async def test_the_answer_comes_when_the_reload_is_finished(host):
    # API-200 SYS-316
    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        host.confgend.files["extensions.conf"] = NEW_DIALPLAN
        answer = await host.handlers(ipbx=["dialplan reload", "sip reload"])
        assert host.asterisk.commands == [PJSIP_RELOAD, DIALPLAN_RELOAD]
        assert host.asterisk.reloads[1][1]["extensions.conf"] == NEW_DIALPLAN
    assert answer.status_code == 200
    assert answer.json() == {"reloaded": [PJSIP_RELOAD, DIALPLAN_RELOAD], "pending": []}


async def test_asynchronous_answers_at_once(host):
    # SYS-316
    async with host.console(), host.sysconfd(request_handlers={"synchronous": False}):
        await host.settled()
        host.asterisk.reloads.clear()
        answer = await host.handlers(ipbx=["dialplan reload"])
        assert answer.json() == {"reloaded": [], "pending": []}
        assert host.asterisk.commands == []
        await host.until(lambda: host.asterisk.commands == [DIALPLAN_RELOAD])


async def test_requests_at_the_same_time_share_cycles(host):
    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        answers = await asyncio.gather(*(host.handlers(ipbx=["dialplan reload"]) for _ in range(20)))
        assert all(answer.status_code == 200 for answer in answers)
        assert len(host.asterisk.reloads) <= 2


@pytest.mark.parametrize(
    "command", ["core stop now", "!rm -rf /", "module load evil.so", "sip reload\ncore stop now", ""]
)
async def test_unknown_commands_are_refused(host, command):
    # API-200
    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        answer = await host.handlers(ipbx=["sip reload", command])
        assert answer.status_code == 400
        assert host.asterisk.commands == []


@pytest.mark.parametrize("body", [[], {"ipbx": "sip reload"}, {"ipbx": [1]}, {"ctibus": ["a\nb"]}])
async def test_bodies_that_are_no_handlers(host, body):
    async with host.sysconfd():
        answer = await host.client.post("/exec_request_handlers", json=body)
    assert answer.status_code == 400


async def test_other_daemons_are_told_by_the_bus(host):
    # API-200 SYS-317
    async with host.console(), host.sysconfd():
        await host.settled()
        host.asterisk.reloads.clear()
        body = {"ctibus": ["xivo[user,add,1]", "xivo[phone,edit,1]"], "agentbus": [], "dird": ["reload"]}
        assert (await host.handlers(**body)).status_code == 200
        assert host.asterisk.commands == []
    messages = host.bus.named("request_handlers")
    assert [message.routing_key for message in messages] == [
        "sysconfd.request_handlers.ctibus",
        "sysconfd.request_handlers.dird",
    ]
    assert messages[0].data["commands"] == ["xivo[user,add,1]", "xivo[phone,edit,1]"]


async def test_asterisk_away_the_reload_waits(host):
    async with host.sysconfd():
        await host.until(lambda: host.written("extensions.conf"))
        answer = await host.handlers(ipbx=["sip reload"])
    assert answer.status_code == 200
    assert PJSIP_RELOAD in answer.json()["pending"]


async def test_confgend_away_is_503(host):
    host.confgend.away = True
    async with host.console(), host.sysconfd():
        answer = await host.handlers(ipbx=["sip reload"])
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"


class TestServices:
    async def order(self, host, **orders):
        return await host.client.post("/services", json=orders)

    async def test_reload(self, host):
        # API-198
        async with host.console(), host.sysconfd():
            await host.settled()
            host.asterisk.reloads.clear()
            assert (await self.order(host, asterisk="reload")).json() == {"asterisk": "reload"}
            assert host.asterisk.commands == [PJSIP_RELOAD, DIALPLAN_RELOAD]

    async def test_restart_waits_until_it_is_up_again(self, host):
        # API-198
        async with host.console() as console, host.sysconfd():
            await host.settled()
            output = host.asterisk.output

            def restarting(command):
                if command == "core restart now":
                    console.end()
                return output(command)

            console.output = restarting
            host.flag.touch()
            assert (await self.order(host, asterisk="restart")).status_code == 200
            assert "core restart now" in console.commands
            assert console.commands[-1] in {"core waitfullybooted", PJSIP_RELOAD, DIALPLAN_RELOAD}
            assert not host.flag.exists()

    async def test_stop_keeps_it_stopped_until_start(self, host):
        # API-198
        async with host.sysconfd():
            async with host.console() as console:
                await host.settled()
                assert (await self.order(host, asterisk="stop")).status_code == 200
                assert "core stop now" in console.commands
                assert host.flag.exists()
            host.socket.unlink(missing_ok=True)
            starting = asyncio.create_task(self.order(host, asterisk="start"))
            await host.until(lambda: not host.flag.exists())
            async with host.console():
                assert (await starting).status_code == 200

    async def test_restart_of_what_does_not_run(self, host):
        async with host.sysconfd():
            assert (await self.order(host, asterisk="restart")).status_code == 503

    async def test_unknown_services_and_orders(self, host):
        # API-198
        async with host.sysconfd():
            answer = await self.order(host, sshd="stop")
            assert answer.status_code == 400
            assert answer.json()["error_id"] == "unknown-service"
            assert (await self.order(host, asterisk="explode")).status_code == 400
