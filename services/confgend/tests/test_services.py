# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files say about groups and the services behind numbers."""

from __future__ import annotations

import json
from typing import Any

from xivo_asterisk.conf_parser import check_conf, parse_conf
from xivo_asterisk.dialplan_check import check_dialplan
from xivo_asterisk.feature_codes import FEATURE_CODES
from xivo_asterisk.pjsip_check import check_pjsip
from xivo_confgend.generators.confbridge import ConfbridgeGenerator
from xivo_confgend.generators.extensions import ExtensionsGenerator
from xivo_confgend.generators.extra_dialplan import ExtraDialplanGenerator
from xivo_confgend.generators.feature_settings import FeaturesGenerator
from xivo_confgend.generators.musiconhold import MusicOnHoldGenerator
from xivo_confgend.generators.parking import ParkingGenerator
from xivo_confgend.generators.pjsip import PjsipGenerator
from xivo_confgend.generators.queues import QueuesGenerator
from xivo_confgend.generators.sccp import SccpGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company


def group(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"group{number}",
        "exten": None,
        "context": "default",
        "enabled": True,
        "ring_strategy": "ringall",
        "user_timeout": 15,
        "retry_delay": 5,
        "ring_in_use": True,
        "max_calls": 0,
        "music_on_hold": None,
        "users": [],
        "extensions": [],
        **fields,
    }


def office(**rows: Any) -> dict[str, Any]:
    """Two users, with declared objects beside them."""
    features = [
        {"id": number, "feature": name, "exten": code.exten, "enabled": code.enabled}
        for number, (name, code) in enumerate(FEATURE_CODES.items(), 1)
    ]
    return {**company(2), "extension_features": features, **rows}


def numbered(data: dict[str, Any], kind: str, object_id: int, exten: str) -> dict[str, Any]:
    row = {"id": 900 + object_id, "exten": exten, "context": "default", "commented": False}
    data["extensions"] = [*data["extensions"], {**row, "type": kind, "typeval": object_id}]
    return data


def options(text: str, section: str) -> list[tuple[str, str]]:
    found = next(one for one in parse_conf(text).sections if one.name == section)
    return [(key, value) for _, key, value in found.options]


def queues(data: dict[str, Any]) -> str:
    text = QueuesGenerator().generate(Snapshot(data))
    assert check_conf(text) == []
    return text


def extensions(data: dict[str, Any]) -> str:
    text = ExtensionsGenerator(AsteriskSettings()).generate(Snapshot(data))
    assert check_dialplan(text) == []
    return text


class TestGroups:
    def test_a_group_is_a_queue_of_its_members_main_lines(self) -> None:  # ADM-209
        data = office(groups=[group(3, name="sales", users=[{"user_id": 2, "priority": 1}, {"user_id": 99}])])
        data["users"][1] |= {"firstname": 'Bob "the"', "lastname": "B, C"}
        found = options(queues(data), "sales")
        assert ("strategy", "ringall") in found
        assert [value for key, value in found if key == "member"] == ["PJSIP/line0002,0,Bob 'the' B  C,PJSIP/line0002"]

    def test_a_member_with_a_customised_line_rings_as_the_line_says(self) -> None:  # API-088
        data = office(groups=[group(3, name="sales", users=[{"user_id": 2}])])
        data["lines"][1] |= {"protocol": "custom", "name": "Local/5551234@to-extern"}
        (member,) = [value for key, value in options(queues(data), "sales") if key == "member"]
        assert member.startswith("Local/5551234@to-extern,0,")

    def test_its_members_are_in_the_order_of_their_priorities_and_all_ring(self) -> None:
        data = office(groups=[group(3, users=[{"user_id": 2, "priority": 5}, {"user_id": 1, "priority": 1}])])
        members = [value for key, value in options(queues(data), "group3") if key == "member"]
        assert [member.split(",")[:2] for member in members] == [["PJSIP/line0001", "0"], ["PJSIP/line0002", "0"]]

    def test_a_number_is_a_member_as_if_it_were_dialled(self) -> None:
        data = office(groups=[group(3, extensions=[{"extension_id": 1, "priority": 0}])])
        members = [value for key, value in options(queues(data), "group3") if key == "member"]
        assert members == ["Local/1001@default/n,0,1001@default,hint:1001@default"]

    def test_a_number_without_a_lamp_is_a_member_whose_state_is_not_looked_at(self) -> None:  # CC-122
        data = office(groups=[group(3, extensions=[{"extension_id": 1, "priority": 0}])])
        data["users"][0]["supervision_enabled"] = False
        members = [value for key, value in options(queues(data), "group3") if key == "member"]
        assert members == ["Local/1001@default/n,0,1001@default"]

    def test_a_group_that_is_switched_off_is_not_there(self) -> None:
        assert "[group3]" not in queues(office(groups=[group(3, enabled=False)]))

    def test_its_number_enters_the_library_with_its_id_and_has_a_lamp(self) -> None:
        text = extensions(numbered(office(groups=[group(3)]), "group", 3, "2000"))
        assert "Gosub(group,s,1(3,))" in text
        assert "exten => 2000,hint,Queue:group3" in text

    def test_without_agid_the_library_still_knows_its_name(self) -> None:
        assert ("exten", "3,1,Set(XIVO_GROUPNAME=group3)") in options(
            extensions(office(groups=[group(3)])), "xivo-groups"
        )


