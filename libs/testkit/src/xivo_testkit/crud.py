# SPDX-License-Identifier: GPL-3.0-or-later
"""The suite that every configuration resource inherits: declare bodies and bad bodies, get the tests.

The test package provides the fixtures `confd` (an httpx.AsyncClient below the API's prefix), `anonymous` (the
same without credentials), `announced` (reads and empties the outbox) and `queries` (counts statements).
"""

from __future__ import annotations

from typing import Any, ClassVar

Body = dict[str, Any]
ABSENT_ID = 999_999


class CrudSuite:
    """Create, read, list, edit and delete one resource, and be refused.

    Cites what all resources share.
    """

    path: ClassVar[str]
    event: ClassVar[str]
    minimum: ClassVar[Body]
    complete: ClassVar[Body]
    edit: ClassVar[Body]
    required: ClassVar[tuple[str, ...]]
    bad: ClassVar[list[tuple[Body, str]]]
    absent: ClassVar[list[str]]
    sortable: ClassVar[tuple[str, ...]]
    write_only: ClassVar[tuple[str, ...]] = ()
    created_in_full: ClassVar[bool] = True

    async def make(self, confd: Any, body: Body | None = None) -> int:
        answer = await confd.post(self.path, json=body or self.minimum)
        assert answer.status_code == 201, answer.text
        identifier: int = answer.json()["id"]
        return identifier

    def shown(self, body: Body) -> Body:
        """What a read shows of a body that was sent."""
        return {key: value for key, value in body.items() if key not in self.write_only}

    async def test_anonymous_gets_401(self, anonymous: Any) -> None:  # API-203
        for method, path in (("GET", ""), ("POST", ""), ("GET", "/1"), ("PUT", "/1"), ("DELETE", "/1")):
            answer = await anonymous.request(method, self.path + path)
            assert answer.status_code == 401, (method, path)
            assert isinstance(answer.json(), list)

    async def test_created_is_answered_with_its_location_and_can_be_read(self, confd: Any) -> None:
        # API-205, API-211, API-212
        answer = await confd.post(self.path, json=self.complete)
        assert answer.status_code == 201, answer.text
        body = answer.json()
        assert answer.headers["location"] == f"/1.1{self.path}/{body['id']}"
        assert answer.headers["content-type"] == "application/json"
        read = (await confd.get(f"{self.path}/{body['id']}")).json()
        if self.created_in_full:
            assert body == read
        assert self.shown(self.complete).items() <= read.items()
        assert read["links"][0]["href"].endswith(f"/1.1{self.path}/{body['id']}")

    async def test_objects_have_the_same_keys_whatever_they_contain(self, confd: Any) -> None:  # API-211
        one, other = await self.make(confd), await self.make(confd, self.complete)
        keys = [set((await confd.get(f"{self.path}/{n}")).json()) for n in (one, other)]
        assert keys[0] == keys[1]

    async def test_the_list_counts_all_and_shows_a_page(self, confd: Any) -> None:  # API-207, API-210
        before = (await confd.get(self.path)).json()["total"]
        await self.make(confd)
        await self.make(confd, self.complete)
        page = (await confd.get(self.path, params={"limit": 1})).json()
        assert page["total"] == before + 2
        assert len(page["items"]) == 1
        rest = (await confd.get(self.path, params={"skip": 1})).json()
        assert rest["total"] == before + 2
        assert len(rest["items"]) == before + 1

    async def test_a_list_costs_as_many_queries_for_one_as_for_many(self, confd: Any, queries: Any) -> None:  # API-207
        counts = set()
        for body in (self.minimum, self.complete):
            await self.make(confd, body)
            with queries() as counted:
                await confd.get(self.path)
            counts.add(counted.count)
        assert len(counts) == 1

    async def test_the_list_is_sorted_both_ways(self, confd: Any) -> None:  # API-207
        await self.make(confd)
        await self.make(confd, self.complete)
        for column in self.sortable:
            answers = [
                (await confd.get(self.path, params={"order": column, "direction": direction})).json()["items"]
                for direction in ("asc", "desc")
            ]
            values = [[item[column] or "" for item in items] for items in answers]
            assert values[0] == sorted(values[0]), column
            assert values[1] == sorted(values[1], reverse=True), column

    async def test_wrong_list_parameters_are_named(self, confd: Any) -> None:  # API-065, API-207
        for parameters, message in (
            ({"limit": "-1"}, "Invalid parameters: limit must be a positive number"),
            ({"limit": "x"}, "Invalid parameters: limit must be a positive number"),
            ({"skip": "-1"}, "Invalid parameters: skip must be a positive number"),
            ({"order": "nope"}, "Invalid parameters: ordering parameter 'nope' does not exist"),
            ({"direction": "up"}, "Invalid parameters: direction parameter 'up' does not exist"),
        ):
            answer = await confd.get(self.path, params=parameters)
            assert (answer.status_code, answer.json()) == (400, [message])

    async def test_an_edit_changes_only_what_it_names(self, confd: Any) -> None:  # API-212
        identifier = await self.make(confd, self.complete)
        before = (await confd.get(f"{self.path}/{identifier}")).json()
        answer = await confd.put(f"{self.path}/{identifier}", json=self.edit)
        assert answer.status_code == 204, answer.text
        assert answer.content == b""
        assert answer.headers["content-type"].startswith("text/html")
        after = (await confd.get(f"{self.path}/{identifier}")).json()
        assert after == {**before, **self.shown(self.edit)}

    async def test_deleted_is_gone(self, confd: Any) -> None:
        identifier = await self.make(confd)
        answer = await confd.delete(f"{self.path}/{identifier}")
        assert (answer.status_code, answer.content) == (204, b"")
        for method in ("GET", "DELETE"):
            assert (await confd.request(method, f"{self.path}/{identifier}")).status_code == 404

    async def test_what_does_not_exist_is_404_with_the_documented_words(self, confd: Any) -> None:  # API-205, API-213
        for method, body in (("GET", None), ("PUT", self.edit), ("DELETE", None)):
            answer = await confd.request(method, f"{self.path}/{ABSENT_ID}", json=body)
            assert (answer.status_code, answer.json()) == (404, self.absent), method
        for wrong in ("nope", "-1", "99999999999999999999", "1.5"):
            answer = await confd.get(f"{self.path}/{wrong}")
            assert answer.status_code == 404
            assert isinstance(answer.json(), list)

    async def test_missing_and_unknown_parameters(self, confd: Any) -> None:  # API-213
        for name in self.required:
            body = {key: value for key, value in self.complete.items() if key != name}
            answer = await confd.post(self.path, json=body)
            assert (answer.status_code, answer.json()) == (
                400,
                [f"Input Error - missing parameters: {name}"],
            )
        identifier = await self.make(confd)
        for method, path, body in (
            ("POST", self.path, self.minimum),
            ("PUT", f"{self.path}/{identifier}", self.edit),
        ):
            answer = await confd.request(method, path, json={**body, "nope": 1})
            assert (answer.status_code, answer.json()) == (
                400,
                ["Input Error - unknown parameters: nope"],
            )

    async def test_bad_bodies(self, confd: Any) -> None:
        identifier = await self.make(confd)
        for change, message in self.bad:
            for method, path, body in (
                ("POST", self.path, {**self.complete, **change}),
                ("PUT", f"{self.path}/{identifier}", change),
            ):
                answer = await confd.request(method, path, json=body)
                assert answer.status_code == 400, (method, change, answer.text)
                assert message in answer.json(), (method, change)

    async def test_what_is_no_object_is_refused(self, confd: Any) -> None:  # API-212
        for content in (b"[]", b"1", b"null", b'"x"', b"{", b"", b"\xff\xfe", b"[" * 5000, b'{"a": 1e999999}'):
            answer = await confd.post(self.path, content=content, headers={"Content-Type": "application/json"})
            assert answer.status_code == 400, content[:20]
            assert isinstance(answer.json(), list)

    async def test_media_types(self, confd: Any) -> None:  # API-208
        """API-208, API-214: 406 and 415 have no body."""
        del confd.headers["accept"]
        for accept in ("text/html", "", "application/json;q=0"):
            answer = await confd.get(self.path, headers={"Accept": accept})
            assert (answer.status_code, answer.content) == (406, b""), accept
        for accept in ("application/json", "*/*", "text/html, application/*;q=0.1"):
            assert (await confd.get(self.path, headers={"Accept": accept})).status_code == 200, accept
        for content_type in ("text/plain", "application/x-www-form-urlencoded", ""):
            answer = await confd.post(
                self.path,
                content=b"{}",
                headers={"Content-Type": content_type, "Accept": "application/json"},
            )
            assert (answer.status_code, answer.content) == (415, b""), content_type

    async def test_each_change_is_announced_once(self, confd: Any, announced: Any) -> None:
        if not self.event:
            return
        identifier = await self.make(confd)
        await confd.put(f"{self.path}/{identifier}", json=self.edit)
        await confd.delete(f"{self.path}/{identifier}")
        events = await announced()
        assert [event[:2] for event in events] == [
            (f"{self.event}_{what}", f"config.{self.event}.{what}") for what in ("created", "edited", "deleted")
        ]
        assert all(event[2]["id"] == identifier and event[3]["live_reload"] is True for event in events)

    async def test_a_refused_change_is_not_announced(self, confd: Any, announced: Any) -> None:
        await confd.post(self.path, json={})
        await confd.delete(f"{self.path}/{ABSENT_ID}")
        assert await announced() == []
