# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices: provd's documents in confd's words, and lines that come to phones."""

import pytest
from xivo_confd.resources.extensions.model import Extension
from xivo_confd.resources.line_extensions.model import LineExtension

TEMPLATE = {"id": "defaultconfigdevice", "parent_ids": [], "X_type": "device", "raw_config": {}}
DOCUMENTED = {
    "ip": "10.0.0.1",
    "mac": "00:00:5e:00:00:01",
    "vendor": "Aastra",
    "model": "6731i",
    "version": "3.2.2",
    "plugin": "xivo-aastra-3.2.2-SP3",
    "template_id": "defaultconfigdevice",
}
UNKNOWN = "f" * 32


@pytest.fixture(autouse=True)
def templates(provd):
    provd.configs["defaultconfigdevice"] = dict(TEMPLATE)


async def hire(confd, name="Alice", exten="1001", slot=1):
    """A user with a line and a number; the line's documents."""
    user = (await confd.post("/users", json={"firstname": name, "lastname": "Doe"})).json()
    line = (await confd.post("/lines_sip", json={"context": "default", "device_slot": slot})).json()
    extension = (await confd.post("/extensions", json={"exten": exten, "context": "default"})).json()
    assert (await confd.post(f"/users/{user['id']}/lines", json={"line_id": line["id"]})).status_code == 201
    associated = await confd.post(f"/lines/{line['id']}/extensions", json={"extension_id": extension["id"]})
    assert associated.status_code == 201
    return {**line, "user_id": user["id"], "extension_id": extension["id"]}


async def device_of(confd, line):
    return (await confd.get(f"/lines/{line['id']}")).json()["device_id"]


class TestReading:
    async def test_needs_credentials(self, anonymous):
        assert (await anonymous.get("/devices")).status_code == 401

    async def test_a_phone_that_came_by_itself(self, confd, provd):  # API-064 API-066
        device_id = provd.phone()
        assert (await confd.get(f"/devices/{device_id}")).json() == {
            "id": device_id,
            "ip": "10.0.0.1",
            "mac": "00:15:65:00:00:01",
            "sn": None,
            "vendor": "Yealink",
            "model": "T46G",
            "version": "28.80.0.125",
            "plugin": "xivo-yealink-v80",
            "description": None,
            "options": None,
            "template_id": None,
            "status": "autoprov",
            "links": [{"rel": "devices", "href": f"http://xivo.example:9487/1.1/devices/{device_id}"}],
        }

    async def test_an_unknown_device(self, confd):  # API-066
        for path in (UNKNOWN, "..%2Fconfigs", "a b", "x" * 300):
            answer = await confd.get(f"/devices/{path}")
            assert answer.status_code == 404
        assert (await confd.get(f"/devices/{UNKNOWN}")).json()[0] == "Not found"

    async def test_a_list_is_searched_sorted_and_cut_over_all_devices(self, confd, provd):  # API-065
        for number in range(12):
            provd.phone(mac=f"00:08:5d:00:00:{99 - number:02d}", vendor="Aastra" if number % 2 else "Snom")

        async def macs(query):
            answer = (await confd.get(f"/devices?{query}")).json()
            return [item["mac"][-2:] for item in answer["items"]], answer["total"]

        assert await macs("limit=2&order=mac") == (["88", "89"], 12)
        assert await macs("limit=2&order=mac&skip=1") == (["89", "90"], 12)
        assert await macs("limit=1&order=mac&direction=desc") == (["99"], 12)
        assert (await macs("search=aastra"))[1] == 6
        assert await macs("search=AUTOPROV&limit=1&order=mac") == (["88"], 12)
        assert await macs("search=10.0.0.12&order=ip") == (["88"], 1)

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("limit=0", "Invalid parameters: limit must be a positive number"),
            ("skip=-1", "Invalid parameters: skip must be a positive number"),
            ("order=status", "Invalid parameters: ordering parameter 'status' does not exist"),
            ("direction=up", "Invalid parameters: direction parameter 'up' does not exist"),
        ],
    )
    async def test_wrong_parameters_of_a_list(self, confd, query, message):  # API-065
        answer = await confd.get(f"/devices?{query}")
        assert (answer.status_code, answer.json()) == (400, [message])

    async def test_no_secret_is_read_for_a_list(self, confd, provd):
        provd.phone()
        await confd.get("/devices")
        assert sorted(provd.requests) == [("GET", "/cfg_mgr/configs"), ("GET", "/dev_mgr/devices")]