class TestStarCodes:
    def test_phones_reach_the_services_that_exist(self) -> None:  # ADM-294
        text = extensions(office())
        assert ("include", "xivo-features") in options(text, "default")
        assert "Gosub(xivo-directed-pickup,s,1(${EXTEN:2}))" in text  # ADM-174
        assert "Gosub(autoprov,s,1())" in text  # CC-060

    def test_a_number_that_was_changed_is_the_one(self) -> None:  # ADM-175
        data = office()
        pickup = next(row for row in data["extension_features"] if row["feature"] == "pickup")
        pickup["exten"] = "_**7."
        text = extensions(data)
        assert "exten => _**7.,1," in text
        assert "Gosub(xivo-directed-pickup,s,1(${EXTEN:3}))" in text
        assert "_*8." not in text

    def test_a_forwards_code_alone_is_a_number_too(self) -> None:  # CC-119
        found = options(extensions(office()), "xivo-features")
        for code, forward in (("*21", "unc"), ("*22", "rna"), ("*23", "busy")):
            steps = {value for key, value in found if key == "same" and f"({forward}," in value}
            assert steps == {
                f"n,Gosub(feature_forward,s,1({forward},${{EXTEN:3}}))",
                f"n,Gosub(feature_forward,s,1({forward},))",
            }
            assert [
                value.split(",")[0]
                for key, value in found
                if key == "exten" and value.startswith((f"_{code}.", f"{code},"))
            ] == [f"_{code}.", code]

    def test_but_not_where_it_is_the_number_of_another_service(self) -> None:
        data = office()
        next(row for row in data["extension_features"] if row["feature"] == "enablednd")["exten"] = "*21"
        found = options(extensions(data), "xivo-features")
        at = [value for key, value in found].index(
            "*21,1,MSet(__XIVO_BASE_CONTEXT=${CONTEXT},__XIVO_BASE_EXTEN=${EXTEN})"
        )
        assert found[at + 1] == ("same", "n,Gosub(enablednd,s,1())")

    def test_two_services_share_a_code(self) -> None:  # CC-129
        text = extensions(office())
        assert "Gosub(enablevm,s,1())" in text
        assert "Gosub(enablevm,s,1(${EXTEN:3}))" in text
        assert "Gosub(phoneprogfunckey,s,1(*735,${EXTEN:4}))" in text

    def test_what_is_switched_off_or_missing_has_no_number(self) -> None:
        data = office()
        for row in data["extension_features"]:
            row["enabled"] = row["feature"] != "pickup"
        text = extensions(data)
        assert "_*8." not in text
        missing = [code.exten for code in FEATURE_CODES.values() if not code.available]
        assert not any(f"exten => {exten}," in text for exten in missing)


class TestMusicOnHold:
    def test_each_category_is_a_class(self) -> None:  # CC-019, CC-020, CC-021, CC-022
        files = {"name": "default", "mode": "files", "sort": "random", "application": ""}
        custom = {"name": "radio", "mode": "custom", "sort": "none", "application": "/usr/bin/mpg123 -s http://x/y.mp3"}
        text = MusicOnHoldGenerator().generate(Snapshot(office(musics_on_hold=[files, custom])))
        assert check_conf(text) == []
        assert options(text, "default") == [
            ("mode", "files"),
            ("directory", "/var/lib/asterisk/moh/default"),
            ("sort", "random"),
        ]
        assert options(text, "radio") == [("mode", "custom"), ("application", custom["application"])]


ROOM = {
    "id": 5,
    "exten": "4001",
    "context": "default",
    "max_users": 2,
    "record": True,
    "quiet": False,
    "announce_only_user": False,
    "announce_user_count": True,
    "announce_join_leave": "noreview",
    "talker_optimization": False,
    "talker_detection": True,
    "max_duration": 0,
    "music_on_hold": "default",
    "users_muted": True,
    "wait_for_admin": True,
    "close_with_admin": False,
}


class TestConferenceRooms:
    def test_a_room_has_three_profiles(self) -> None:  # ADM-107, ADM-108, ADM-109
        text = ConfbridgeGenerator().generate(Snapshot(office(conference_rooms=[ROOM])))
        assert check_conf(text) == []
        assert ("max_members", "2") in options(text, "room-5")
        assert ("record_conference", "yes") in options(text, "room-5")
        participant, administrator = options(text, "user-5"), options(text, "admin-5")
        assert {("announce_only_user", "no"), ("startmuted", "yes"), ("wait_marked", "yes")} <= set(participant)
        assert {("admin", "yes"), ("marked", "yes"), ("announce_join_leave", "yes")} <= set(administrator)
        assert ("startmuted", "yes") not in administrator

    def test_no_pin_is_written(self) -> None:
        text = ConfbridgeGenerator().generate(Snapshot(office(conference_rooms=[{**ROOM, "pin": "13579"}])))
        assert "13579" not in text

    def test_its_number_enters_the_library_and_has_a_lamp(self) -> None:  # ADM-105
        text = extensions(numbered(office(conference_rooms=[ROOM]), "conference_room", 5, "4001"))
        assert "Gosub(meetme,s,1(5,))" in text
        assert "exten => 4001,hint,confbridge:4001@default" in text


