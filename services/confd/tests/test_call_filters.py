# SPDX-License-Identifier: GPL-3.0-or-later
"""Boss and secretaries: their roles, the filter, and what stays of it when one of them goes."""

from .test_devices import hire
from .user_files import export, file, imported, rows

PATH = "/call_filters"
MODES = "bossfirst-serial, bossfirst-simult, secretary-serial, secretary-simult, all"


async def person(confd, role, name="Ann"):
    user_id = (await confd.post("/users", json={"firstname": name})).json()["id"]
    await play(confd, user_id, role)
    return user_id


async def play(confd, user_id, role):
    answer = await confd.put(f"/users/{user_id}/telephony", json={"bsfilter": role})
    assert answer.status_code == 204, answer.text


async def make(confd, **fields):
    """A filter of a boss and two secretaries: what it looks like, and their ids."""
    boss, one, two = [await person(confd, role) for role in ("boss", "secretary", "secretary")]
    body = {
        "name": "f",
        "mode": "bossfirst-serial",
        "boss_id": boss,
        "secretaries": [{"user_id": one}, {"user_id": two}],
    }
    answer = await confd.post(PATH, json={**body, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json(), (boss, one, two)


async def refused(answer):
    assert answer.status_code == 400, answer.text
    return answer.json()


class TestFilters:  # ADM-062, ADM-063, ADM-067
    async def test_each_secretary_has_a_number_of_her_own_for_good(self, confd):  # ADM-066
        made, (_, one, two) = await make(confd)
        path = f"{PATH}/{made['id']}"
        codes = made["member_ids"]
        assert sorted(codes) == sorted([str(one), str(two)])
        assert len(set(codes.values())) == 2
        assert (await confd.put(path, json={"secretaries": [{"user_id": two}]})).status_code == 204
        assert (await confd.get(path)).json()["member_ids"] == {str(two): codes[str(two)]}
        assert (await confd.post(f"{path}/secretaries", json={"user_id": one})).status_code == 201
        back = (await confd.get(path)).json()["member_ids"]
        assert back[str(one)] not in codes.values()

    async def test_one_is_switched_on_alone(self, confd, announced):  # ADM-066
        made, (_, one, two) = await make(confd)
        await announced()
        path = f"{PATH}/{made['id']}"
        assert (await confd.put(f"{path}/secretaries/{two}", json={"active": True})).status_code == 204
        secretaries = (await confd.get(path)).json()["secretaries"]
        assert [(one_["user_id"], one_["active"]) for one_ in secretaries] == [(one, False), (two, True)]
        assert [event[1] for event in await announced()] == ["config.call_filter.edited"]

    async def test_what_makes_no_sense_is_refused(self, confd):
        made, (boss, _, two) = await make(confd)
        other = await person(confd, "boss")
        body = {"name": "g", "mode": "all", "boss_id": other, "secretaries": [{"user_id": two}]}
        for change, message in (
            (
                {"secretaries": []},
                "Input Error - field 'secretaries': list should have at least 1 item after validation, not 0",
            ),
            ({"secretaries": [{"user_id": two}] * 2}, "Input Error - field 'secretaries': a secretary comes twice"),
            (
                {"secretaries": [{"user_id": other}]},
                "Input Error - field 'secretaries': the boss cannot be his own secretary",
            ),
            ({"boss_id": 777}, "Input Error - field 'boss_id': User 777 was not found"),
            ({"boss_id": boss}, f"Resource Error - CallFilter already exists ('boss_id': '{boss}')"),
            ({"mode": "random"}, f"Input Error - 'mode' must be one of ({MODES})"),
            ({"name": "f"}, "Resource Error - CallFilter already exists ('name': 'f')"),
        ):
            assert await refused(await confd.post(PATH, json={**body, **change})) == [message]
        assert (await confd.get(PATH)).json()["total"] == 1
        assert (await confd.delete(f"{PATH}/{made['id']}")).status_code == 204

    async def test_boss_and_secretary_are_in_one_context(self, confd):  # SYS-122
        boss, far = await hire(confd), await hire(confd, name="Bob", exten="1002")
        body = {"name": "branch", "display_name": "Branch", "entity": "xivo", "type": "internal"}
        assert (await confd.post("/contexts", json=body)).status_code == 201
        assert (await confd.put(f"/lines_sip/{far['id']}", json={"context": "branch"})).status_code == 204
        await play(confd, boss["user_id"], "boss")
        await play(confd, far["user_id"], "secretary")
        body = {"name": "f", "mode": "all", "boss_id": boss["user_id"], "secretaries": [{"user_id": far["user_id"]}]}
        reason = f"User {far['user_id']} is not in the context of the boss, default"
        assert await refused(await confd.post(PATH, json=body)) == [
            f"Input Error - field 'secretaries.0.user_id': {reason}"
        ]
        assert (await confd.put(f"/lines_sip/{far['id']}", json={"context": "default"})).status_code == 204
        assert (await confd.post(PATH, json=body)).status_code == 201


class TestRoles:  # ADM-061
    async def test_nobody_has_one_before_he_is_given_it(self, confd):
        alice = await person(confd, "no")
        assert (await confd.get(f"/users/{alice}/telephony")).json()["bsfilter"] == "no"
        answer = await confd.put(f"/users/{alice}/telephony", json={"bsfilter": "king"})
        assert await refused(answer) == ["Input Error - 'bsfilter' must be one of (no, boss, secretary)"]

    async def test_a_filter_needs_a_boss_and_a_secretary(self, confd):
        made, (boss, one, two) = await make(confd)
        other, nobody = await person(confd, "boss"), await person(confd, "no")
        for change, message in (
            ({"boss_id": nobody}, f"Input Error - field 'boss_id': User {nobody} has not the role of a boss"),
            ({"boss_id": one}, f"Input Error - field 'boss_id': User {one} has not the role of a boss"),
            (
                {"secretaries": [{"user_id": one}, {"user_id": nobody}]},
                f"Input Error - field 'secretaries.1.user_id': User {nobody} has not the role of a secretary",
            ),
            (
                {"secretaries": [{"user_id": boss}]},
                f"Input Error - field 'secretaries.0.user_id': User {boss} has not the role of a secretary",
            ),
        ):
            body = {"name": "g", "mode": "all", "boss_id": other, "secretaries": [{"user_id": two}], **change}
            assert await refused(await confd.post(PATH, json=body)) == [message]
        added = await confd.post(f"{PATH}/{made['id']}/secretaries", json={"user_id": nobody})
        assert added.status_code == 400

    async def test_who_is_in_a_filter_keeps_his(self, confd):
        made, (boss, one, _) = await make(confd)
        for user_id, role, kept in ((boss, "no", "boss"), (one, "boss", "secretary")):
            answer = await confd.put(f"/users/{user_id}/telephony", json={"bsfilter": role})
            reason = f"must stay {kept} while a call filter has this user as such"
            assert await refused(answer) == [f"Input Error - field 'bsfilter': {reason}"]
        assert (await confd.put(f"/users/{one}/telephony", json={"bsfilter": "secretary"})).status_code == 204
        await confd.delete(f"{PATH}/{made['id']}")
        await play(confd, boss, "no")

    async def test_roles_come_with_a_file_of_users(self, confd, announced):  # CC-115
        content = file({"firstname": "Big", "bosssecretary": "boss"}, {"firstname": "Bob", "bosssecretary": "no"})
        assert (await imported(confd, content)).status_code == 201
        assert [row["bosssecretary"] for row in rows(await export(confd))] == ["boss", "no"]
        big, bob = (await confd.get("/users")).json()["items"]
        assert (await imported(confd, file({"firstname": "x", "bosssecretary": "king"}))).json() == [
            "Input Error - line 2, column 'bosssecretary': must be one of (no, boss, secretary)"
        ]
        await announced()
        changed = file({"id": big["id"], "bosssecretary": "boss"}, {"id": bob["id"], "bosssecretary": "secretary"})
        assert (await imported(confd, changed, "PUT")).json()["updated"] == 1
        assert [event[0] for event in await announced()] == ["user_edited"]
        body = {"name": "f", "mode": "all", "boss_id": big["id"], "secretaries": [{"user_id": bob["id"]}]}
        assert (await confd.post(PATH, json=body)).status_code == 201
        reason = "must stay secretary while a call filter has this user as such"
        assert (await imported(confd, file({"id": bob["id"], "bosssecretary": ""}), "PUT")).json() == [
            f"Input Error - line 2, column 'bosssecretary': {reason}"
        ]


class TestWhoGoes:
    async def test_a_secretary_leaves_the_list_with_her_number_and_the_keys_to_it(self, confd, announced):  # API-111
        made, (boss, one, two) = await make(confd)
        codes = made["member_ids"]
        keys = {
            str(position): {"destination": {"type": "bsfilter", "filter_member_id": codes[str(user_id)]}}
            for position, user_id in enumerate((one, two), 1)
        }
        assert (await confd.put(f"/users/{boss}/funckeys", json={"keys": keys})).status_code == 204
        await announced()
        assert (await confd.delete(f"/users/{one}")).status_code == 204
        assert "call_filter_edited" in [event[0] for event in await announced()]
        left = (await confd.get(f"{PATH}/{made['id']}")).json()
        assert [secretary["user_id"] for secretary in left["secretaries"]] == [two]
        assert left["member_ids"] == {str(two): codes[str(two)]}
        assert list((await confd.get(f"/users/{boss}/funckeys")).json()["keys"]) == ["2"]
        # the last one, too: calls go to the boss then
        assert (await confd.delete(f"/users/{two}")).status_code == 204
        assert (await confd.get(f"{PATH}/{made['id']}")).json()["secretaries"] == []
        assert (await confd.put(f"{PATH}/{made['id']}", json={"description": "empty"})).status_code == 204

    async def test_a_boss_takes_his_filter_along(self, confd, announced):  # API-111
        made, (boss, one, _) = await make(confd)
        key = {"destination": {"type": "bsfilter", "filter_member_id": made["member_ids"][str(one)]}}
        assert (await confd.put(f"/users/{one}/funckeys", json={"keys": {"1": key}})).status_code == 204
        await announced()
        assert (await confd.delete(f"/users/{boss}")).status_code == 204
        names = [event[0] for event in await announced()]
        assert names.index("call_filter_deleted") < names.index("user_deleted")
        assert (await confd.get(f"{PATH}/{made['id']}")).status_code == 404
        assert (await confd.get(f"/users/{one}/funckeys")).json()["keys"] == {}
        await play(confd, one, "no")

    async def test_a_user_who_must_stay_keeps_his_filter(self, confd):
        made, (boss, *_) = await make(confd)
        await confd.post(
            "/incalls",
            json={"exten": "5555", "context": "from-extern", "destination": {"type": "user", "user_id": boss}},
        )
        assert (await confd.delete(f"/users/{boss}")).status_code == 400
        assert (await confd.get(f"{PATH}/{made['id']}")).status_code == 200