class TestWriting:
    async def test_the_documented_creation(self, confd, provd, announced):  # API-067
        answer = await confd.post("/devices", json=DOCUMENTED)
        assert answer.status_code == 201
        created = answer.json()
        assert answer.headers["Location"] == f"/1.1/devices/{created['id']}"
        assert created == {
            **DOCUMENTED,
            "id": created["id"],
            "sn": None,
            "description": None,
            "options": None,
            "status": "configured",
            "links": [{"rel": "devices", "href": f"http://xivo.example:9487/1.1/devices/{created['id']}"}],
        }
        assert provd.devices[created["id"]]["mac"] == "00:00:5e:00:00:01"
        assert [(name, data) for name, _, data, _ in await announced()] == [("device_created", {"id": created["id"]})]

    async def test_every_field_is_optional(self, confd):  # API-067
        answer = await confd.post("/devices", json={})
        assert (answer.status_code, answer.json()["status"]) == (201, "not_configured")

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"ip": "10.0.0.256"}, "Invalid parameters: ip"),
            ({"ip": "::1"}, "Invalid parameters: ip"),
            ({"mac": "00-00-5e-00-00-01"}, "Invalid parameters: mac"),
            ({"mac": "ZZ:00:5e:00:00:01"}, "Invalid parameters: mac"),
            ({"options": "switchboard"}, "Invalid parameters: options"),
            ({"options": {"x": 2**70}}, "Invalid parameters: options"),
            ({"options": {"x": "\0"}}, "Invalid parameters: options"),
            ({"options": {"switchboard": "yes"}}, "Invalid parameters: options.switchboard"),
            ({"plugin": "xivo-none"}, "Nonexistent parameters: plugin xivo-none does not exist"),
            ({"template_id": "none"}, "Nonexistent parameters: template_id none does not exist"),
            ({"template_id": "../base"}, "Nonexistent parameters: template_id ../base does not exist"),
            ({"nope": 1}, "Input Error - unknown parameters: nope"),
            ({"vendor": "a\nb"}, "Input Error - field 'vendor': must be on one line"),
        ],
    )
    async def test_what_is_refused(self, confd, provd, fields, message):  # API-067 API-068
        device_id = provd.phone()
        for answer in (
            await confd.post("/devices", json=fields),
            await confd.put(f"/devices/{device_id}", json=fields),
        ):
            assert (answer.status_code, answer.json()) == (400, [message])

    async def test_a_mac_address_is_taken_once(self, confd, provd):  # API-067 API-068
        await confd.post("/devices", json={"mac": "00:00:5E:00:00:01"})
        answer = await confd.post("/devices", json={"mac": "00:00:5e:00:00:01"})
        assert (answer.status_code, answer.json()) == (400, ["device 00:00:5e:00:00:01 already exists"])
        own = provd.phone(mac="00:00:5e:00:00:02")
        assert (await confd.put(f"/devices/{own}", json={"mac": "00:00:5e:00:00:02"})).status_code == 204
        assert (await confd.put(f"/devices/{own}", json={"mac": "00:00:5e:00:00:01"})).status_code == 400

    async def test_a_change_of_one_field(self, confd, provd, announced):  # API-068
        device_id = provd.phone(remote_state_sip_username="je5qtq")
        before = dict(provd.devices[device_id])
        assert (await confd.put(f"/devices/{device_id}", json={"ip": "10.0.0.77"})).status_code == 204
        assert provd.devices[device_id] == {**before, "ip": "10.0.0.77"}
        assert [name for name, *_ in await announced()] == ["device_edited"]
        assert (await confd.put(f"/devices/{UNKNOWN}", json={"ip": "10.0.0.1"})).status_code == 404

    async def test_options(self, confd, provd):  # API-064
        device_id = provd.phone()
        assert (await confd.put(f"/devices/{device_id}", json={"options": {"switchboard": True}})).status_code == 204
        assert (await confd.get(f"/devices/{device_id}")).json()["options"] == {"switchboard": True}
        assert (await confd.put(f"/devices/{device_id}", json={"options": None})).status_code == 204
        assert (await confd.get(f"/devices/{device_id}")).json()["options"] is None

    async def test_deletion(self, confd, provd, announced):  # API-069
        device_id = (await confd.post("/devices", json=DOCUMENTED)).json()["id"]
        await announced()
        assert (await confd.delete(f"/devices/{device_id}")).status_code == 204
        assert device_id not in provd.devices
        assert device_id not in provd.configs
        assert [name for name, *_ in await announced()] == ["device_deleted"]
        assert (await confd.delete(f"/devices/{device_id}")).status_code == 404

    async def test_a_device_with_a_line_stays(self, confd, provd):  # API-069
        line, device_id = await hire(confd), provd.phone()
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        answer = await confd.delete(f"/devices/{device_id}")
        assert answer.status_code == 400
        assert answer.json()[0] == f"error while deleting Device: the device is still linked to line {line['id']}"
        assert device_id in provd.devices
        assert (await confd.get(f"/devices/{device_id}/autoprov")).status_code == 204
        assert (await confd.delete(f"/devices/{device_id}")).status_code == 204


