# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups, conference rooms, parking, music, paging and the administrator's dialplan, as Asterisk has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from offices import Desk, settled
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import tone_wav

pytestmark = pytest.mark.integration

RANGES = {"group": [{"start": "1400", "end": "1409"}], "conference_room": [{"start": "1410", "end": "1419"}]}


@pytest.fixture(scope="module", autouse=True)
def numbers(confd: httpx.Client) -> None:
    """The context of the phones may hold groups and conference rooms."""
    contexts = confd.get("/contexts", params={"search": "default"}).json()["items"]
    context = next(one for one in contexts if one["name"] == "default")
    answer = confd.put(f"/contexts/{context['id']}", json={"ranges": {**context["ranges"], **RANGES}})
    assert answer.status_code == 204, answer.text


@pytest.fixture
def make(confd: httpx.Client) -> Iterator[Any]:
    """`make("/groups", name="sales", ...)`: created, and deleted at the end."""
    made: list[str] = []

    def create(path: str, **body: Any) -> dict[str, Any]:
        answer = confd.post(path, json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        made.append(f"{path}/{found['id']}")
        return found

    yield create
    for path in reversed(made):
        assert confd.delete(path).status_code == 204


def shows(fleet: Fleet, command: str, *words: str) -> None:
    eventually(lambda: all(word in fleet.asterisk(command) for word in words), what=f"{command}: {words}")


def set_exten(confd: httpx.Client, feature: str, exten: str) -> None:
    items = confd.get("/extension_features").json()["items"]
    row = next(item for item in items if item["feature"] == feature)
    assert confd.put(f"/extension_features/{row['id']}", json={"exten": exten}).status_code == 204


class TestGroups:
    def test_a_call_to_a_group_rings_its_members(
        self, fleet: Fleet, confd: httpx.Client, make: Any, alice: Desk, bob: Desk
    ) -> None:  # ADM-209
        members = [{"user_id": bob.employee.user_id}]
        make("/groups", name="sales", exten="1400", context="default", users=members, music_on_hold="default")
        shows(fleet, "queue show sales", "ringall", bob.employee.sip_username)
        shows(fleet, "core show hints", "Queue:sales")
        settled(fleet, confd)
        bob.phone.forgets()
        alice.phone.calls("1400")
        assert bob.phone.rings()["peerdisplayname"] == "Alice Abrams"
        bob.phone.answers()
        alice.phone.talks()
        alice.phone.hears(bob.phone.tone_hz)
        alice.phone.hangs_up()
        bob.phone.ends()

    def test_nobody_there_goes_to_the_fallback(
        self, fleet: Fleet, confd: httpx.Client, make: Any, alice: Desk, bob: Desk
    ) -> None:  # ADM-209
        to_bob = {"type": "user", "user_id": bob.employee.user_id, "ring_time": 10}
        make("/groups", name="empty", exten="1401", context="default", fallbacks={"congestion": to_bob})
        shows(fleet, "queue show empty", "empty")
        settled(fleet, confd)
        bob.phone.forgets()
        alice.phone.calls("1401")
        bob.phone.rings()
        alice.phone.hangs_up()
        bob.phone.ends()

    def test_a_group_that_goes_is_gone(self, fleet: Fleet, confd: httpx.Client) -> None:
        group = confd.post("/groups", json={"name": "gone", "context": "default"}).json()
        shows(fleet, "queue show gone", "ringall")
        confd.delete(f"/groups/{group['id']}")
        eventually(lambda: "ringall" not in fleet.asterisk("queue show gone"))


class TestPickup:
    def test_its_code_leads_to_the_library(self, fleet: Fleet) -> None:  # ADM-174
        shows(fleet, "dialplan show xivo-features", "_*8.", "xivo-directed-pickup")

    def test_another_number_takes_effect(self, fleet: Fleet, confd: httpx.Client) -> None:  # ADM-175
        set_exten(confd, "pickup", "_**8.")
        try:
            shows(fleet, "dialplan show xivo-features", "_**8.")
            assert "'_*8.'" not in fleet.asterisk("dialplan show xivo-features")
        finally:
            set_exten(confd, "pickup", "_*8.")

    def test_groups_of_endpoints(self, fleet: Fleet, make: Any, alice: Desk, bob: Desk) -> None:  # ADM-213
        pickup = make(
            "/pickups",
            name="floor",
            interceptors={"users": [alice.employee.user_id]},
            intercepted={"users": [bob.employee.user_id]},
        )
        name = f"pickup-{pickup['id']}"
        shows(fleet, f"pjsip show endpoint {alice.employee.sip_username}", "named_pickup_group", name)
        shows(fleet, f"pjsip show endpoint {bob.employee.sip_username}", "named_call_group", name)


class TestConferenceRooms:
    def test_two_callers_are_in_the_room(
        self, fleet: Fleet, confd: httpx.Client, make: Any, alice: Desk, bob: Desk
    ) -> None:  # ADM-105
        room = make("/conference_rooms", name="blue", exten="1410", context="default", announce_only_user=False)
        shows(fleet, "confbridge show profile bridges", f"room-{room['id']}")
        shows(fleet, "dialplan show 1410@default", "meetme")
        settled(fleet, confd)
        for desk in (alice, bob):
            desk.phone.calls("1410")
            desk.phone.talks()
        eventually(lambda: "1410@default" in fleet.asterisk("confbridge list"))
        alice.phone.hears(bob.phone.tone_hz)
        alice.phone.hangs_up()
        bob.phone.hangs_up()
        eventually(lambda: "1410@default" not in fleet.asterisk("confbridge list"))


class TestParking:
    def test_the_default_lot(self, fleet: Fleet) -> None:  # CC-026, CC-029
        shows(fleet, "parking show default", "700", "701-750")
        shows(fleet, "dialplan show 700@default", "Park()")
        shows(fleet, "core show hints", "park:701@parkedcalls")

    def test_it_changes_at_once(self, fleet: Fleet, confd: httpx.Client) -> None:  # CC-027
        (lot,) = confd.get("/parking_lots").json()["items"]
        assert confd.put(f"/parking_lots/{lot['id']}", json={"timeout": 33, "find_slot": "next"}).status_code == 204
        shows(fleet, "parking show default", "33 sec")
        assert confd.put(f"/parking_lots/{lot['id']}", json={"timeout": 45, "find_slot": "first"}).status_code == 204


class TestMusicOnHold:
    def test_a_category_with_its_file(self, fleet: Fleet, confd: httpx.Client, make: Any) -> None:  # CC-019, CC-020
        category = make("/musics_on_hold", name="jazz")
        settled(fleet, confd)  # Asterisk has seen the category while it was empty
        answer = confd.put(
            f"/musics_on_hold/{category['id']}/files/five.wav",
            content=tone_wav(0, 1),
            headers={"Content-Type": "application/octet-stream"},
        )
        assert answer.status_code == 204, answer.text
        shows(fleet, "moh show classes", "Class: default", "Class: jazz")
        shows(fleet, "moh show files", "/moh/jazz/five")

    def test_the_program_of_a_category_runs_as_long_as_there_is_the_category(
        self, fleet: Fleet, confd: httpx.Client
    ) -> None:  # CC-023
        program = "/usr/bin/sleep 86399"

        def runs() -> bool:
            return bool(fleet.exec("asterisk", "pgrep", "-f", f"^{program}$", check=False).strip())

        body = {"name": "stream", "mode": "custom", "application": program}
        category = confd.post("/musics_on_hold", json=body).json()
        try:
            eventually(runs, what="the program")
        finally:
            assert confd.delete(f"/musics_on_hold/{category['id']}").status_code == 204
        eventually(lambda: not runs(), what="the program's end")

    def test_the_first_category_has_what_asterisk_comes_with(self, fleet: Fleet) -> None:
        shows(fleet, "moh show files", "/moh/default/")


class TestSettings:
    def test_codes_during_a_call(self, fleet: Fleet, confd: httpx.Client) -> None:  # ADM-294
        shows(fleet, "features show", "*8", "*2")
        assert confd.put("/features_general", json={"atxfer": "*7"}).status_code == 204
        try:
            shows(fleet, "features show", "*7")
        finally:
            assert confd.put("/features_general", json={"atxfer": "*2"}).status_code == 204


class TestTheAdministratorsDialplan:
    def test_a_file_is_loaded_and_forgotten(self, fleet: Fleet, confd: httpx.Client) -> None:  # ADM-295, CC-003
        content = "[dp-ivr-example]\nexten = s,1,NoOp(Beginning of IVR)\n"
        file = confd.post("/configuration_files", json={"name": "dp-ivr-example.conf", "content": content}).json()
        shows(fleet, "dialplan show dp-ivr-example", "Beginning of IVR")
        edited = content.replace("Beginning", "Start")
        assert confd.put(f"/configuration_files/{file['id']}", json={"content": edited}).status_code == 204
        shows(fleet, "dialplan show dp-ivr-example", "Start of IVR")
        assert confd.delete(f"/configuration_files/{file['id']}").status_code == 204
        eventually(lambda: "There is no existence" in fleet.asterisk("dialplan show dp-ivr-example"))

    def test_short_codes_are_in_the_phones_context(self, fleet: Fleet, confd: httpx.Client) -> None:  # CC-008
        items = confd.get("/configuration_files").json()["items"]
        file = next(item for item in items if item["name"] == "xivo-extrafeatures.conf")
        path = f"/configuration_files/{file['id']}"
        content = file["content"] + "exten => 8899,1,NoOp(mine)\n"
        assert confd.put(path, json={"content": content}).status_code == 204
        try:
            shows(fleet, "dialplan show 8899@default", "NoOp(mine)")
        finally:
            assert confd.put(path, json={"content": file["content"]}).status_code == 204


class TestPaging:
    def test_the_code_leads_to_the_library(self, fleet: Fleet) -> None:  # CC-024
        shows(fleet, "dialplan show *11601@default", "Gosub(paging,s,1(${EXTEN:3}))")
        shows(fleet, "core show application Page", "Page")
