# SPDX-License-Identifier: GPL-3.0-or-later
"""Distribution queues and their members."""

import pytest
from xivo_testkit.crud import CrudSuite


@pytest.fixture(autouse=True)
async def queue_range(confd, announced):
    contexts = (await confd.get("/contexts", params={"search": "default"})).json()["items"]
    context = next(one for one in contexts if one["name"] == "default")
    ranges = {**context["ranges"], "queue": [{"start": "3000", "end": "3099"}]}
    answer = await confd.put(f"/contexts/{context['id']}", json={"ranges": ranges})
    assert answer.status_code == 204, answer.text
    await announced()


async def made(confd, path, **body):
    answer = await confd.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


BUSY = {"type": "hangup", "cause": "busy", "timeout": 5}


class TestQueues(CrudSuite):  # CC-137, CC-138, CC-139, CC-144, CC-146, ADM-292
    path = "/queues"
    event = "queue"
    minimum = {"name": "green", "context": "default"}
    complete = {
        "name": "blue",
        "label": "Blue team",
        "exten": "3001",
        "context": "default",
        "enabled": False,
        "description": "second line",
        "strategy": "linear",
        "music_on_hold": None,
        "announce": "my/announce",
        "caller_id_mode": "prepend",
        "caller_id_name": "Blue: ",
        "preprocess_subroutine": "xivo_subr_switchboard",
        "schedule_id": None,
        "ring_time": 30,
        "timeoutpriority": "conf",
        "data_quality": True,
        "hit_hangup": True,
        "caller_hangup": True,
        "hit_transfer": True,
        "no_retry": True,
        "ring_tone": True,
        "ignore_forward": False,
        "mark_answered_elsewhere": True,
        "exit_context": "default",
        "servicelevel": 20,
        "timeout": 0,
        "retry": 1,
        "weight": 3,
        "wrapuptime": 10,
        "maxlen": 7,
        "ringinuse": True,
        "autofill": False,
        "autopause": "all",
        "joinempty": ["unavailable", "invalid"],
        "leavewhenempty": ["paused"],
        "announce_frequency": 30,
        "min_announce_frequency": 20,
        "announce_position": "limit",
        "announce_position_limit": 3,
        "announce_holdtime": "once",
        "announce_round_seconds": 10,
        "periodic_announce": ["my/one", "my/two"],
        "periodic_announce_frequency": 45,
        "users": [],
        "agents": [],
        "fallbacks": {"noanswer": BUSY, "busy": None, "congestion": {"type": "none"}, "fail": None},
        "diversions": {
            "wait_time": {"threshold": 300, "destination": BUSY},
            "wait_ratio": {"threshold": 0.5, "destination": BUSY},
        },
    }
    edit = {"ring_time": 60, "exten": "3002"}
    required = ("name", "context")
    absent = ["Resource Not Found - Queue was not found ('id': 999999)"]
    sortable = ("id", "name", "strategy")
    bad = [
        ({"exten": "4000"}, "exten 4000 not inside range of context default"),
        ({"users": [{"user_id": 77}]}, "Input Error - field 'users.0.user_id': User 77 was not found"),
        (
            {"diversions": {"wait_time": {"threshold": 1, "destination": {"type": "queue", "queue_id": 777}}}},
            "Input Error - field 'diversions.wait_time.destination.queue_id': Queue 777 was not found",
        ),
    ]

    async def test_names_are_shared_with_groups(self, confd):
        await made(confd, "/groups", name="green", context="default")
        answer = await confd.post(self.path, json=self.minimum)
        assert answer.json() == ["Resource Error - Group already exists ('name': 'green')"]
        await made(confd, self.path, name="red", context="default")
        answer = await confd.post("/groups", json={"name": "red", "context": "default"})
        assert answer.json() == ["Resource Error - Queue already exists ('name': 'red')"]

    async def test_names_that_asterisk_does_not_take(self, confd):  # CC-137
        for name, message in (("general", "general is reserved"), ("a b", "must match ^[A-Za-z0-9_.-]+$")):
            answer = await confd.post(self.path, json={"name": name, "context": "default"})
            assert (answer.status_code, answer.json()) == (400, [f"Input Error - field 'name': {message}"])

    async def test_a_queue_keeps_its_name(self, confd):  # CC-137
        queue = await self.make(confd)
        answer = await confd.put(f"{self.path}/{queue}", json={"name": "other"})
        assert answer.json() == ["Input Error - field 'name': cannot be changed"]

    async def test_only_a_new_queue_is_linear(self, confd):  # CC-141
        queue, linear = await self.make(confd), await self.make(confd, self.complete)
        answer = await confd.put(f"{self.path}/{queue}", json={"strategy": "linear"})
        message = "a queue that exists cannot become linear: delete it and create it again"
        assert answer.json() == [f"Input Error - field 'strategy': {message}"]
        assert (await confd.put(f"{self.path}/{queue}", json={"strategy": "random"})).status_code == 204
        assert (await confd.put(f"{self.path}/{linear}", json={"strategy": "linear", "weight": 1})).status_code == 204

    async def test_users_and_agents_are_members(self, confd):  # CC-145, API-111
        user, agent = await made(confd, "/users", firstname="A"), await made(confd, "/agents", **AGENT)
        members = {"users": [{"user_id": user, "penalty": 1}], "agents": [{"agent_id": agent, "penalty": 2}]}
        queue = await self.make(confd, {**self.minimum, **members})
        shown = (await confd.get(f"{self.path}/{queue}")).json()
        assert {key: shown[key] for key in members} == members
        assert (await confd.delete(f"/users/{user}")).status_code == 204
        assert (await confd.delete(f"/agents/{agent}")).status_code == 204
        shown = (await confd.get(f"{self.path}/{queue}")).json()
        assert (shown["users"], shown["agents"]) == ([], [])

    async def test_the_switchboards_queues(self, confd):  # CC-088, CC-090, CC-098
        values = {
            "exten": "3009",
            "strategy": "ringall",
            "preprocess_subroutine": "xivo_subr_switchboard",
            "caller_hangup": True,
            "hit_transfer": True,
            "timeout": 0,
            "retry": 1,
            "wrapuptime": 0,
            "ringinuse": False,
            "autopause": "no",
        }
        await made(confd, self.path, name="__switchboard", context="default", **values)
        await made(confd, self.path, name="__switchboard_hold", context="default", exten="3010")

    @pytest.mark.parametrize(
        ("name", "given", "kept"),
        [
            ("__switchboard", "", "xivo_subr_switchboard"),
            ("__switchboard", "own_subr", "own_subr"),
            ("__switchboard_hold", "", ""),
        ],
    )
    async def test_the_switchboards_subroutine_comes_by_itself(self, confd, name, given, kept):  # SYS-119
        queue = await made(confd, self.path, name=name, context="default", preprocess_subroutine=given)
        assert (await confd.get(f"{self.path}/{queue}")).json()["preprocess_subroutine"] == kept


