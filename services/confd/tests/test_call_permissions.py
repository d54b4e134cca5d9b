# SPDX-License-Identifier: GPL-3.0-or-later
"""Call permissions, and with them what every declared resource has: references, use, entity, snapshot."""

from xivo_testkit.crud import CrudSuite


class TestCallPermissions(CrudSuite):  # ADM-086, ADM-087, ADM-093
    path = "/call_permissions"
    event = "call_permission"
    minimum = {"name": "deny", "extensions": ["101"]}
    complete = {
        "name": "mobiles",
        "password": "1234",
        "mode": "allow",
        "enabled": False,
        "description": "expensive",
        "extensions": ["_0[67]XXXXXXXX", "_.", "101", "_*21!"],
        "users": [],
        "groups": [],
        "incalls": [],
        "outcalls": [],
    }
    edit = {"extensions": ["102"], "mode": "deny"}
    required = ("name",)
    write_only = ("password",)
    absent = ["Resource Not Found - CallPermission was not found ('id': 999999)"]
    sortable = ("id", "name", "mode")
    bad = [
        ({"mode": "maybe"}, "Input Error - 'mode' must be one of (allow, deny)"),
        (
            {"extensions": []},
            "Input Error - field 'extensions': list should have at least 1 item after validation, not 0",
        ),
        ({"users": [77]}, "Input Error - field 'users.0': User 77 was not found"),
        ({"groups": [77]}, "Input Error - field 'groups.0': Group 77 was not found"),
        ({"enabled": "yes"}, "Input Error - field 'enabled': wrong type. Should be a boolean"),
    ]

    async def test_a_name_is_unique(self, confd):
        await self.make(confd)
        answer = await confd.post(self.path, json=self.minimum)
        assert (answer.status_code, answer.json()) == (
            400,
            ["Resource Error - CallPermission already exists ('name': 'deny')"],
        )

    async def test_a_user_who_is_deleted_leaves_it(self, confd, announced):  # API-111
        user = (await confd.post("/users", json={"firstname": "Alice"})).json()["id"]
        other = (await confd.post("/users", json={"firstname": "Bob"})).json()["id"]
        permission = await self.make(confd, {**self.minimum, "users": [user, other]})
        await announced()
        assert (await confd.delete(f"/users/{user}")).status_code == 204
        assert (await confd.get(f"{self.path}/{permission}")).json()["users"] == [other]
        events = [event[:3] for event in await announced()]
        assert ("call_permission_edited", "config.call_permission.edited", {"id": permission}) in events

    async def test_a_group_it_names_stays(self, confd):
        group = (await confd.post("/groups", json={"name": "sales", "context": "default"})).json()["id"]
        permission = await self.make(confd, {**self.minimum, "groups": [group]})
        answer = await confd.delete(f"/groups/{group}")
        ids = f"('group_id': {group}, 'call_permission_id': {permission})"
        assert (answer.status_code, answer.json()) == (
            400,
            [f"Resource Error - Group is associated with a CallPermission {ids}"],
        )
        assert (await confd.put(f"{self.path}/{permission}", json={"groups": []})).status_code == 204
        assert (await confd.delete(f"/groups/{group}")).status_code == 204

    async def test_its_end_frees_what_it_named(self, confd):
        user = (await confd.post("/users", json={"firstname": "Alice"})).json()["id"]
        permission = await self.make(confd, {**self.minimum, "users": [user]})
        assert (await confd.delete(f"{self.path}/{permission}")).status_code == 204
        assert (await confd.delete(f"/users/{user}")).status_code == 204

    async def test_the_snapshot_has_it_and_its_password_only_with_secrets(self, confd):
        await self.make(confd, self.complete)
        (plain,) = (await confd.get("/snapshot")).json()["call_permissions"]
        (secret,) = (await confd.get("/snapshot", params={"secrets": "true"})).json()["call_permissions"]
        assert plain["extensions"] == self.complete["extensions"]
        assert "password" not in plain
        assert secret == {**plain, "password": "1234"}

    async def test_what_digits_are_compared_with_is_no_password(self, confd):  # ADM-094
        permission = await self.make(confd, self.complete)

        async def kept():
            (row,) = (await confd.get("/snapshot")).json()["call_permissions"]
            return row["password_hash"]

        assert (await kept()).startswith("$argon2id$")
        assert "1234" not in await kept()
        before = await kept()
        await confd.put(f"{self.path}/{permission}", json={"mode": "deny"})
        assert await kept() == before
        await confd.put(f"{self.path}/{permission}", json={"password": None})
        assert await kept() is None
        assert (await confd.get(self.path, params={"search": "argon2"})).json()["total"] == 0
        assert (await confd.get(self.path, params={"order": "password_hash"})).status_code == 400
