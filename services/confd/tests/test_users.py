# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: fields, defaults, lists, renaming, deletion."""

MINIMUM = {"firstname": "John", "lastname": "Doe"}
DEFAULTS = {
    "firstname": "John",
    "lastname": "Doe",
    "timezone": "",
    "language": "en_US",
    "description": "",
    "caller_id": '"John Doe"',
    "outgoing_caller_id": "default",
    "mobile_phone_number": "",
    "username": "",
    "password": "",
    "music_on_hold": "default",
    "preprocess_subroutine": "",
    "userfield": "",
}


async def test_the_minimum_has_the_documented_defaults(confd):  # API-105, API-109
    answer = await confd.post("/users", json=MINIMUM)
    assert answer.status_code == 201
    body = answer.json()
    user_id = body.pop("id")
    links = body.pop("links")
    assert body == DEFAULTS
    assert links == [{"rel": "users", "href": f"http://xivo.example:9487/1.1/users/{user_id}"}]
    assert answer.headers["location"] == f"/1.1/users/{user_id}"
    assert (await confd.get(f"/users/{user_id}")).json() == {"id": user_id, **DEFAULTS, "links": links}  # API-108
