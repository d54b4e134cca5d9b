# SPDX-License-Identifier: GPL-3.0-or-later
"""Pickups, conference rooms, paging, parking lots and the administrator's dialplan files."""

import pytest
from xivo_testkit.crud import CrudSuite


async def user(confd, name="Alice"):
    return (await confd.post("/users", json={"firstname": name})).json()["id"]


async def refused(answer):
    assert answer.status_code == 400, answer.text
    return answer.json()


class TestPickups(CrudSuite):  # ADM-211, ADM-213, ADM-216
    path = "/pickups"
    event = "pickup"
    minimum = {"name": "first floor"}
    complete = {
        "name": "second floor",
        "enabled": False,
        "description": "upstairs",
        "interceptors": {"users": [], "groups": [], "queues": []},
        "intercepted": {"users": [], "groups": [], "queues": []},
    }
    edit = {"description": "", "enabled": True}
    required = ("name",)
    absent = ["Resource Not Found - Pickup was not found ('id': 999999)"]
    sortable = ("id", "name")
    bad = [
        ({"interceptors": {"users": [77]}}, "Input Error - field 'interceptors.users.0': User 77 was not found"),
        ({"intercepted": {"groups": [77]}}, "Input Error - field 'intercepted.groups.0': Group 77 was not found"),
        ({"entity": "nowhere"}, "Input Error - field 'entity': Entity nowhere was not found"),
    ]

    async def test_there_are_at_most_64(self, confd):  # ADM-212
        for number in range(64):
            last = await self.make(confd, {"name": f"pickup {number}"})
        answer = await confd.post(self.path, json={"name": "one more"})
        assert await refused(answer) == ["Resource Error - there are already 64 pickups"]
        assert (await confd.put(f"{self.path}/{last}", json={"description": "x"})).status_code == 204
        assert (await confd.delete(f"{self.path}/{last}")).status_code == 204
        await self.make(confd, {"name": "one more"})


class TestConferenceRooms(CrudSuite):  # ADM-105, ADM-109
    path = "/conference_rooms"
    event = "conference_room"
    minimum = {"name": "blue", "exten": "4000", "context": "default"}
    complete = {
        "name": "red",
        "exten": "4001",
        "context": "default",
        "pin": "1234",
        "admin_pin": "9876",
        "max_users": 2,
        "record": True,
        "music_on_hold": None,
        "preprocess_subroutine": "my-subroutine",
        "description": "with PIN",
        "announce_only_user": False,
        "announce_user_count": True,
        "announce_join_leave": "noreview",
        "quiet": True,
        "user_menu": True,
        "admin_menu": False,
        "users_muted": True,
        "wait_for_admin": True,
        "close_with_admin": True,
        "talker_optimization": True,
        "talker_detection": True,
        "max_duration": 3600,
    }
    edit = {"pin": "", "exten": "4002"}
    required = ("name", "exten", "context")
    absent = ["Resource Not Found - ConferenceRoom was not found ('id': 999999)"]
    sortable = ("id", "name", "exten")
    bad = [
        ({"exten": "1010"}, "exten 1010 not inside range of context default"),  # ADM-104
        ({"pin": "12a4"}, "Input Error - field 'pin': must match ^[0-9]*$"),
        (
            {"pin": "9876", "admin_pin": "9876"},
            "Input Error - field 'admin_pin': must differ from the participants' PIN",
        ),
        (
            {"admin_pin": "", "wait_for_admin": True, "close_with_admin": False},
            "Input Error - field 'wait_for_admin': the room needs an admin_pin, by which administrators are known",
        ),
        ({"max_users": -1}, "Input Error - field 'max_users': input should be greater than or equal to 0"),
    ]

    @pytest.fixture(autouse=True)
    async def rooms_have_numbers(self, confd, announced):
        contexts = (await confd.get("/contexts", params={"search": "default"})).json()["items"]
        context = next(one for one in contexts if one["name"] == "default")
        ranges = {**context["ranges"], "conference_room": [{"start": "4000", "end": "4099"}]}
        assert (await confd.put(f"/contexts/{context['id']}", json={"ranges": ranges})).status_code == 204
        await announced()


class TestPaging(CrudSuite):  # CC-024, CC-025
    path = "/paging"
    event = "paging"
    minimum = {"number": "600"}
    complete = {
        "number": "601",
        "name": "hall",
        "enabled": False,
        "description": "everybody",
        "duplex": True,
        "ignore_forward": True,
        "record": True,
        "quiet": True,
        "timeout": 10,
        "announce_caller": False,
        "announce_sound": "playback/gong",
        "callers": [],
        "members": [],
    }
    edit = {"timeout": 5}
    required = ("number",)
    absent = ["Resource Not Found - Paging was not found ('id': 999999)"]
    sortable = ("id", "number", "name")
    bad = [
        ({"number": "*58"}, "Input Error - field 'number': must match ^[0-9]+$"),  # SYS-110
        ({"members": [77]}, "Input Error - field 'members.0': User 77 was not found"),
        (
            {"announce_sound": "/etc/passwd"},
            "Input Error - field 'announce_sound': must match ^([A-Za-z0-9_-][A-Za-z0-9_./-]*)?$",
        ),
    ]


