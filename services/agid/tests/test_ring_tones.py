# SPDX-License-Identifier: GPL-3.0-or-later
"""The ring of a telephone by the origin of the call."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from xivo_agid.ring_tones.rings import Rings, parse
from xivo_agid.ring_tones.service import RingTones
from xivo_agid.settings import Settings
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd

PROFILES = [
    {"name": "desk", "phonetype": "aastra", "intern": "<Bellcore-dr1>", "group": "<Bellcore-dr2>"},
    {"name": "hall", "phonetype": "snom", "extern": "alert-external", "forward": "alert-community"},
]
GROUP = {
    "id": 5,
    "name": "sales",
    "enabled": True,
    "users": [{"user_id": 1, "priority": 0}, {"user_id": 2, "priority": 0}, {"user_id": 99, "priority": 0}],
    "caller_id_mode": None,
    "caller_id_name": "",
    "ring_tone": True,
    "ignore_forward": True,
    "mark_answered_elsewhere": False,
    "allow_callee_transfer": False,
    "allow_caller_transfer": False,
    "allow_callee_record": False,
    "allow_caller_record": False,
    "timeout": 0,
    "preprocess_subroutine": "",
    "fallbacks": {"noanswer": None, "busy": None, "congestion": None, "fail": None},
}


def entry(profile: str | None, exten: str | None = None, context: str = "default") -> dict[str, Any]:
    return {"exten": exten, "context": context, "profile": profile}


@pytest.fixture
def rings(confd: Confd, store: SnapshotStore) -> Callable[..., Awaitable[None]]:
    async def know(*numbers: dict[str, Any], **rows: Any) -> None:
        tones = {"profiles": PROFILES, "numbers": list(numbers)}
        confd.change(settings={"ring_tones": tones}, **rows)
        assert await store.fetch()

    return know


async def ring_of(call: Call, *more: str, user: str = "1", dialled: str = "1001") -> tuple[str, str]:
    said = await call("incoming_user_set_features", user, dialled, "default", "", *more)
    return said["XIVO_PHONETYPE"], said["XIVO_RINGTYPE"]


class TestACallToAUser:  # SYS-237
    async def test_rings_as_the_number_says(self, call: Call, rings: Any) -> None:
        await rings(entry("desk", "1001"))
        assert await ring_of(call, "intern") == ("aastra", "<Bellcore-dr1>")
        assert await ring_of(call) == ("aastra", "<Bellcore-dr1>")

    async def test_without_an_entry_as_always(self, call: Call, rings: Any) -> None:
        await rings(entry("desk", "1001"))
        assert await ring_of(call, "intern", user="2", dialled="1002") == ("", "")

    async def test_without_a_ring_for_this_origin_as_always(self, call: Call, rings: Any) -> None:
        await rings(entry("desk", "1001"))
        assert await ring_of(call, "extern") == ("", "")

    async def test_a_context_is_for_all_its_numbers_but_those_of_their_own(self, call: Call, rings: Any) -> None:
        # SYS-238
        await rings(entry("hall"), entry(None, "1001"), entry("desk", "1003"))
        assert await ring_of(call, "extern", user="2", dialled="1002") == ("snom", "alert-external")
        assert await ring_of(call, "extern") == ("", "")

    async def test_a_call_from_outside_is_to_his_own_number(self, call: Call, rings: Any) -> None:
        await rings(entry("hall", "1001"), entry("desk", context="from-extern"))
        said = await call("incoming_user_set_features", "1", "5551000", "from-extern", "", "extern")
        assert said["XIVO_RINGTYPE"] == "alert-external"

    async def test_forwarded_ones_have_their_own_or_else_that_of_their_origin(self, call: Call, rings: Any) -> None:
        await rings(entry("hall", "1001"), entry("desk", "1002"))
        assert await ring_of(call, "extern", "1") == ("snom", "alert-community")
        assert await ring_of(call, "intern", "1", user="2", dialled="1002") == ("aastra", "<Bellcore-dr1>")

    async def test_a_subroutine_can_ask_for_it(self, call: Call, rings: Any) -> None:
        await rings(entry("hall", "1001"))
        said = await call("getring", XIVO_REAL_NUMBER="1001", XIVO_REAL_CONTEXT="default", XIVO_CALLORIGIN="extern")
        assert (said["XIVO_PHONETYPE"], said["XIVO_RINGTYPE"]) == ("snom", "alert-external")
        said = await call("getring", "1001", "default", "extern", "1")
        assert said["XIVO_RINGTYPE"] == "alert-community"

    async def test_a_configuration_of_before_has_none(self, call: Call, confd: Confd, store: SnapshotStore) -> None:
        confd.change(settings={})
        assert await store.fetch()
        assert await ring_of(call, "intern") == ("", "")


class TestACallToAGroup:  # SYS-237
    async def test_each_member_has_his_own(self, call: Call, rings: Any) -> None:
        await rings(entry("desk", "1001"), entry("hall", "1002"), groups=[GROUP])
        said = await call("incoming_group_set_features", "5", "2000", "default")
        assert said["__XIVO_RING_aaaa"] == "aastra|<Bellcore-dr2>"
        assert "__XIVO_RING_bbbb" not in said
        assert said["XIVO_GROUPOPTIONS"] == "irb(xivo-ring-tone-member^s^1)"

    async def test_nobody_has(self, call: Call, rings: Any) -> None:
        await rings(groups=[GROUP])
        said = await call("incoming_group_set_features", "5", "2000", "default")
        assert said["XIVO_GROUPOPTIONS"] == "ir"


MANUAL = """[myprofile-aastra]
phonetype = aastra
intern = <Bellcore-dr1>
group = <Bellcore-dr2>
[number]
1001@default = myprofile-aastra
"""
"""The manual's own example."""