AGENT = {"number": "2000", "context": "default"}


class TestAgentsInQueues:
    @pytest.fixture
    async def queue(self, confd):
        return await made(confd, "/queues", name="green", context="default")

    @pytest.fixture
    async def agent(self, confd):
        return await made(confd, "/agents", **AGENT)

    async def test_an_agent_comes_changes_and_goes(
        self, confd, announced, queue, agent
    ):  # API-053 API-054 API-055 API-056
        await announced()
        members = f"/queues/{queue}/members/agents"
        answer = await confd.post(members, json={"agent_id": agent, "penalty": 12})
        assert answer.status_code == 201
        assert answer.headers["location"] == f"/1.1{members}/{agent}"
        assert answer.json() == {"agent_id": agent, "queue_id": queue, "penalty": 12}
        assert (await confd.put(f"{members}/{agent}", json={"penalty": 5})).status_code == 204
        shown = {"agent_id": agent, "queue_id": queue, "penalty": 5}
        assert (await confd.get(f"{members}/{agent}")).json() == shown
        assert (await confd.get(members)).json() == {"total": 1, "items": [shown]}
        assert (await confd.delete(f"{members}/{agent}")).status_code == 204
        assert (await confd.get(f"{members}/{agent}")).status_code == 404
        assert [event[0] for event in await announced()] == ["queue_edited"] * 3

    async def test_new_ones_come_last(self, confd, queue, agent):  # API-054
        second = await made(confd, "/agents", number="2001", context="default")
        for one in (second, agent):
            await confd.post(f"/queues/{queue}/members/agents", json={"agent_id": one, "penalty": 0})
        assert [one["agent_id"] for one in (await confd.get(f"/queues/{queue}")).json()["agents"]] == [second, agent]

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    async def test_three_things_may_be_missing(self, confd, queue, agent, method):  # API-053 API-055 API-056
        body = {"json": {"penalty": 1}} if method == "PUT" else {}
        for path, message in (
            (f"/queues/999/members/agents/{agent}", "Queue was not found ('queue_id': 999)"),
            (f"/queues/{queue}/members/agents/999", "Agent was not found ('agent_id': 999)"),
            (
                f"/queues/{queue}/members/agents/{agent}",
                f"QueueMember was not found ('agent_id': {agent}, 'queue_id': {queue})",
            ),
        ):
            answer = await confd.request(method, path, **body)
            assert (answer.status_code, answer.json()) == (404, [f"Resource Not Found - {message}"])

    async def test_what_cannot_be_added(self, confd, queue, agent):  # API-054
        members = f"/queues/{queue}/members/agents"
        answer = await confd.post("/queues/999/members/agents", json={"agent_id": agent, "penalty": 1})
        assert (answer.status_code, answer.json()) == (
            404,
            ["Resource Not Found - Queue was not found ('queue_id': 999)"],
        )
        await confd.post(members, json={"agent_id": agent, "penalty": 1})
        for body, message in (
            ({"agent_id": 999, "penalty": 1}, "Input Error - field 'agent_id': Agent was not found"),
            ({"agent_id": agent, "penalty": 1}, "Resource Error - Agent is associated with a Queue"),
            ({"agent_id": agent}, "Input Error - missing parameters: penalty"),
            (
                {"agent_id": agent, "penalty": -1},
                "Input Error - field 'penalty': input should be greater than or equal to 0",
            ),
        ):
            answer = await confd.post(members, json=body)
            assert answer.status_code == 400
            assert message in answer.json()[0], answer.json()