LOT = {
    "id": 1,
    "name": "default",
    "exten": "900",
    "slots_start": 901,
    "slots_end": 910,
    "timeout": 30,
    "find_slot": "next",
    "hints": True,
    "comeback_to_origin": False,
    "courtesy_tone": "caller",
    "transfers": "no",
    "reparking": "no",
    "hangup": "both",
    "recording": "no",
    "music_on_hold": "default",
}


class TestParking:
    def test_a_lot_is_written_as_configured(self) -> None:  # CC-027, CC-028, CC-029
        data = office(parking_lots=[LOT])
        text = ParkingGenerator().generate(Snapshot(data))
        assert check_conf(text) == []
        assert {
            ("parkext", "900"),
            ("parkpos", "901-910"),
            ("context", "parkedcalls"),
            ("parkingtime", "30"),
            ("findslot", "next"),
            ("parkinghints", "yes"),
            ("comebacktoorigin", "no"),
            ("comebackcontext", "parkedcallstimeout"),
            ("parkedcallhangup", "both"),
            ("parkedmusicclass", "default"),
        } <= set(options(text, "default"))
        assert ("include", "parkedcalls") in options(extensions(data), "xivo-features")


class TestSettings:
    def test_codes_during_a_call(self) -> None:  # ADM-214, ADM-294
        settings = {
            "pickupexten": "*8",
            "blindxfer": "*1",
            "atxfer": "",
            "automixmon": "*3",
            "disconnect": "*0",
            "parkcall": "",
            "atxferdropcall": True,
            "transferdigittimeout": 4,
            **dict.fromkeys(("pickupsound", "pickupfailsound", "xfersound", "xferfailsound"), ""),
        }
        data = office()
        data["settings"] = {**data["settings"], "features_general": settings}
        text = FeaturesGenerator().generate(Snapshot(data))
        assert check_conf(text) == []
        assert ("pickupexten", "*8") in options(text, "general")
        assert ("atxferabort", "*0") in options(text, "general")  # SYS-156
        assert {("blindxfer", "*1"), ("atxfer", ""), ("disconnect", "*0")} <= set(options(text, "featuremap"))
        settings["disconnect"] = ""
        assert "atxferabort" not in FeaturesGenerator().generate(Snapshot(data))

    def test_sccp(self) -> None:  # CC-072
        settings = {
            "directmedia": True,
            "dialtimeout": 5,
            "language": "en_US",
            "customize_codecs": True,
            "codecs": ["alaw"],
        }
        data = office()
        data["settings"] = {**data["settings"], "sccp_general": settings}
        found = options(SccpGenerator().generate(Snapshot(data)), "general")
        assert {("directmedia", "yes"), ("dialtimeout", "5"), ("allow", "alaw")} <= set(found)


def test_the_administrators_files_are_given_as_they_are() -> None:  # ADM-295
    rows = [{"name": "b.conf", "content": "[b]\n"}, {"name": "a.conf", "content": '[a]\nexten = s,1,NoOp("é")\n'}]
    text = ExtraDialplanGenerator().generate(Snapshot(office(configuration_files=rows)))
    assert json.loads(text) == {row["name"]: row["content"] for row in rows}
    assert text == ExtraDialplanGenerator().generate(Snapshot(office(configuration_files=rows[::-1])))


class TestPickups:
    def test_members_of_groups_come_along(self) -> None:  # ADM-213, ADM-216
        pickups = [
            {
                "id": 7,
                "enabled": True,
                "interceptors": {"users": [1], "groups": [], "queues": []},
                "intercepted": {"users": [], "groups": [3], "queues": []},
            },
            {
                "id": 8,
                "enabled": False,
                "interceptors": {"users": [2], "groups": [], "queues": []},
                "intercepted": {"users": [1], "groups": [], "queues": []},
            },
        ]
        data = office(pickups=pickups, groups=[group(3, users=[{"user_id": 2, "priority": 0}])])
        text = pjsip(data)
        assert sorted(line for line in text.splitlines() if line.startswith("named_")) == [
            "named_call_group = pickup-7",
            "named_pickup_group = pickup-7",
        ]
        assert ("named_pickup_group", "pickup-7") in options(text, "line0001")
        assert ("named_call_group", "pickup-7") in options(text, "line0002")
        data["groups"][0]["users"] = []
        assert "named_call_group" not in pjsip(data)


def pjsip(data: dict[str, Any]) -> str:
    text = PjsipGenerator(AsteriskSettings()).generate(Snapshot(data))
    assert check_pjsip(text) == []
    return text
