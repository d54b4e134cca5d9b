# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of users who ring together."""

import pytest
from xivo_testkit.crud import CrudSuite


@pytest.fixture(autouse=True)
async def group_range(confd, announced):
    contexts = (await confd.get("/contexts", params={"search": "default"})).json()["items"]
    context = next(one for one in contexts if one["name"] == "default")
    ranges = {**context["ranges"], "group": [{"start": "2000", "end": "2099"}]}
    answer = await confd.put(f"/contexts/{context['id']}", json={"ranges": ranges})
    assert answer.status_code == 204, answer.text
    await announced()


async def user(confd, name):
    return (await confd.post("/users", json={"firstname": name})).json()["id"]


class TestGroups(CrudSuite):  # ADM-209, ADM-292
    path = "/groups"
    event = "group"
    minimum = {"name": "sales", "context": "default"}
    complete = {
        "name": "support",
        "label": "Support",
        "exten": "2001",
        "context": "default",
        "enabled": False,
        "description": "all day",
        "ring_strategy": "rrmemory",
        "timeout": 60,
        "user_timeout": 10,
        "retry_delay": 2,
        "ring_in_use": False,
        "max_calls": 3,
        "mark_answered_elsewhere": True,
        "ignore_forward": False,
        "allow_caller_transfer": True,
        "allow_callee_transfer": True,
        "allow_caller_record": True,
        "allow_callee_record": True,
        "music_on_hold": "default",
        "ring_tone": False,
        "preprocess_subroutine": "my-subroutine",
        "caller_id_mode": "prepend",
        "caller_id_name": "Support: ",
        "schedule_id": None,
        "users": [],
        "extensions": [],
        "fallbacks": {
            "noanswer": {"type": "hangup", "cause": "busy", "timeout": 5},
            "busy": None,
            "congestion": {"type": "none"},
            "fail": None,
        },
    }
    edit = {"timeout": 30, "exten": "2002"}
    required = ("name", "context")
    absent = ["Resource Not Found - Group was not found ('id': 999999)"]
    sortable = ("id", "name", "ring_strategy")
    bad = [
        ({"name": "general"}, "Input Error - field 'name': general is reserved"),  # ADM-210
        ({"name": "a b"}, "Input Error - field 'name': must match ^[A-Za-z0-9_.-]+$"),
        ({"exten": "3000"}, "exten 3000 not inside range of context default"),
        ({"exten": "x"}, "Input Error - field 'exten': must match ^[0-9]+$"),
        ({"context": "nowhere"}, "Input Error - field 'context': Context nowhere was not found"),
        ({"users": [{"user_id": 77}]}, "Input Error - field 'users.0.user_id': User 77 was not found"),
        ({"music_on_hold": "jazz"}, "Input Error - field 'music_on_hold': MusicOnHold jazz was not found"),
        (
            {"fallbacks": {"busy": {"type": "group", "group_id": 777}}},
            "Input Error - field 'fallbacks.busy.group_id': Group 777 was not found",
        ),
        ({"user_timeout": 0}, "Input Error - field 'user_timeout': input should be greater than or equal to 1"),
    ]

    async def test_a_member_comes_once(self, confd):
        alice = await user(confd, "Alice")
        body = {**self.minimum, "users": [{"user_id": alice}, {"user_id": alice, "priority": 1}]}
        answer = await confd.post(self.path, json=body)
        assert (answer.status_code, answer.json()) == (400, ["Input Error - field 'users': a member comes twice"])

    async def test_users_come_and_go_one_by_one(self, confd, announced):
        group, alice = await self.make(confd), await user(confd, "Alice")
        await announced()
        members = f"{self.path}/{group}/members/users"
        assert (await confd.post(members, json={"user_id": alice, "priority": 2})).status_code == 201
        assert (await confd.get(members)).json() == {"total": 1, "items": [{"user_id": alice, "priority": 2}]}
        assert [event[0] for event in await announced()] == ["group_edited"]
        assert (await confd.delete(f"{members}/{alice}")).status_code == 204
        assert (await confd.post(members, json={"user_id": alice})).status_code == 201
        assert (await confd.delete(f"/users/{alice}")).status_code == 204
        assert (await confd.get(members)).json() == {"total": 0, "items": []}

    async def test_its_own_number_cannot_be_a_member(self, confd):
        group = await self.make(confd, self.complete)
        extensions = (await confd.get("/extensions", params={"search": "2001"})).json()["items"]
        answer = await confd.post(f"{self.path}/{group}/members/extensions", json={"extension_id": extensions[0]["id"]})
        message = "Input Error - field 'extensions': the group's own number cannot be a member"
        assert (answer.status_code, answer.json()) == (400, [message])

    async def test_a_group_without_a_number_gets_one_and_loses_it(self, confd):  # ADM-089
        group = await self.make(confd)
        for exten, count in (("2005", 1), ("2006", 1), (None, 0)):
            assert (await confd.put(f"{self.path}/{group}", json={"exten": exten})).status_code == 204
            found = (await confd.get("/extensions", params={"search": "200"})).json()
            assert found["total"] == count
            assert [one["exten"] for one in found["items"]] == [exten] * count

    async def test_a_name_is_unique(self, confd):
        await self.make(confd)
        answer = await confd.post(self.path, json=self.minimum)
        assert (answer.status_code, answer.json()) == (
            400,
            ["Resource Error - Group already exists ('name': 'sales')"],
        )
