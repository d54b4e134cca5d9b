# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions over REST."""

import time

import pytest


async def test_anonymous_gets_401(manager, make_amid):
    # DEV-023
    async with manager, make_amid(peer="192.0.2.7") as amid:
        answer = await amid.action("Ping")
    assert answer.status_code == 401


async def test_the_response_and_its_list(manager, make_amid):
    # API-202
    def answer(action):
        if action["Action"] != "QueueStatus":
            return [{"Response": "Success"}]
        return [
            {"Response": "Success", "EventList": "start"},
            {"Event": "QueueParams", "Queue": action.get("Queue", "")},
            {"Event": "QueueStatusComplete", "EventList": "Complete"},
        ]

    manager.answer = answer
    async with manager, make_amid() as amid:
        await amid.resynced()
        answer = await amid.action("queuestatus", {"Queue": "support"})
        assert manager.actions[-1]["Action"] == "QueueStatus"
    assert answer.status_code == 200
    messages = answer.json()
    assert [message.get("Event") for message in messages] == [None, "QueueParams", "QueueStatusComplete"]
    assert messages[1]["Queue"] == "support"
    assert all(isinstance(value, str) for message in messages for value in message.values())


async def test_without_parameters_a_body_is_not_needed(manager, make_amid):
    async with manager, make_amid() as amid:
        await amid.resynced()
        assert (await amid.action("Ping")).json()[0]["Response"] == "Success"


async def test_parameters_of_all_kinds_reach_asterisk(manager, make_amid):
    async with manager, make_amid() as amid:
        await amid.resynced()
        params = {"Channel": "PJSIP/a", "Async": True, "Timeout": 3000, "Variable": ["A=1", "B=2"]}
        assert (await amid.action("Originate", params)).status_code == 200
        sent = manager.actions[-1]
    assert (sent["Async"], sent["Timeout"], sent["Variable"]) == ("true", "3000", "A=1\nB=2")


async def test_a_refusal_by_asterisk_is_an_answer(manager, make_amid):
    manager.answer = lambda action: [{"Response": "Error", "Message": "No such channel"}]
    async with manager, make_amid() as amid:
        await amid.resynced()
        answer = await amid.action("Hangup", {"Channel": "PJSIP/none"})
    assert answer.status_code == 200
    assert answer.json()[0]["Message"] == "No such channel"


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("Command", {"Command": "core stop now"}),
        ("UpdateConfig", {}),
        ("ModuleLoad", {}),
        ("Originate", {"Channel": "PJSIP/a", "Application": "System", "Data": "rm -rf /"}),
        ("Originate", {"Channel": "PJSIP/a", "Variable": "SHELL(id)=1"}),
        ("Originate", {"Channel": "PJSIP/a", "Variable": ["A=1", "B=2,FILE(/etc/passwd)=x"]}),
        ("Getvar", {"Variable": "SHELL(id)"}),
        ("Setvar", {"Variable": "__DB(a/b)", "Value": "x"}),
    ],
)
async def test_what_is_not_allowed_never_reaches_asterisk(manager, make_amid, action, params):
    async with manager, make_amid() as amid:
        await amid.resynced()
        before = len(manager.actions)
        answer = await amid.action(action, params)
        assert len(manager.actions) == before
    assert answer.status_code == 403
    assert answer.json()["error_id"] == "action-not-allowed"
    assert action in answer.json()["error"]


async def test_lamps_may_be_set_and_messages_removed(manager, make_amid):
    async with manager, make_amid() as amid:
        await amid.resynced()
        state = {"Variable": "DEVICE_STATE(Custom:*7351***225)", "Value": "INUSE"}
        for action, params in (("Setvar", state), ("VoicemailBoxSummary", {}), ("VoicemailRemove", {})):
            assert (await amid.action(action, params)).status_code == 200
            assert manager.actions[-1]["Action"] == action


async def test_the_administrator_may_allow_more(manager, make_amid):
    actions = {"allowed": ["Originate"], "originate_applications": ["Playback"], "functions": ["CALLERID"]}
    async with manager, make_amid(actions=actions) as amid:
        await amid.resynced()
        params = {"Channel": "PJSIP/a", "Application": "Playback", "Variable": "CALLERID(name)=x"}
        assert (await amid.action("Originate", params)).status_code == 200
        assert (await amid.action("Ping")).status_code == 403


@pytest.mark.parametrize(
    "params", [{"Channel": "a\r\nAction: Command"}, {"Chan\nnel": "a"}, {"A:B": "1"}, {"ActionID": "1"}]
)
async def test_line_breaks_are_refused(manager, make_amid, params):
    async with manager, make_amid() as amid:
        await amid.resynced()
        answer = await amid.action("Hangup", params)
    assert answer.status_code == 400
    assert answer.json()["error_id"] == "bad-action-parameters"


@pytest.mark.parametrize("body", [[1], {"A": {"B": 1}}, {"A": None}])
async def test_bodies_that_are_no_parameters(manager, make_amid, body):
    async with manager, make_amid() as amid:
        assert (await amid.action("Ping", body)).status_code == 400


async def test_asterisk_away_is_said_at_once(make_amid):
    async with make_amid() as amid:
        begun = time.monotonic()
        answer = await amid.action("Ping")
        status = await amid.status()
        ready = await amid.client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert time.monotonic() - begun < 1
    assert status["connected"] is False
    assert ready.status_code == 503


async def test_asterisk_that_does_not_answer(manager, make_amid):
    silent = []
    manager.answer = lambda action: None if silent else [{"Response": "Success"}]
    async with manager, make_amid() as amid:
        await amid.resynced()
        silent.append(True)
        begun = time.monotonic()
        answer = await amid.action("Ping")
    assert answer.status_code == 503
    assert time.monotonic() - begun < 1


async def test_action_names_are_words(manager, make_amid):
    async with manager, make_amid() as amid:
        assert (await amid.action("Ping%0d%0aX")).status_code == 400
