# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator sets once for all: Asterisk has it without a word of complaint, and telephones get it."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx
import pytest
from offices import Desk, Office, let_in, of, quiet, to_user
from provider import ALAW, G722, G729, ULAW, Provider, peer
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.sound import tone_wav

pytestmark = pytest.mark.integration

IAX = {"protocol": "iax", "username": "branch", "type": "friend", "host": "dynamic"}
LOADERS = (
    "config", "pjsip", "sorcery", "voicemail", "queue", "features", "parking", "musiconhold", "confbridge", "iax2",
    "pbx_config", "extconf", "cel", "manager", "logger", "rtp", "udptl", "acl", "loader", "res_fax",
)  # fmt: skip


def shows(fleet: Fleet, command: str, *words: str) -> None:
    eventually(lambda: all(word in fleet.asterisk(command) for word in words), what=f"{command}: {words}")


class TestGeneralSettings:
    def test_of_sip(self, office: Office, fleet: Fleet, alice: Desk) -> None:  # ADM-294
        office.put("/sip_general", useragent="Office PBX", dtmfmode="info", codecs=["g722", "alaw"])
        endpoint = f"pjsip show endpoint {alice.employee.sip_username}"
        shows(fleet, "pjsip show settings", "Office PBX")
        shows(fleet, endpoint, "info", "(g722|alaw)")

    def test_of_sip_are_what_a_call_is_answered_with(self, office: Office, fleet: Fleet) -> None:  # SYS-034
        """Of what is offered those that the page names, in the order of the page."""
        office.put("/sip_general", codecs=["alaw", "g722", "g729", "h264"])
        provider = Provider(fleet)
        trunk = peer("provider", provider.address, provider.port)
        trunk["endpoint"]["codecs"] = []
        office.make("/trunks", **trunk)
        sound = {"type": "sound", "filename": "demo-congrats"}
        office.make("/incalls", exten="5550076", context="from-extern", destination=sound)
        office.settle("from-extern", "5550076")
        let_in(fleet, provider.box)
        assert provider.is_answered("5550076", offered=(ULAW, G729, G722, ALAW)) == [ALAW, G722, G729]

    def test_of_iax(self, office: Office, fleet: Fleet) -> None:  # SYS-035
        office.put("/iax_general", codecs=["gsm", "alaw"])
        office.make(
            "/trunks", name="coder", context="from-extern", endpoint=IAX | {"username": "coder"}, secret="of-the-coder"
        )
        shows(fleet, "iax2 show peer coder", "(gsm|alaw)")

    def test_of_mailboxes(self, office: Office, fleet: Fleet) -> None:  # CC-123
        office.put("/voicemail_general", maxmsg=42)
        office.make("/voicemails", name="Forty two", number="1542", context="default")
        shows(fleet, "voicemail show users", "1542")
        assert "maxmsg = 42" in fleet.exec("asterisk", "cat", "/etc/asterisk/voicemail.conf")

    def test_of_transfers_and_pickup(self, office: Office, fleet: Fleet) -> None:  # ADM-214
        office.put("/features_general", blindxfer="*6", pickupexten="*7")
        shows(fleet, "features show", "*6", "*7")

    def test_of_sccp_are_written_for_its_driver(self, office: Office, fleet: Fleet) -> None:  # CC-072
        office.put("/sccp_general", dialtimeout=9)
        url = f"{fleet.url('confgend', 8669)}/asterisk/sccp.conf"
        eventually(lambda: "dialtimeout = 9" in httpx.get(url, timeout=30).text, what="sccp.conf")


class TestTrunks:
    def test_an_iax_trunk_is_known(self, office: Office, fleet: Fleet) -> None:  # ADM-267
        office.make("/trunks", name="branch", context="from-extern", endpoint=IAX, secret="of-the-branch")
        shows(fleet, "iax2 show peers", "branch")

    def test_a_registration_is_tried(self, office: Office, fleet: Fleet) -> None:  # ADM-259, ADM-269
        endpoint = {"protocol": "sip", "username": "acme", "type": "peer", "host": "192.0.2.7"}
        registration = {"remote_server": "192.0.2.7", "username": "acme"}
        office.make("/trunks", name="acme", context="from-extern", endpoint=endpoint, registration=registration)
        shows(fleet, "pjsip show registrations", "192.0.2.7")


class TestCallersFromOutside:
    def test_are_shown_as_the_rules_say(self, office: Office, fleet: Fleet, alice: Desk) -> None:  # SYS-027
        provider = Provider(fleet)
        provider.answers()
        rule = {"name": "short", "callerid": r"^99\d+$", "strip": 2, "add": "+49"}
        office.put("/caller_id_transformations", rules=[rule])
        office.make("/trunks", **peer("provider", provider.address, provider.port))
        office.make("/incalls", exten="5550077", context="from-extern", destination=to_user(alice))
        office.settle("from-extern", "5550077")
        quiet(alice)
        provider.calls("5550077", "99123456")
        assert "+49123456@" in alice.phone.rings()["peeruri"]
        alice.phone.rejects()
        provider.stops()