class TestParkingLots(CrudSuite):  # CC-026, CC-027, CC-028
    path = "/parking_lots"
    event = "parking_lot"
    minimum = {"name": "small", "exten": "800", "slots_start": 801, "slots_end": 805}
    complete = {
        "name": "big",
        "exten": "900",
        "slots_start": 901,
        "slots_end": 910,
        "timeout": 30,
        "find_slot": "next",
        "hints": False,
        "comeback_to_origin": False,
        "courtesy_tone": "both",
        "transfers": "caller",
        "reparking": "callee",
        "hangup": "caller",
        "recording": "no",
        "music_on_hold": None,
        "description": "ten",
    }
    edit = {"timeout": 60, "slots_end": 906}
    required = ("name", "exten", "slots_start", "slots_end")
    absent = ["Resource Not Found - ParkingLot was not found ('id': 999999)"]
    sortable = ("id", "name", "exten")
    bad = [
        ({"exten": "9o0"}, "Input Error - field 'exten': must match ^[0-9]+$"),
        ({"courtesy_tone": "none"}, "Input Error - 'courtesy_tone' must be one of (no, caller, callee, both)"),
        (
            {"slots_start": 745, "slots_end": 760},
            "Input Error - field 'slots_start': the positions overlap with those of default",
        ),
        (
            {"slots_start": 910, "slots_end": 909},
            "Input Error - field 'slots_end': there must be between 1 and 1000 positions",
        ),
        ({"exten": "705"}, "Input Error - field 'exten': a number to park is among the positions of big or default"),
    ]

    async def test_the_default_one_is_700_and_stays(self, confd):  # CC-026
        (lot,) = (await confd.get(self.path)).json()["items"]
        assert (lot["exten"], lot["slots_start"], lot["slots_end"], lot["timeout"]) == ("700", 701, 750, 45)
        answer = await confd.delete(f"{self.path}/{lot['id']}")
        assert await refused(answer) == ["Resource Error - ParkingLot default cannot be deleted"]

    async def test_bad_bodies(self, confd):
        for change, message in self.bad:
            answer = await confd.post(self.path, json={**self.complete, **change})
            assert message in await refused(answer), change
        identifier = await self.make(confd)
        answer = await confd.put(f"{self.path}/{identifier}", json={"exten": "803"})
        assert await refused(answer) == ["Input Error - field 'exten': the number to park is among the positions"]


IVR = """[dp-ivr-example]
exten = s,1,NoOp(Beginning of IVR)
same = n,Set(counter=$[${counter} + 1])
same = n(start),WaitExten(5)
exten = 4,1,Goto(s,start)
exten = t,1,Goto(i,1)
"""


class TestConfigurationFiles(CrudSuite):  # ADM-295, CC-003
    path = "/configuration_files"
    event = "configuration_file"
    minimum = {"name": "mine.conf", "content": "[mine]\n"}
    complete = {"name": "dp-ivr-example.conf", "content": IVR, "description": "menu"}
    edit = {"content": IVR + "exten = h,1,NoOp()\n"}
    required = ("name", "content")
    absent = ["Resource Not Found - ConfigurationFile was not found ('id': 999999)"]
    sortable = ("id", "name")
    bad = [
        (
            {"content": IVR.replace("(start)", "(start")},
            "Input Error - field 'content': line 4: bad priority 'n(start'",
        ),
        ({"content": "[mine]\nhello\n"}, "Input Error - field 'content': line 2: neither section nor option: 'hello'"),
        ({"content": "#exec rm\n[mine]\n"}, "Input Error - field 'content': line 1: directive refused: '#exec rm'"),
        (
            {"content": "[mine]\n#include x.conf\n"},
            "Input Error - field 'content': line 2: directive refused: '#include x.conf'",
        ),
        ({"content": "[default](+)\n"}, "Input Error - field 'content': line 1: [default](+) adds to nothing"),
        (
            {"content": "[mine]\nexten = s,1,Dial(PJSIP/a\n"},
            "Input Error - field 'content': line 2: bad application call 'Dial(PJSIP/a'",
        ),
    ]

    async def test_a_name_that_is_no_file_here_is_refused(self, confd):
        for name in ("../x.conf", "x.txt", ".conf", "a/b.conf"):
            assert (await confd.post(self.path, json={**self.minimum, "name": name})).status_code == 400

    async def test_the_file_for_short_codes_is_there_and_is_edited(self, confd):  # CC-008
        (file,) = (await confd.get(self.path)).json()["items"]
        assert file["name"] == "xivo-extrafeatures.conf"
        content = "[xivo-extrafeatures]\nexten => 8899,1,Goto(dp-ivr-example,s,1)"
        path = f"{self.path}/{file['id']}"
        assert (await confd.put(path, json={"content": content.replace("\n", "\r\n")})).status_code == 204
        assert (await confd.get(path)).json()["content"] == content + "\n"
        assert (await confd.delete(path)).status_code == 400


