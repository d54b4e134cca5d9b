# SPDX-License-Identifier: GPL-3.0-or-later
"""What function keys become in provd's configuration of the user's telephone."""

import pytest

from .test_devices import hire
from .test_func_keys import TEMPLATES, filter_of, template, user


@pytest.fixture
def keeper(app):
    return app.state.keeper


@pytest.fixture
async def alice(confd, provd, keeper):
    """Alice's line on a telephone."""
    line = await hire(confd)
    line["device"] = provd.phone()
    assert (await confd.get(f"/devices/{line['device']}/associate_line/{line['id']}")).status_code == 204
    await keeper.look()
    return line


@pytest.fixture
def keys_of(confd, provd, keeper, alice):
    """Sets Alice's keys and says what her telephone then has: (type, value) by position."""

    async def keys_of(*destinations, **fields):
        keys = {str(place): {"destination": one, **fields} for place, one in enumerate(destinations, 1)}
        answer = await confd.put(f"/users/{alice['user_id']}/funckeys", json={"keys": keys})
        assert answer.status_code == 204, answer.text
        return await phone()

    async def phone():
        await keeper.look()
        found = provd.configs[alice["device"]]["raw_config"]["funckeys"]
        return {position: (key["type"], key["value"]) for position, key in found.items()}

    keys_of.phone = phone
    return keys_of


async def test_a_key_as_provd_wants_it(confd, provd, keeper, alice):  # API-083, API-145
    key = {"label": "Mom", "blf": False, "destination": {"type": "custom", "exten": "1005"}}
    await confd.put(f"/users/{alice['user_id']}/funckeys/3", json=key)
    await keeper.look()
    assert provd.configs[alice["device"]]["raw_config"]["funckeys"] == {
        "3": {"type": "speeddial", "value": "1005", "line": 1, "label": "Mom"}
    }


async def test_keys_to_people_and_objects(confd, keys_of):  # ADM-007
    bob = await hire(confd, name="Bob", exten="1002")
    ranges = {"group": [{"start": "2000", "end": "2999"}], "user": [{"start": "1000", "end": "1999"}]}
    (context,) = [c for c in (await confd.get("/contexts")).json()["items"] if c["name"] == "default"]
    await confd.put(f"/contexts/{context['id']}", json={"ranges": ranges})
    body = {"name": "sales", "context": "default", "exten": "2001"}
    group = (await confd.post("/groups", json=body)).json()["id"]
    found = await keys_of(
        {"type": "user", "user_id": bob["user_id"]},
        {"type": "group", "group_id": group},
        {"type": "user", "user_id": await user(confd, "Carol without a number")},
    )
    assert found == {"1": ("blf", "1002"), "2": ("speeddial", "2001")}


async def test_keys_to_services(confd, alice, keys_of):  # API-082, ADM-007
    services = ("phonestatus", "recsnd", "incallfilter", "enablednd", "pickup", "directoryaccess", "fwdundoall")
    mine = f"*735{alice['user_id']}***2"
    found = await keys_of(*({"type": "service", "service": service} for service in services))
    assert list(found.values()) == [
        ("speeddial", "*10"),
        ("speeddial", "*9"),
        ("blf", f"{mine}27"),
        ("blf", f"{mine}25"),
        ("speeddial", "*8"),
        ("speeddial", "*36"),
        ("speeddial", "*20"),
    ]
    services = ("enablevm", "vmusermsg", "calllistening")
    found = await keys_of(*({"type": "service", "service": service} for service in services))
    # Listening to calls is not in service: there is nothing to dial
    assert found == {"1": ("blf", f"{mine}90"), "2": ("speeddial", "*98")}


async def test_keys_to_forwards(alice, keys_of):  # CC-117, CC-119
    mine = f"*735{alice['user_id']}***2"
    found = await keys_of(
        {"type": "forward", "forward": "unconditional", "exten": "102"},
        {"type": "forward", "forward": "unconditional"},
        {"type": "forward", "forward": "busy", "exten": "102"},
        {"type": "forward", "forward": "noanswer", "exten": "102"},
    )
    assert [value for _, value in found.values()] == [f"{mine}21*102", f"{mine}21", f"{mine}23*102", f"{mine}22*102"]
    assert {kind for kind, _ in found.values()} == {"blf"}


async def test_keys_for_use_during_a_call_and_parking(confd, keys_of):  # ADM-007
    await confd.put("/features_general", json={"atxfer": "*4"})
    found = await keys_of(
        {"type": "onlinerec"},
        {"type": "transfer", "transfer": "blind"},
        {"type": "transfer", "transfer": "attended"},
        {"type": "park"},
        {"type": "park_position", "park_position": "701"},
    )
    assert list(found.values()) == [
        ("speeddial", "*3"),
        ("speeddial", "*1"),
        ("speeddial", "*4"),
        ("park", "700"),
        ("blf", "701"),
    ]


async def test_keys_between_boss_and_secretary(confd, alice, keys_of):  # ADM-007
    member = await filter_of(confd, await user(confd, "Boss"), alice["user_id"])
    found = await keys_of({"type": "bsfilter", "filter_member_id": member})
    assert found == {"1": ("blf", f"*37{member}")}


async def test_what_a_key_dials_follows_the_configuration(confd, keys_of):
    bob = await hire(confd, name="Bob", exten="1002")
    await keys_of({"type": "user", "user_id": bob["user_id"]}, {"type": "service", "service": "phonestatus"})
    await confd.put(f"/extensions/{bob['extension_id']}", json={"exten": "1003"})
    (feature,) = [
        one for one in (await confd.get("/extension_features")).json()["items"] if one["feature"] == "phonestatus"
    ]
    await confd.put(f"/extension_features/{feature['id']}", json={"exten": "*55"})
    assert await keys_of.phone() == {"1": ("blf", "1003"), "2": ("speeddial", "*55")}


async def test_the_templates_keys_are_there_where_the_user_has_none(confd, alice, keys_of):  # API-080
    keys = {"1": {"destination": {"type": "park"}}, "2": {"destination": {"type": "onlinerec"}}}
    shared = await template(confd, **keys)
    await confd.put(f"/users/{alice['user_id']}/funckeys/templates/{shared}")
    assert await keys_of({"type": "custom", "exten": "5"}) == {"1": ("blf", "5"), "2": ("speeddial", "*3")}
    await confd.put(f"{TEMPLATES}/{shared}/2", json={"destination": {"type": "park_position", "park_position": "702"}})
    assert (await keys_of.phone())["2"] == ("blf", "702")
    await confd.delete(f"/users/{alice['user_id']}/funckeys/templates/{shared}")
    assert await keys_of.phone() == {"1": ("blf", "5")}


async def test_nothing_is_written_when_nothing_changed(keys_of, provd, keeper):
    await keys_of({"type": "custom", "exten": "5"})
    provd.requests.clear()
    await keeper.look()
    assert [method for method, _ in provd.requests if method != "GET"] == []
