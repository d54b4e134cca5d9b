# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user switches himself, and what his telephones do with his calls."""

import pytest


@pytest.fixture
async def alice(confd):
    return (await confd.post("/users", json={"firstname": "Alice"})).json()["id"]


class TestServices:
    async def test_all_are_off_at_first(self, confd, alice):  # CC-122
        off = {"enabled": False}
        assert (await confd.get(f"/users/{alice}/services")).json() == {
            "dnd": off,
            "incallfilter": off,
            "callrecord": off,
        }

    @pytest.mark.parametrize("service", ["dnd", "incallfilter", "callrecord"])
    async def test_one_is_switched(self, confd, alice, announced, service):  # CC-122, SYS-186
        await announced()
        path = f"/users/{alice}/services/{service}"
        for enabled in (True, False):
            assert (await confd.put(path, json={"enabled": enabled})).status_code == 204
            assert (await confd.get(path)).json() == {"enabled": enabled}
            ((name, key, data, _),) = await announced()
            assert name == f"users_services_{service}_updated"
            assert key == f"config.users.{data['user_uuid']}.services.{service}.updated"
            assert (data["user_id"], data["enabled"]) == (alice, enabled)

    async def test_several_are_switched_and_only_changes_are_announced(self, confd, alice, announced):
        await confd.put(f"/users/{alice}/services/dnd", json={"enabled": True})
        await announced()
        body = {"dnd": {"enabled": True}, "callrecord": {"enabled": True}}
        assert (await confd.put(f"/users/{alice}/services", json=body)).status_code == 204
        assert [event[0] for event in await announced()] == ["users_services_callrecord_updated"]
        found = (await confd.get(f"/users/{alice}/services")).json()
        assert found == {**body, "incallfilter": {"enabled": False}}

    async def test_the_snapshot_has_them(self, confd, alice):
        await confd.put(f"/users/{alice}/services/incallfilter", json={"enabled": True})
        (user,) = (await confd.get("/snapshot")).json()["users"]
        assert (user["incallfilter_enabled"], user["dnd_enabled"]) == (True, False)

    @pytest.mark.parametrize(
        ("path", "body", "status"),
        [
            ("services/dnd", {}, 400),
            ("services/dnd", {"enabled": "on"}, 400),
            ("services/coffee", {"enabled": True}, 404),
            ("services", {"coffee": {"enabled": True}}, 400),
            ("services", {"dnd": {}}, 400),
        ],
    )
    async def test_anything_else_is_refused(self, confd, alice, path, body, status):
        assert (await confd.put(f"/users/{alice}/{path}", json=body)).status_code == status

    @pytest.mark.parametrize(
        "path", ["services", "services/dnd", "forwards", "forwards/busy", "fallbacks", "telephony"]
    )
    async def test_nobodys(self, confd, path):
        answer = await confd.get(f"/users/999999/{path}")
        assert (answer.status_code, answer.json()[0]) == (404, "User with id=999999 does not exist")
        body = {"enabled": True} if "/" in path else {}
        assert (await confd.put(f"/users/999999/{path}", json=body)).status_code == 404


class TestForwards:
    @pytest.mark.parametrize("forward", ["busy", "noanswer", "unconditional"])
    async def test_one_is_set_and_keeps_its_destination(self, confd, alice, announced, forward):  # CC-117
        path = f"/users/{alice}/forwards/{forward}"
        assert (await confd.get(path)).json() == {"enabled": False, "destination": None}
        await announced()
        assert (await confd.put(path, json={"enabled": True, "destination": "102"})).status_code == 204
        ((name, key, data, _),) = await announced()
        assert name == f"users_forwards_{forward}_updated"
        assert key == f"config.users.{data['user_uuid']}.forwards.{forward}.updated"
        assert (data["user_id"], data["enabled"], data["destination"]) == (alice, True, "102")
        assert (await confd.put(path, json={"enabled": False})).status_code == 204
        assert (await confd.get(path)).json() == {"enabled": False, "destination": "102"}
        assert (await confd.put(path, json={"enabled": True})).status_code == 204

    async def test_several_at_once(self, confd, alice):
        body = {
            "busy": {"enabled": True, "destination": "102"},
            "unconditional": {"enabled": False, "destination": "+3312345"},
        }
        assert (await confd.put(f"/users/{alice}/forwards", json=body)).status_code == 204
        found = (await confd.get(f"/users/{alice}/forwards")).json()
        assert found == {**body, "noanswer": {"enabled": False, "destination": None}}
        (user,) = (await confd.get("/snapshot")).json()["users"]
        assert (user["busy_enabled"], user["busy_destination"]) == (True, "102")

    @pytest.mark.parametrize("body", [{"enabled": True}, {"enabled": True, "destination": None}])
    async def test_enabled_needs_a_destination(self, confd, alice, body):
        for path, content in (("forwards/busy", body), ("forwards", {"busy": body})):
            answer = await confd.put(f"/users/{alice}/{path}", json=content)
            assert (answer.status_code, answer.json()) == (
                400,
                ["Input Error - field 'destination': a forward that is enabled needs a destination"],
            )
        assert (await confd.get(f"/users/{alice}/forwards/busy")).json()["enabled"] is False

    @pytest.mark.parametrize("destination", ["", "1 2", "1,2", "${X}", "1\n2", 102])
    async def test_a_destination_is_a_number(self, confd, alice, destination):
        body = {"enabled": True, "destination": destination}
        assert (await confd.put(f"/users/{alice}/forwards/busy", json=body)).status_code == 400


