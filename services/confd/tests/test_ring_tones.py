# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of rings by the origin of a call."""  # SYS-237

import pytest

PAGE = "/ring_tones"
DESK = {
    "name": "desk",
    "phonetype": "aastra",
    "intern": "<Bellcore-dr1>",
    "extern": None,
    "group": "<Bellcore-dr2>",
    "forward": None,
}


def number(exten="1001", profile="desk", context="default"):
    return {"exten": exten, "context": context, "profile": profile}


async def test_a_profile_for_each_brand_is_shipped_and_no_number_has_one(confd):
    page = (await confd.get(PAGE)).json()
    names = ["aastra", "cisco", "linksys", "snom", "thomson", "yealink"]
    assert [profile["phonetype"] for profile in page["profiles"]] == names
    assert [profile["name"] for profile in page["profiles"]] == names
    assert (page["profiles"][0]["intern"], page["profiles"][0]["group"]) == ("<Bellcore-dr1>", "<Bellcore-dr2>")
    assert page["numbers"] == []


async def test_a_change_is_kept_announced_and_in_the_snapshot(confd, announced):
    change = {"profiles": [DESK], "numbers": [number(), number(None), number("1002", None)]}
    assert (await confd.put(PAGE, json=change)).status_code == 204
    assert (await confd.get(PAGE)).json() == change
    assert [event[1] for event in await announced()] == ["config.ring_tones.edited"]
    assert (await confd.get("/snapshot")).json()["settings"]["ring_tones"] == change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"profiles": [DESK, DESK]}, "Input Error - field 'profiles.1.name': desk comes twice"),
        ({"numbers": [number(profile="nobodys")]},
         "Input Error - field 'numbers.0.profile': there is no profile nobodys"),
        ({"numbers": [number(profile="snom"), number(profile=None)]},
         "Input Error - field 'numbers.1': 1001@default comes twice"),
        ({"numbers": [number(context="nowhere", profile="snom")]},
         "Input Error - field 'numbers.0.context': Context nowhere was not found"),
        ({"profiles": [{**DESK, "intern": "x\r\nVia: y"}]},
         "Input Error - field 'profiles.0.intern': must be on one line"),
        ({"profiles": [{**DESK, "intern": "a^b"}]},
         "Input Error - field 'profiles.0.intern': must match ^[A-Za-z0-9<>_. -]+$"),
        ({"profiles": []}, None),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused(confd, announced, change, message):
    await confd.put(PAGE, json={"numbers": [number(profile="aastra")]})
    before = (await confd.get(PAGE)).json()
    await announced()
    answer = await confd.put(PAGE, json=change)
    assert answer.status_code == 400
    assert answer.json() == [message or "Input Error - field 'numbers.0.profile': there is no profile aastra"]
    assert (await confd.get(PAGE)).json() == before
    assert await announced() == []


async def test_a_context_with_rings_stays(confd):
    body = {"name": "branch", "display_name": "Branch", "entity": "xivo", "type": "internal"}
    context = (await confd.post("/contexts", json=body)).json()["id"]
    await confd.put(PAGE, json={"numbers": [number(None, "snom", "branch")]})
    assert (await confd.delete(f"/contexts/{context}")).status_code == 400
    await confd.put(PAGE, json={"numbers": []})
    assert (await confd.delete(f"/contexts/{context}")).status_code == 204
