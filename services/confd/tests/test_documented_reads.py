# SPDX-License-Identifier: GPL-3.0-or-later
"""Small promises of the manual that no resource's own suite makes: exact answers of reads, old paths, old services."""

import pytest

BASE = "http://xivo.example:9487/1.1"


async def created(confd, path, body):
    answer = await confd.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer


async def test_an_extension(confd):  # API-076
    body = {"exten": "1234", "context": "default", "commented": False}
    identifier = (await created(confd, "/extensions", body)).json()["id"]
    link = {"rel": "extensions", "href": f"{BASE}/extensions/{identifier}"}
    assert (await confd.get(f"/extensions/{identifier}")).json() == {"id": identifier, **body, "links": [link]}
    assert (await confd.get("/extensions/999999")).status_code == 404


async def test_sip_lines(confd):  # API-090, API-091
    body = {
        "context": "default",
        "device_slot": 1,
        "username": "abcdef",
        "secret": "secret_password",
        "provisioning_extension": "123456",
        "callerid": '"John Doe" <1002>',
    }
    identifier = (await created(confd, "/lines_sip", body)).json()["id"]
    line = {"id": identifier, **body, "links": [{"rel": "lines_sip", "href": f"{BASE}/lines_sip/{identifier}"}]}
    assert (await confd.get(f"/lines_sip/{identifier}")).json() == line
    assert (await confd.get("/lines_sip")).json() == {"total": 1, "items": [line]}
    assert (await confd.get("/lines_sip/999999")).status_code == 404


async def test_the_deprecated_service_of_one_extension(confd):  # API-101, API-102
    line = (await created(confd, "/lines_sip", {"context": "default", "device_slot": 1})).json()["id"]
    extension = (await created(confd, "/extensions", {"exten": "1234", "context": "default"})).json()["id"]
    answer = await confd.get(f"/extensions/{extension}/line")
    assert (answer.status_code, answer.json()[0]) == (404, f"Extension with id={extension} does not have a line")
    answer = await confd.post(f"/lines/{line}/extension", json={"extension_id": 77})
    assert (answer.status_code, answer.json()[0]) == (
        400,
        "Nonexistent parameters: extension_id 77 does not exist",
    )
    answer = await created(confd, f"/lines/{line}/extension", {"extension_id": extension})
    assert answer.headers["location"] == f"/1.1/lines/{line}/extension"
    assert (answer.json()["line_id"], answer.json()["extension_id"]) == (line, extension)
    answer = await confd.post(f"/lines/{line}/extension", json={"extension_id": extension})
    assert (answer.status_code, answer.json()[0]) == (
        400,
        f"Invalid parameters: line with id {line} already has an extension",
    )
    assert (await confd.get(f"/extensions/{extension}/line")).json()["line_id"] == line


@pytest.mark.parametrize("path", ["/1.1/users/", "/1.0/users", "/1.0/users/", "/users"])
async def test_old_paths_lead_nowhere(confd, path):  # API-129, API-206
    answer = await confd.get(f"http://xivo.example:9487{path}")
    assert answer.status_code == 404
