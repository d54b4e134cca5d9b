# SPDX-License-Identifier: GPL-3.0-or-later
"""Categories of music on hold."""

from xivo_testkit.crud import CrudSuite


class TestMusicsOnHold(CrudSuite):  # CC-019, CC-020, CC-021, CC-022
    path = "/musics_on_hold"
    event = "music_on_hold"
    minimum = {"name": "jazz"}
    complete = {
        "name": "radio",
        "label": "Radio",
        "mode": "custom",
        "sort": "alpha",
        "application": "/usr/bin/mpg123 -s --mono -y -f 8192 -r 8000 http://streaming.example.com/stream.mp3",
        "description": "",
    }
    edit = {"label": "Web radio", "sort": "none"}
    required = ("name",)
    absent = ["Resource Not Found - MusicOnHold was not found ('id': 999999)"]
    sortable = ("id", "name", "mode")
    bad = [
        ({"mode": "vinyl"}, "Input Error - 'mode' must be one of (files, mp3, custom)"),
        ({"application": "mpg123 x", "mode": "custom"}, "Input Error - field 'application': must match ^(/[^;]*)?$"),
        (
            {"application": "/bin/x", "mode": "files"},
            "Input Error - field 'application': only a custom category has a command",
        ),
        ({"application": "", "mode": "custom"}, "Input Error - field 'application': a custom category needs a command"),
        ({"name": "../etc"}, "Input Error - field 'name': must match ^[A-Za-z0-9][A-Za-z0-9_.-]*$"),
    ]

    async def test_default_exists_and_stays(self, confd):
        (default,) = (await confd.get(self.path)).json()["items"]
        assert default["name"] == "default"
        answer = await confd.delete(f"{self.path}/{default['id']}")
        assert (answer.status_code, answer.json()) == (
            400,
            ["Resource Error - MusicOnHold default cannot be deleted"],
        )

    async def test_a_name_is_for_good(self, confd):
        category = await self.make(confd)
        answer = await confd.put(f"{self.path}/{category}", json={"name": "blues"})
        assert (answer.status_code, answer.json()) == (400, ["Input Error - field 'name': cannot be changed"])
        assert (await confd.put(f"{self.path}/{category}", json={"name": "jazz"})).status_code == 204

    async def test_what_is_heard_somewhere_stays(self, confd):
        category = await self.make(confd)
        user = (await confd.post("/users", json={"firstname": "Alice", "music_on_hold": "jazz"})).json()["id"]
        answer = await confd.delete(f"{self.path}/{category}")
        ids = f"('music_on_hold_id': {category}, 'user_id': {user})"
        assert (answer.status_code, answer.json()) == (
            400,
            [f"Resource Error - MusicOnHold is associated with a User {ids}"],
        )
        await confd.put(f"/users/{user}", json={"music_on_hold": "default"})
        group = (await confd.post("/groups", json={"name": "g", "context": "default", "music_on_hold": "jazz"})).json()
        assert (await confd.delete(f"{self.path}/{category}")).status_code == 400
        assert (await confd.delete(f"/groups/{group['id']}")).status_code == 204
        assert (await confd.delete(f"{self.path}/{category}")).status_code == 204
