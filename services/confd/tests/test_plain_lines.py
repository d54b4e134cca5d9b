# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom and SCCP lines: all that lines have, and what they are among the others."""

import pytest
from xivo_testkit.crud import CrudSuite

NOT_FOUND = [
    "Line with line_id=999999 does not exist",
    "Resource Not Found - Line was not found ('id': 999999)",
]


class Lines:
    event = "line"
    edit = {"device_slot": 3}
    absent = NOT_FOUND
    sortable = ("id", "context")
    bad = [
        ({"context": "nowhere"}, "Invalid parameters: context nowhere does not exist"),
        ({"device_slot": 0}, "Invalid parameters: device_slot must be numeric"),
    ]


class TestCustomLines(Lines, CrudSuite):  # API-088
    path = "/lines_custom"
    minimum = {"context": "default", "interface": "Local/1234@default"}
    complete = {
        "context": "default",
        "interface": "dahdi/g1/5551234",
        "device_slot": 2,
        "callerid": '"John Doe" <1002>',
        "provisioning_extension": "438111",
    }
    required = ("interface", "context")

    async def test_it_is_among_all_lines(self, confd):  # API-086
        identifier = await self.make(confd, self.complete)
        line = (await confd.get(f"/lines/{identifier}")).json()
        assert line == {
            "id": identifier,
            "context": "default",
            "name": "dahdi/g1/5551234",
            "protocol": "custom",
            "provisioning_extension": "438111",
            "device_slot": 2,
            "device_id": None,
            "links": [{"rel": "lines_custom", "href": f"http://xivo.example:9487/1.1/lines_custom/{identifier}"}],
        }
        assert (await confd.get(f"/lines_sip/{identifier}")).status_code == 404
        assert (await confd.get(f"/lines_sccp/{identifier}")).status_code == 404

    @pytest.mark.parametrize("interface", ["", "1234", "SIP/a&SIP/b", "Local/1,30", "Local/${X}", "Local/1)\nexten"])
    async def test_an_interface_is_one_channel(self, confd, interface):
        answer = await confd.post(self.path, json={**self.minimum, "interface": interface})
        assert answer.status_code == 400

    async def test_it_has_users_and_extensions_like_any_other(self, confd):
        line = await self.make(confd)
        user = (await confd.post("/users", json={"firstname": "Alice"})).json()["id"]
        extension = (await confd.post("/extensions", json={"exten": "1001", "context": "default"})).json()["id"]
        assert (await confd.post(f"/users/{user}/lines", json={"line_id": line})).status_code == 201
        associated = await confd.post(f"/lines/{line}/extensions", json={"extension_id": extension})
        assert associated.status_code == 201
        answer = await confd.delete(f"{self.path}/{line}")
        assert (answer.status_code, answer.json()) == (
            400,
            ["Error while deleting Line: line still has a link"],
        )


class TestSccpLines(Lines, CrudSuite):  # API-088
    path = "/lines_sccp"
    minimum = {"context": "default", "number": "1234"}
    complete = {
        "context": "default",
        "number": "1235",
        "device_slot": 1,
        "callerid": '"John Doe" <1002>',
        "provisioning_extension": "382731",
    }
    required = ("number", "context")

    async def test_its_name_is_made_of_its_number(self, confd):  # API-088
        identifier = await self.make(confd)
        line = (await confd.get(f"/lines/{identifier}")).json()
        assert (line["name"], line["protocol"]) == ("SCCP/1234", "sccp")
        await confd.put(f"{self.path}/{identifier}", json={"number": "1300"})
        assert (await confd.get(f"/lines/{identifier}")).json()["name"] == "SCCP/1300"

    async def test_a_number_is_one_lines(self, confd):
        await self.make(confd)
        answer = await confd.post(self.path, json=self.minimum)
        assert (answer.status_code, answer.json()) == (
            400,
            ["error while creating Line: username SCCP/1234 already exists"],
        )
