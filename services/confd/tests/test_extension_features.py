# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of services: a fixed list whose numbers an administrator chooses."""

import pytest
from xivo_asterisk.feature_codes import FEATURE_CODES

PATH = "/extension_features"


async def features(confd):
    items = (await confd.get(PATH)).json()["items"]
    return {item["feature"]: item for item in items}


async def test_every_service_of_the_manual_is_listed_with_its_default_number(confd):  # ADM-294
    found = await features(confd)
    assert list(found) == list(FEATURE_CODES)
    assert (found["pickup"]["exten"], found["callrecord"]["enabled"]) == ("_*8.", False)  # ADM-174
    assert {name for name, one in found.items() if one["available"]} == {
        name for name, code in FEATURE_CODES.items() if code.available
    }


async def test_a_number_is_changed_and_announced(confd, announced):  # ADM-175
    pickup = (await features(confd))["pickup"]
    assert (await confd.put(f"{PATH}/{pickup['id']}", json={"exten": "_*7."})).status_code == 204
    assert (await features(confd))["pickup"]["exten"] == "_*7."
    assert [event[1] for event in await announced()] == ["config.extension_feature.edited"]
    (row,) = [row for row in (await confd.get("/snapshot")).json()["extension_features"] if row["feature"] == "pickup"]
    assert row["exten"] == "_*7."


@pytest.mark.parametrize(
    ("feature", "change", "message"),
    [
        ("pickup", {"exten": "*7"}, "Input Error - field 'exten': pickup needs a pattern such as _*21."),
        ("autoprov", {"exten": "_*7."}, "Input Error - field 'exten': autoprov needs a number such as *25"),
        ("autoprov", {"exten": "*20"}, "Resource Error - ExtensionFeature already exists ('exten': '*20')"),
        ("autoprov", {"exten": ""}, "Input Error - field 'exten': must have a minimum length of 1"),
        ("autoprov", {"enabled": 1}, "Input Error - field 'enabled': wrong type. Should be a boolean"),
        ("autoprov", {"feature": "x"}, "Input Error - unknown parameters: feature"),
    ],
)
async def test_what_is_no_number_for_it_is_refused(confd, announced, feature, change, message):
    before = await features(confd)
    answer = await confd.put(f"{PATH}/{before[feature]['id']}", json=change)
    assert (answer.status_code, answer.json()) == (400, [message])
    assert await features(confd) == before
    assert await announced() == []


async def test_a_service_that_this_system_does_not_have_cannot_be_switched_on(confd):
    missing = next(one for one in (await features(confd)).values() if not one["available"])
    answer = await confd.put(f"{PATH}/{missing['id']}", json={"enabled": True})
    message = f"Input Error - field 'enabled': this system does not have {missing['feature']}"
    assert (answer.status_code, answer.json()) == (400, [message])
    assert (await confd.put(f"{PATH}/{missing['id']}", json={"enabled": False})).status_code == 204


async def test_none_is_made_and_none_goes_away(confd):
    assert (await confd.post(PATH, json={"exten": "*1", "enabled": True})).status_code == 405
    assert (await confd.delete(f"{PATH}/1")).status_code == 405


async def test_anonymous_gets_401(anonymous):
    for method, path in (("GET", PATH), ("GET", f"{PATH}/1"), ("PUT", f"{PATH}/1")):
        assert (await anonymous.request(method, path)).status_code == 401