E1 = {
    "line": "e1",
    "timing": 1,
    "crc4": False,
    "signalling": "pri_cpe",
    "switchtype": "euroisdn",
    "context": "from-extern",
    "groups": [0],
    "overlapdial": False,
}


@pytest.mark.parametrize(
    ("page", "change", "wrong", "message"),
    [
        (
            "sip_general",
            {"codecs": ["g722", "alaw"], "nat": False, "session_timers": "always"},
            {"minexpiry": 4000},
            "Input Error - field 'defaultexpiry': must be between minexpiry and maxexpiry",
        ),
        (
            "sip_general",
            {"timert1": 250, "timerb": 16000, "compactheaders": True},
            {"timert1": 1000},
            "Input Error - field 'timerb': must be at least 64 times timert1",
        ),  # CC-225
        (
            "iax_general",
            {"bindport": 4570, "jitterbuffer": True},
            {"bindport": 0},
            "Input Error - field 'bindport': input should be greater than or equal to 1",
        ),
        (
            "dahdi_general",
            {"spans": [E1, {**E1, "line": "bri", "timing": 0, "signalling": "bri_cpe", "groups": [3]}]},
            {"spans": [{"timing": 1, "signalling": "pri_net"}]},
            "Input Error - field 'spans': span 1: the clock is not taken from who takes it from us: timing 0",
        ),  # ADM-276
        (
            "sccp_general",
            {"directmedia": True, "dialtimeout": 9},
            {"codecs": ["gsm"]},
            "Input Error - 'codecs.0' must be one of (g729, ulaw, alaw)",
        ),  # CC-072
        (
            "dhcp",
            {
                "active": True,
                "pool_start": "10.0.0.10",
                "pool_end": "10.0.0.99",
                "network_interfaces": ["eth0", "eth1.341"],
                "integration": True,
            },
            {"active": True},
            "Input Error - field 'active': a pool is needed: pool_start and pool_end",
        ),  # SYS-193, SYS-194, CC-045, CC-061
        (
            "dhcp",
            {"pool_start": "10.0.0.10", "pool_end": "10.0.0.10"},
            {"pool_start": "10.0.0.99", "pool_end": "10.0.0.100", "network_interfaces": ['eth0"; reboot']},
            "Input Error - field 'network_interfaces.0': must match ^[A-Za-z0-9][A-Za-z0-9_.:-]{0,14}$",
        ),
        (
            "dhcp",
            {"pool_start": "10.0.0.9", "pool_end": "10.0.0.10"},
            {"pool_start": "10.0.0.11", "pool_end": "10.0.0.10"},
            "Input Error - field 'pool_end': must not be lower than pool_start",
        ),
        (
            "dhcp",
            {"network_interfaces": ["eth0"]},
            {"pool_start": "10.0.0.999", "pool_end": "10.0.0.100"},
            "Input Error - field 'pool_start': must be an IPv4 address",
        ),
        (
            "queues_general",
            {"shared_lastcall": True},
            {"autofill": "perhaps"},
            "Input Error - field 'autofill': wrong type. Should be a boolean",
        ),
        (
            "features_general",
            {"atxfer": "*5", "pickupexten": "*9"},
            {"atxfer": "*1"},
            "Input Error - field 'atxfer': *1 is already the code of blindxfer",
        ),
    ],
)
class TestPagesOfSettings:  # ADM-292
    async def test_a_change_is_kept_announced_and_in_the_snapshot(self, confd, announced, page, change, wrong, message):
        before = (await confd.get(f"/{page}")).json()
        assert (await confd.put(f"/{page}", json=change)).status_code == 204
        after = (await confd.get(f"/{page}")).json()
        assert after == {**before, **change} != before
        assert [event[1] for event in await announced()] == [f"config.{page}.edited"]
        assert (await confd.get("/snapshot")).json()["settings"][page] == after

    async def test_what_cannot_be_is_refused(self, confd, announced, anonymous, page, change, wrong, message):
        before = (await confd.get(f"/{page}")).json()
        for body, refusal in ((wrong, message), ({"nope": 1}, "Input Error - unknown parameters: nope")):
            assert await refused(await confd.put(f"/{page}", json=body)) == [refusal]
        assert (await confd.get(f"/{page}")).json() == before
        assert await announced() == []
        assert (await anonymous.get(f"/{page}")).status_code == 401
