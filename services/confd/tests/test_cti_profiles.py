# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user's client shows and may, and the reads of it that are documented."""

import asyncio

import pytest
from sqlalchemy import delete
from xivo_confd.resources.cti_profiles.model import CtiProfile
from xivo_testkit.crud import CrudSuite

from .refusals import refusal


def xlet(name, position, **fields):
    options = dict.fromkeys(("floating", "closable", "movable", "scroll"), False)
    return {"name": name, "position": position, **options, "number": None, **fields}


class TestCtiProfiles(CrudSuite):  # ADM-121, ADM-122, SYS-135
    path = "/client_profiles"
    event = "cti_profile"
    minimum = {"name": "Reception"}
    complete = {
        "name": "Hotline",
        "display_name": "Those who answer",
        "max_gui": 3,
        "presence_id": None,
        "phone_hint_id": None,
        "agent_status_id": None,
        "services": ["enablednd", "fwdunc"],
        "preferences": {"xlet.queues.statsfetchperiod": "10"},
        "xlets": [
            xlet("identity", "grid", number=0),
            xlet("tabber", "grid", number=1),
            xlet("search", "tab", number=0),
            xlet("queues", "dock", floating=True, closable=True, movable=True, scroll=True, number=0),
            xlet("agents", "dock"),
            xlet("agentdetails", "dock"),
        ],
    }
    edit = {"xlets": [xlet("people", "grid")], "max_gui": -1, "preferences": {}}
    required = ("name",)
    absent = ["Resource Not Found - CtiProfile was not found ('id': 999999)"]
    sortable = ("id", "name", "display_name")
    bad = [
        ({"max_gui": 0}, "Input Error - field 'max_gui': must be -1 for any number of clients, or at least 1"),
        ({"max_gui": -2}, "Input Error - field 'max_gui': input should be greater than or equal to -1"),
        ({"presence_id": 77}, "Input Error - field 'presence_id': Presence 77 was not found"),
        ({"phone_hint_id": 77}, "Input Error - field 'phone_hint_id': PhoneHint 77 was not found"),
        ({"agent_status_id": 77}, "Input Error - field 'agent_status_id': AgentStatus 77 was not found"),
        ({"services": ["fwdunc", "fwdunc"]}, "Input Error - field 'services.1': fwdunc is there twice"),
        (
            {"services": ["coffee"]},
            (
                "Input Error - 'services.0' must be one of "
                "(enablevoicemail, enablerecording, incallfilter, enablednd, fwdunc, fwdbusy, fwdrna)"
            ),
        ),
        (
            {"preferences": {"xlet.queues.statsfetchperiod": "0"}},
            "Input Error - field 'preferences.xlet.queues.statsfetchperiod': must be between 1 and 10800 seconds",
        ),
        (
            {"preferences": {"xlet.queues.statsfetchperiod": "often"}},
            "Input Error - field 'preferences.xlet.queues.statsfetchperiod': must be between 1 and 10800 seconds",
        ),
        (
            {"xlets": [xlet("search", "tab")]},  # ADM-125
            "Input Error - field 'xlets.0.position': a tab needs the xlet tabber in the profile",
        ),
        ({"xlets": [xlet("tabber", "tab")]}, "Input Error - field 'xlets.0.position': tabber cannot be in a tab"),
        ({"xlets": [xlet("fax", "window")]}, "Input Error - 'xlets.0.position' must be one of (dock, grid, tab)"),
        (
            {"xlets": [xlet("fax", "grid", scroll=True)]},  # ADM-123
            "Input Error - field 'xlets.0.scroll': only a dock has this option",
        ),
        (
            {"xlets": [xlet("fax", "grid", number=1), xlet("people", "grid", number=1)]},
            "Input Error - field 'xlets.1.number': another xlet is number 1 in position grid",
        ),
        (
            {"xlets": [xlet("fax", "grid"), xlet("fax", "dock")]},
            "Input Error - field 'xlets.1.name': fax is there twice",
        ),
        (
            {"xlets": [xlet("fax", "grid", number=-1)]},
            "Input Error - field 'xlets.0.number': input should be greater than or equal to 0",
        ),
    ]

    @pytest.fixture
    def confd(self, confd):
        """The suite reads what it wrote."""
        confd.params = {"view": "configuration"}
        return confd

    async def test_a_name_is_unique(self, confd):
        message = "Resource Error - CtiProfile already exists ('name': 'Agent')"
        assert await refusal(confd, "POST", self.path, {"name": "Agent"}) == [message]

    async def test_a_profile_of_a_user_stays(self, confd):  # ADM-121
        profile = await self.make(confd)
        user = (await confd.post("/users", json={"firstname": "Alice"})).json()["id"]
        cti = {"cti_profile_id": profile, "enabled": False}
        assert (await confd.put(f"/users/{user}/cti", json=cti)).status_code == 204
        ids = f"('cti_profile_id': {profile}, 'user_id': {user})"
        message = f"Resource Error - CtiProfile is associated with a User {ids}"
        assert await refusal(confd, "DELETE", f"{self.path}/{profile}") == [message]
        assert (await confd.put(f"/users/{user}/cti", json={**cti, "cti_profile_id": 1})).status_code == 204
        assert (await confd.delete(f"{self.path}/{profile}")).status_code == 204

    async def test_a_user_does_not_get_a_profile_that_is_gone(self, confd):  # API-113
        profile = await self.make(confd)
        user = (await confd.post("/users", json={"firstname": "Alice"})).json()["id"]
        assert (await confd.delete(f"{self.path}/{profile}")).status_code == 204
        message = f"Nonexistent parameters: cti_profile_id {profile} does not exist"
        body = {"cti_profile_id": profile, "enabled": False}
        assert await refusal(confd, "PUT", f"/users/{user}/cti", body) == [message]

    async def test_a_profile_that_is_being_deleted_is_not_given(self, app, confd):
        profile = await self.make(confd)
        user = (await confd.post("/users", json={"firstname": "Alice"})).json()["id"]
        body = {"cti_profile_id": profile, "enabled": False}
        async with app.state.database.session() as session:
            await session.execute(delete(CtiProfile).where(CtiProfile.id == profile))
            edit = asyncio.create_task(confd.put(f"/users/{user}/cti", json=body))
            await asyncio.sleep(0.3)
            assert not edit.done()
        assert (await edit).status_code == 400

    async def test_two_xlets_swap_their_numbers(self, confd):  # ADM-126
        first = [xlet("identity", "grid", number=0), xlet("people", "grid", number=1)]
        profile = await self.make(confd, {"name": "x", "xlets": first})
        swapped = [{**one, "number": 1 - one["number"]} for one in first]
        assert (await confd.put(f"{self.path}/{profile}", json={"xlets": swapped})).status_code == 204
        assert (await confd.get(f"{self.path}/{profile}")).json()["xlets"] == swapped

    async def test_what_the_shipped_profiles_offer(self, confd):  # ADM-122, SYS-188
        found = {one["name"]: one for one in (await confd.get(self.path)).json()["items"]}

        def placed(name, position):
            return [one["name"] for one in found[name]["xlets"] if one["position"] == position]

        supervision = ["queues", "queuemembers", "queueentrydetails", "agents", "agentdetails"]
        assert placed("Supervisor", "dock") == supervision  # CC-150
        assert placed("Agent", "dock") == ["queues", "customerinfo", "agentdetails"]
        assert placed("Client", "grid") == ["identity", "tabber"]
        assert placed("Client", "tab")[:3] == ["search", "customerinfo", "fax"]
        assert placed("Switchboard", "dock") == ["switchboard", "directory"]
        assert found["Client"]["services"] == ["enablednd", "fwdunc", "fwdbusy", "fwdrna"]
        for name, profile in found.items():  # they satisfy the rules
            answer = await confd.put(f"{self.path}/{profile['id']}", json={"xlets": profile["xlets"]})
            assert answer.status_code == 204, name

    async def test_the_snapshot_has_it(self, confd):
        profile = await self.make(confd, self.complete)
        *_, last = (await confd.get("/snapshot")).json()["client_profiles"]
        assert last == {"id": profile, **self.complete}


class TestTheDocumentedReads:
    async def test_they_stay_as_they_were_after_an_edit(self, confd):  # API-062, API-063
        profile = (await confd.post("/client_profiles", json={"name": "Reception", "max_gui": 2})).json()["id"]
        edit = {"name": "Desk", "xlets": [xlet("identity", "grid")]}
        assert (await confd.put(f"/client_profiles/{profile}", json=edit)).status_code == 204
        link = {"rel": "cti_profiles", "href": f"http://xivo.example:9487/1.1/cti_profiles/{profile}"}
        desk = {"id": profile, "name": "Desk", "links": [link]}
        assert (await confd.get(f"/cti_profiles/{profile}")).json() == desk
        listed = (await confd.get("/cti_profiles")).json()
        assert listed["total"] == 5
        assert listed["items"][-1] == desk
        assert {tuple(item) for item in listed["items"]} == {("id", "name", "links")}