def parsed(text: str) -> Rings:
    return parse(text, Path("f.conf"))


class TestTheFile:  # SYS-237
    async def read(self, ring_tones: RingTones, settings: Settings, text: str) -> None:
        settings.ring_tones.rules.write_text(text)
        await ring_tones.read()

    def test_the_shipped_one_has_a_profile_for_each_brand_and_no_number(self) -> None:
        shipped = parse((Path(__file__).parents[1] / "etc" / "xivo_ring.conf").read_text(), Path("xivo_ring.conf"))
        assert sorted(shipped.profiles) == ["aastra", "cisco", "linksys", "snom", "thomson", "yealink"]
        assert all(set(profile) == {"phonetype", "intern", "extern", "group"} for profile in shipped.profiles.values())
        assert (shipped.numbers, shipped.problems) == ({}, ())

    async def test_a_number_rings_as_it_says(
        self, call: Call, rings: Any, ring_tones: RingTones, settings: Settings
    ) -> None:
        await rings(groups=[GROUP])
        await self.read(ring_tones, settings, MANUAL)
        assert await ring_of(call, "intern") == ("aastra", "<Bellcore-dr1>")
        assert await ring_of(call, "intern", user="2", dialled="1002") == ("", "")
        said = await call("incoming_group_set_features", "5", "2000", "default")
        assert said["__XIVO_RING_aaaa"] == "aastra|<Bellcore-dr2>"

    async def test_a_context_and_exceptions_and_forwarded_calls(
        self, call: Call, rings: Any, ring_tones: RingTones, settings: Settings
    ) -> None:
        await rings()
        hall = "[hall]\nphonetype = snom\nextern = outside\nextern&forwarded = handed-on\nforward = other\n"
        await self.read(ring_tones, settings, f"{hall}[number]\n@default = hall\n!1002@default = no\n")
        assert await ring_of(call, "extern") == ("snom", "outside")
        assert await ring_of(call, "extern", "1") == ("snom", "handed-on")
        assert await ring_of(call, "intern", "1") == ("snom", "other")
        assert await ring_of(call, "extern", user="2", dialled="1002") == ("", "")

    async def test_confds_numbers_come_first(
        self, call: Call, rings: Any, ring_tones: RingTones, settings: Settings
    ) -> None:
        await rings(entry("hall", "1001"))
        await self.read(ring_tones, settings, MANUAL + "1002@default = myprofile-aastra\n")
        assert await ring_of(call, "extern") == ("snom", "alert-external")
        assert await ring_of(call, "intern", user="2", dialled="1002") == ("aastra", "<Bellcore-dr1>")

    @pytest.mark.parametrize(
        ("more", "problem"),
        [
            ("nonsense = myprofile-aastra", "f.conf:7: [number] nonsense is no number@context"),
            ("1002@default = hall", "f.conf:7: [number] there is no profile hall"),
            ("[hall]\nintern = a", "f.conf:7: [hall] phonetype is missing; it is left out"),
            ("[hall]\nphonetype = acme", "f.conf:8: [hall] phonetype is none of aastra, cisco"),
            ('[hall]\nphonetype = snom\nintern = a"b', "f.conf:9: [hall] intern is no name of a ring"),
            ("[hall]\nphonetype = snom\nmonday = a", "f.conf:9: [hall] monday means nothing"),
            ("[hall", "f.conf:7: '[hall' is no section"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_line_and_costs_itself_only(self, more: str, problem: str) -> None:
        found = parsed(f"{MANUAL}{more}\n")
        assert list(found.numbers) == [("1001", "default")]
        (told,) = found.problems
        assert told.startswith(problem)

    async def test_without_one_telephones_ring_as_always(
        self, call: Call, rings: Any, ring_tones: RingTones, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        await rings()
        await ring_tones.read()
        assert await ring_of(call, "intern") == ("", "")
        assert caplog.records == []
        settings.ring_tones.rules.mkdir()
        await ring_tones.read()
        assert ring_tones.status()["problems"] == [f"{settings.ring_tones.rules}: Is a directory"]