class TestFallbacks:
    async def test_a_call_that_nobody_takes_goes_elsewhere(self, confd, alice, announced):  # CC-002
        bob = (await confd.post("/users", json={"firstname": "Bob"})).json()["id"]
        noanswer = {"type": "user", "user_id": bob, "ring_time": 20}
        path = f"/users/{alice}/fallbacks"
        await announced()
        assert (await confd.put(path, json={"noanswer": noanswer, "busy": {"type": "none"}})).status_code == 204
        assert [event[0] for event in await announced()] == ["user_edited"]
        assert (await confd.put(path, json={"busy": None})).status_code == 204
        found = (await confd.get(path)).json()
        assert [found[name] for name in ("noanswer", "busy", "congestion", "fail")] == [noanswer, None, None, None]
        users = {user["id"]: user for user in (await confd.get("/snapshot")).json()["users"]}
        assert users[alice]["fallbacks"]["noanswer"] == noanswer

    async def test_where_it_goes_stays(self, confd, alice):
        mailbox = {"name": "A", "number": "1000", "context": "default"}
        voicemail = (await confd.post("/voicemails", json=mailbox)).json()["id"]
        body = {"fail": {"type": "voicemail", "voicemail_id": voicemail}}
        assert (await confd.put(f"/users/{alice}/fallbacks", json=body)).status_code == 204
        answer = await confd.delete(f"/voicemails/{voicemail}")
        ids = f"('voicemail_id': {voicemail}, 'user_id': {alice})"
        assert (answer.status_code, answer.json()) == (
            400,
            [f"Resource Error - Voicemail is associated with a User {ids}"],
        )
        assert (await confd.delete(f"/users/{alice}")).status_code == 204
        assert (await confd.delete(f"/voicemails/{voicemail}")).status_code == 204

    async def test_it_must_exist(self, confd, alice):
        body = {"noanswer": {"type": "user", "user_id": 77}}
        answer = await confd.put(f"/users/{alice}/fallbacks", json=body)
        assert answer.json() == ["Input Error - field 'noanswer.user_id': User 77 was not found"]


class TestTelephony:
    async def test_defaults(self, confd, alice):  # CC-002, CC-122
        found = (await confd.get(f"/users/{alice}/telephony")).json()
        del found["links"]
        assert found == {
            "user_id": alice,
            "ring_seconds": 30,
            "simultaneous_calls": 5,
            "supervision_enabled": True,
            "call_transfer_enabled": True,
            "online_call_record_enabled": False,
            "call_record_enabled": False,
            "call_permission_password": None,
            "schedule_id": None,
            "bsfilter": "no",
        }

    async def test_each_is_changed_by_itself(self, confd, alice):  # CC-120, CC-121, ADM-086
        before = (await confd.get(f"/users/{alice}/telephony")).json()
        changes = {"online_call_record_enabled": True, "call_record_enabled": True, "call_permission_password": "1234"}
        assert (await confd.put(f"/users/{alice}/telephony", json=changes)).status_code == 204
        assert (await confd.get(f"/users/{alice}/telephony")).json() == {**before, **changes}
        assert (await confd.get(f"/users/{alice}/services/callrecord")).json() == {"enabled": True}

    async def test_the_password_is_not_for_tokens(self, confd, alice, caller, admin_token):
        await confd.put(f"/users/{alice}/telephony", json={"call_permission_password": "1234"})
        async with caller(token=admin_token) as administrator:
            found = (await administrator.get(f"/users/{alice}/telephony")).json()
        assert found["call_permission_password"] is None
        snapshot = (await confd.get("/snapshot")).json()
        assert "call_permission_password" not in snapshot["users"][0]

    @pytest.mark.parametrize("body", [{"ring_seconds": 1}, {"schedule_id": 77}, {"call_permission_password": "x"}])
    async def test_bad_values(self, confd, alice, body):
        assert (await confd.put(f"/users/{alice}/telephony", json=body)).status_code == 400