class TestLinesOnDevices:
    async def test_a_line_comes_to_a_phone(self, confd, provd, announced):  # API-072 API-145
        line, device_id = await hire(confd), provd.phone()
        await announced()
        assert (await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")).status_code == 204
        assert provd.devices[device_id]["config"] == device_id
        config = provd.configs[device_id]
        assert config["parent_ids"] == ["base", "defaultconfigdevice"]
        assert config["configdevice"] == "defaultconfigdevice"
        assert config["deletable"] is True
        assert config["raw_config"] == {
            "protocol": "SIP",
            "funckeys": {},
            "sip_lines": {
                "1": {
                    "username": line["username"],
                    "auth_username": line["username"],
                    "password": line["secret"],
                    "display_name": "Alice Doe",
                    "number": "1001",
                    "registrar_ip": "192.0.2.1",
                    "proxy_ip": "192.0.2.1",
                }
            },
        }
        assert await device_of(confd, line) == device_id
        device = (await confd.get(f"/devices/{device_id}")).json()
        assert (device["status"], device["template_id"]) == ("configured", "defaultconfigdevice")
        assert [name for name, *_ in await announced()] == ["line_edited", "device_edited"]

    async def test_twice_is_once(self, confd, provd, announced):  # API-072
        line, device_id = await hire(confd), provd.phone()
        for _ in range(2):
            assert (await confd.post(f"/devices/{device_id}/associate_line/{line['id']}")).status_code == 204
        assert list(provd.sip_lines(device_id)) == ["1"]

    async def test_a_cisco_7900_takes_sccp_lines_only(self, confd, provd):  # ADM-020
        line = await hire(confd)
        sccp = (await confd.post("/lines_sccp", json={"context": "default", "number": "1002"})).json()
        device_id = provd.phone(vendor="Cisco", model="7940G", plugin="xivo-cisco-sccp-legacy")
        answer = await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        assert (answer.status_code, answer.json()) == (
            400,
            [f"Invalid parameters: device {device_id} works in SCCP mode only, line {line['id']} is of protocol sip"],
        )
        assert await device_of(confd, line) is None
        assert (await confd.get(f"/devices/{device_id}/associate_line/{sccp['id']}")).status_code == 204
        assert await device_of(confd, sccp) == device_id

    async def test_what_does_not_exist(self, confd, provd):  # API-072 API-073
        line, device_id = await hire(confd), provd.phone()
        for action in ("associate_line", "remove_line"):
            answer = await confd.get(f"/devices/{UNKNOWN}/{action}/{line['id']}")
            assert (answer.status_code, answer.json()[0]) == (404, "Not found")
            answer = await confd.get(f"/devices/{device_id}/{action}/999")
            assert (answer.status_code, answer.json()[0]) == (404, "Line with id=999 does not exist")
            assert (await confd.get(f"/devices/{device_id}/{action}/x")).status_code == 404
        answer = await confd.get(f"/devices/{device_id}/remove_line/{line['id']}")
        assert answer.status_code == 400

    async def test_another_code_gives_the_phone_another_line(self, confd, provd):  # API-070 API-072
        alice, bob, device_id = await hire(confd), await hire(confd, "Bob", "1002"), provd.phone()
        await confd.get(f"/devices/{device_id}/associate_line/{alice['id']}")
        await confd.get(f"/devices/{device_id}/associate_line/{bob['id']}")
        assert provd.sip_lines(device_id)["1"]["number"] == "1002"
        assert await device_of(confd, alice) is None

    async def test_a_line_moves_to_another_phone(self, confd, provd):  # API-072
        line, old, new = await hire(confd), provd.phone(), provd.phone()
        await confd.get(f"/devices/{old}/associate_line/{line['id']}")
        await confd.get(f"/devices/{new}/associate_line/{line['id']}")
        assert provd.sip_lines(new)["1"]["number"] == "1001"
        assert provd.sip_lines(old) == {}
        assert (await confd.get(f"/devices/{old}")).json()["status"] == "autoprov"
        assert old not in provd.configs

    async def test_two_lines_on_two_keys(self, confd, provd):  # API-072 API-073
        alice, bob = await hire(confd), await hire(confd, "Bob", "1002", slot=2)
        device_id = provd.phone()
        for line in (alice, bob):
            await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        assert {key: line["number"] for key, line in provd.sip_lines(device_id).items()} == {"1": "1001", "2": "1002"}
        assert (await confd.get(f"/devices/{device_id}/remove_line/{alice['id']}")).status_code == 204
        assert list(provd.sip_lines(device_id)) == ["2"]
        assert (await confd.get(f"/devices/{device_id}/remove_line/{bob['id']}")).status_code == 204
        assert (await confd.get(f"/devices/{device_id}")).json()["status"] == "autoprov"

    async def test_the_main_users_name_and_the_internal_number(self, app, confd, provd):  # API-114 API-145
        line = await hire(confd)
        async with app.state.database.session() as session:
            did = Extension(exten="0445", context="from-extern")
            session.add(did)
            await session.flush()
            session.add(LineExtension(extension_id=did.id, line_id=line["id"]))
        other = (await confd.post("/users", json={"firstname": "Bob", "language": "fr_FR"})).json()
        assert (await confd.post(f"/users/{other['id']}/lines", json={"line_id": line["id"]})).status_code == 201
        await confd.put(f"/users/{line['user_id']}", json={"language": "de_DE", "timezone": "Europe/Berlin"})
        device_id = provd.phone()
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        shown = provd.sip_lines(device_id)["1"]
        assert (shown["display_name"], shown["number"]) == ("Alice Doe", "1001")
        raw_config = provd.configs[device_id]["raw_config"]
        assert (raw_config["locale"], raw_config["timezone"]) == ("de_DE", "Europe/Berlin")

    async def test_a_template_is_kept(self, confd, provd):  # API-068
        provd.configs["reception"] = {**TEMPLATE, "id": "reception"}
        line, device_id = await hire(confd), provd.phone()
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        assert (await confd.put(f"/devices/{device_id}", json={"template_id": "reception"})).status_code == 204
        assert provd.configs[device_id]["parent_ids"] == ["base", "reception"]
        assert provd.sip_lines(device_id)["1"]["number"] == "1001"
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        assert (await confd.get(f"/devices/{device_id}")).json()["template_id"] == "reception"

    async def test_a_template_alone_leaves_the_provisioning_code(self, confd, provd):  # API-067 API-070
        device_id = provd.phone()
        assert (
            await confd.put(f"/devices/{device_id}", json={"template_id": "defaultconfigdevice"})
        ).status_code == 204
        assert provd.configs[device_id]["parent_ids"] == ["base", "autoprov", "defaultconfigdevice"]
        line = await hire(confd)
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        assert provd.configs[device_id]["parent_ids"] == ["base", "defaultconfigdevice"]

    async def test_nobody_leaves_a_line_that_a_phone_has(self, confd, provd):  # API-094 API-099 API-117
        line, device_id = await hire(confd), provd.phone()
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        refused = ["Invalid parameters: A device is still associated to the line"]
        for path in (
            f"/users/{line['user_id']}/lines/{line['id']}",
            f"/lines/{line['id']}/extensions/{line['extension_id']}",
            f"/lines/{line['id']}/extension",
        ):
            answer = await confd.delete(path)
            assert (answer.status_code, answer.json()) == (400, refused)
        assert (await confd.delete(f"/lines_sip/{line['id']}")).status_code == 400
        await confd.get(f"/devices/{device_id}/autoprov")
        assert (await confd.delete(f"/lines/{line['id']}/extensions/{line['extension_id']}")).status_code == 204
        assert (await confd.delete(f"/users/{line['user_id']}/lines/{line['id']}")).status_code == 204
        assert (await confd.delete(f"/lines_sip/{line['id']}")).status_code == 204


class TestAutoprov:
    async def test_line_and_configuration_are_forgotten(self, confd, provd):  # API-070
        line, device_id = await hire(confd), provd.phone()
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        answer = await confd.get(f"/devices/{device_id}/autoprov")
        assert (answer.status_code, answer.content) == (204, b"")
        assert (await confd.get(f"/devices/{device_id}")).json()["status"] == "autoprov"
        assert provd.configs[provd.devices[device_id]["config"]]["parent_ids"] == ["autoprov"]
        assert device_id not in provd.configs
        assert await device_of(confd, line) is None
        assert provd.synchronized == [device_id]
        assert provd.monitors == {}

    async def test_a_phone_that_cannot_be_told_does_not_matter(self, confd, provd):  # API-070
        device_id = provd.phone()
        provd.outcome = "fail"
        assert (await confd.post(f"/devices/{device_id}/autoprov")).status_code == 204

    async def test_an_unknown_device(self, confd):  # API-070
        assert (await confd.get(f"/devices/{UNKNOWN}/autoprov")).status_code == 404

    async def test_a_line_is_freed_from_a_device_that_was_deleted_in_provd(self, confd, provd):  # API-131
        line, device_id = await hire(confd), provd.phone()
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        del provd.devices[device_id]
        assert (await confd.get("/devices")).json() == {"total": 0, "items": []}
        assert (await confd.get(f"/devices/{device_id}/autoprov")).status_code == 204
        assert await device_of(confd, line) is None


class TestSynchronize:
    async def test_the_phone_is_told(self, confd, provd):  # API-071 API-140 API-158
        device_id = provd.phone()
        assert (await confd.get(f"/devices/{device_id}/synchronize")).status_code == 204
        assert (provd.synchronized, provd.monitors) == ([device_id], {})

    @pytest.mark.parametrize("outcome", ["fail", "NOTIFY|fail;1/1(a|success)"])
    async def test_a_phone_that_cannot_be_told(self, confd, provd, outcome):  # API-071 API-157
        device_id = provd.phone()
        provd.outcome = outcome
        answer = await confd.get(f"/devices/{device_id}/synchronize")
        assert answer.status_code == 400
        assert answer.json()[0].startswith("error while synchronizing Device: ")
        assert provd.monitors == {}

    async def test_why_it_cannot_be_told(self, confd, provd):  # API-071 API-157
        provd.outcome, provd.reason = "fail", "restart it by hand"
        answer = await confd.get(f"/devices/{provd.phone()}/synchronize")
        assert (answer.status_code, answer.json()) == (
            400,
            ["error while synchronizing Device: restart it by hand"],
        )

    async def test_an_unknown_device(self, confd):  # API-071
        assert (await confd.get(f"/devices/{UNKNOWN}/synchronize")).status_code == 404


class TestWithoutProvd:
    async def test_it_is_said_not_shown_as_an_empty_list(self, confd, provd):  # API-065 API-067 API-070
        line, device_id = await hire(confd), provd.phone()
        provd.away = True
        answers = [
            await confd.get("/devices"),
            await confd.get(f"/devices/{device_id}"),
            await confd.post("/devices", json={"ip": "10.0.0.1"}),
            await confd.put(f"/devices/{device_id}", json={"ip": "10.0.0.1"}),
            await confd.delete(f"/devices/{device_id}"),
            await confd.get(f"/devices/{device_id}/autoprov"),
            await confd.get(f"/devices/{device_id}/synchronize"),
            await confd.get(f"/devices/{device_id}/associate_line/{line['id']}"),
        ]
        for answer in answers:
            assert answer.status_code == 503
            assert answer.json() == ["Unexpected error: provd is not available"]
            assert "Retry-After" in answer.headers
        assert await device_of(confd, line) is None
