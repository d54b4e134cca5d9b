# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual's workflows, from the first request to the last, with the bodies that it prints."""

import pytest


async def created(confd, path, body):
    answer = await confd.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
async def john(confd):
    """A user with a line and an extension, associated in the documented order (API-049, API-116)."""
    user = await created(confd, "/users", {"firstname": "John", "lastname": "Doe"})
    line = await created(confd, "/lines_sip", {"context": "default", "device_slot": 1})
    extension = await created(confd, "/extensions", {"exten": "1234", "context": "default"})
    await created(confd, f"/users/{user['id']}/lines", {"line_id": line["id"]})
    await created(confd, f"/lines/{line['id']}/extensions", {"extension_id": extension["id"]})
    return {"user": user["id"], "line": line["id"], "extension": extension["id"]}


async def test_a_user_with_a_line_and_an_extension(confd, john):  # API-049
    line = (await confd.get(f"/lines_sip/{john['line']}")).json()
    assert line["callerid"] == '"John Doe" <1234>'
    snapshot = (await confd.get("/snapshot")).json()
    assert snapshot["user_lines"] == [
        {"user_id": john["user"], "line_id": john["line"], "main_user": True, "main_line": True}
    ]
    assert snapshot["line_extensions"] == [{"line_id": john["line"], "extension_id": john["extension"]}]


async def test_with_a_voicemail(confd, john):  # API-050
    voicemail = await created(confd, "/voicemails", {"name": "John Doe", "number": "1234", "context": "default"})
    association = await created(confd, f"/users/{john['user']}/voicemail", {"voicemail_id": voicemail["id"]})
    assert (association["enabled"], association["voicemail_id"]) == (True, voicemail["id"])
    (user,) = (await confd.get("/snapshot")).json()["users"]
    assert (user["voicemail_id"], user["voicemail_enabled"]) == (voicemail["id"], True)


async def test_with_a_cti_profile(confd, john):  # API-051, API-113
    profiles = {profile["name"]: profile["id"] for profile in (await confd.get("/cti_profiles")).json()["items"]}
    path, body = f"/users/{john['user']}/cti", {"cti_profile_id": profiles["Client"], "enabled": True}
    answer = await confd.put(path, json=body)
    assert (answer.status_code, answer.json()) == (
        400,
        [f"Error while editing {john['user']} : the user must have a username and password to enable the CTI"],
    )
    await confd.put(f"/users/{john['user']}", json={"username": "john", "password": "supersecretpassword"})
    assert (await confd.put(path, json=body)).status_code == 204
    assert (await confd.get(path)).json()["enabled"] is True


async def test_several_users_on_one_line(confd, john):  # API-052, API-114, API-117
    mary = (await created(confd, "/users", {"firstname": "Mary", "lastname": "Sue"}))["id"]
    association = await created(confd, f"/users/{mary}/lines", {"line_id": john["line"]})
    assert (association["main_user"], association["main_line"]) == (False, True)
    assert (await confd.get(f"/lines_sip/{john['line']}")).json()["callerid"] == '"John Doe" <1234>'
    path = f"/users/{john['user']}/lines/{john['line']}"
    answer = await confd.delete(path)
    assert (answer.status_code, answer.json()) == (
        400,
        ["Invalid parameters: There are secondary users associated to this user_line"],
    )
    assert (await confd.delete(f"/users/{mary}/lines/{john['line']}")).status_code == 204
    assert (await confd.delete(path)).status_code == 204


async def test_a_user_goes_away_step_by_step(confd, john):  # API-111, API-128
    voicemail = await created(confd, "/voicemails", {"name": "John Doe", "number": "1234", "context": "default"})
    await created(confd, f"/users/{john['user']}/voicemail", {"voicemail_id": voicemail["id"]})
    steps = [
        (f"/users/{john['user']}/voicemail", 204),
        (f"/users/{john['user']}", 400),  # still has the line
        (f"/lines/{john['line']}/extensions/{john['extension']}", 204),
        (f"/users/{john['user']}/lines/{john['line']}", 204),
        (f"/users/{john['user']}", 204),
        (f"/lines_sip/{john['line']}", 204),
        (f"/extensions/{john['extension']}", 204),
        (f"/voicemails/{voicemail['id']}", 204),
    ]
    for path, status in steps:
        answer = await confd.delete(path)
        assert answer.status_code == status, (path, answer.text)