class TestCustomLines:
    def test_ring_what_their_interface_is(self, office: Office, alice: Desk, carol: Desk) -> None:  # ADM-176
        line = office.make("/lines_custom", context="default", interface="Local/1050@default")
        user = office.make("/users", firstname="Mobile", lastname="Worker")
        extension = office.make("/extensions", exten="1070", context="default")
        office.associate(f"/users/{user}/lines", f"/users/{user}/lines/{line}", line_id=line)
        path = f"/lines/{line}/extensions"
        office.associate(path, f"{path}/{extension}", extension_id=extension)
        office.settle("default", "1070")
        quiet(carol)
        alice.phone.calls("1070")
        assert carol.phone.rings()["peerdisplayname"] == "Alice Abrams"
        alice.phone.hangs_up()
        carol.phone.ends()


class TestPickup:
    def test_of_a_group_by_the_general_code(
        self, office: Office, fleet: Fleet, alice: Desk, bob: Desk, carol: Desk
    ) -> None:  # ADM-214
        office.make(
            "/pickups",
            name="corridor",
            interceptors={"users": [carol.employee.user_id]},
            intercepted={"users": [bob.employee.user_id]},
        )
        shows(fleet, f"pjsip show endpoint {carol.employee.sip_username}", "pickup-")
        quiet(bob)
        alice.phone.calls("1002")
        bob.phone.rings()
        carol.phone.calls("*8")
        carol.phone.talks()
        alice.phone.talks()
        bob.phone.ends()
        alice.phone.hangs_up()
        carol.phone.ends()

    def test_is_for_its_members(self, office: Office, alice: Desk, bob: Desk, carol: Desk) -> None:  # ADM-214
        office.settle()
        quiet(bob, carol)
        alice.phone.calls("1002")
        bob.phone.rings()
        quiet(alice)
        carol.phone.calls("*8")
        assert "403" in str(carol.phone.ends().get("param"))
        assert alice.phone.unseen("CALL_ESTABLISHED") == []
        assert bob.phone.unseen("CALL_CLOSED") == []
        alice.phone.hangs_up()
        bob.phone.ends()


class TestSounds:
    def test_an_uploaded_file_is_heard(
        self, office: Office, confd: httpx.Client, alice: Desk, bob: Desk
    ) -> None:  # CC-006
        assert confd.post("/sounds", json={"name": "ours"}).status_code == 201
        binary = {"Content-Type": "application/octet-stream"}
        try:
            answer = confd.put("/sounds/ours/files/la.wav", content=tone_wav(1000, 4), headers=binary)
            assert answer.status_code == 204, answer.text
            office.put(of(bob, "/services/dnd"), enabled=True)
            office.put(of(bob, "/fallbacks"), busy={"type": "sound", "filename": "/var/lib/xivo/sounds/ours/la"})
            office.settle()
            quiet(alice)
            alice.phone.calls("1002")
            alice.phone.talks()
            alice.phone.ends()
            assert alice.phone.share_heard(1000) > 0.5
        finally:
            confd.delete("/sounds/ours/files/la.wav")
            assert confd.delete("/sounds/ours").status_code == 204


class TestTelephones:
    def test_learn_of_their_registrar_and_template(
        self, office: Office, fleet: Fleet, confd: httpx.Client, bob: Desk
    ) -> None:  # CC-218, ADM-028
        office.make("/registrars", name="branch", main_host="192.0.2.20", backup_host="192.0.2.21")
        path = f"/lines/{bob.employee.line_id}/registrar"
        device = confd.get(f"/lines/{bob.employee.line_id}").json()["device_id"]
        assert confd.put(path, json={"configregistrar": "branch"}).status_code == 204
        try:
            config = fleet.client("provd", 8666, "/provd")
            raw = eventually(
                lambda: "192.0.2.20" in config.get(f"/cfg_mgr/configs/{device}/raw").text, what="the registrar"
            )
            assert raw
        finally:
            assert confd.put(path, json={"configregistrar": "default"}).status_code == 204
        template = office.make("/device_templates", name="quiet-office", locale="fr_FR", options={"X_key": "value"})
        assert template
        eventually(lambda: "fr_FR" in config.get("/cfg_mgr/configs/quiet-office").text, what="the template")


def test_asterisk_loads_everything_without_a_warning(office: Office, fleet: Fleet) -> None:
    """A rich configuration, loaded anew by every module that has a file of ours."""
    office.numbers("group", "1480", "1480")
    office.numbers("queue", "1481", "1481")
    office.numbers("conference_room", "1482", "1482")
    office.make("/groups", name="all", context="default", exten="1480")
    office.make("/queues", name="waiting", context="default", exten="1481")
    office.make("/conference_rooms", name="talking", context="default", exten="1482", pin="11", admin_pin="22")
    office.make("/voicemails", name="Box", number="1483", context="default", email="box@example.org")
    office.make("/musics_on_hold", name="silence")
    office.make("/parking_lots", name="hall", exten="780", slots_start=781, slots_end=790)
    office.settle("default", "1480", "1481", "1482")
    begun = time.time()
    fleet.asterisk("core reload")
    time.sleep(2)  # no loader says that it is through, and res_pjsip still reads after the command's answer
    assert complained(fleet, begun) == []


def complained(fleet: Fleet, since: float) -> list[str]:
    """The warnings and errors of what reads configuration, since Asterisk last started or then."""
    lines = fleet.docker("logs", "--since", str(int(since)), fleet.container("asterisk")).splitlines()
    found = [line for line in lines if re.search(r"\] (WARNING|ERROR)\[", line)]
    return [line for line in found if any(name in line.split(": ", 1)[-1].lower() for name in LOADERS)]


def test_a_start_is_without_a_warning(fleet: Fleet) -> None:
    found: list[Any] = complained(fleet, 0)
    assert [line for line in found if "load" in line.lower()] == []
