# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules, trunks, outgoing and incoming calls."""

import pytest
from xivo_testkit.crud import CrudSuite

HANGUP = {"type": "hangup", "cause": "normal", "timeout": 0}
EVERY_DAY = {"week_days": [1, 2, 3, 4, 5, 6, 7], "month_days": list(range(1, 32)), "months": list(range(1, 13))}
OFFICE = {"hours_start": "09:00", "hours_end": "18:00", **EVERY_DAY, "week_days": [1, 2, 3, 4, 5]}


class TestSchedules(CrudSuite):  # CC-078, CC-080, CC-081
    path = "/schedules"
    event = "schedule"
    minimum = {"name": "always closed", "timezone": "Europe/Paris"}
    complete = {
        "name": "office",
        "entity": "xivo",
        "timezone": "America/Montreal",
        "enabled": False,
        "open_periods": [OFFICE],
        "exceptional_periods": [
            {
                **EVERY_DAY,
                "hours_start": "12:00",
                "hours_end": "13:59",
                "destination": {"type": "sound", "filename": "lunch", "skip": False, "no_answer": True},
            }
        ],
        "closed_destination": HANGUP,
        "description": "when we are there",
    }
    edit = {"timezone": "UTC", "open_periods": []}
    required = ("name", "timezone")
    absent = ["Resource Not Found - Schedule was not found ('id': 999999)"]
    sortable = ("id", "name", "timezone")
    bad = [
        ({"timezone": "Europe/Atlantis"}, "Input Error - field 'timezone': Europe/Atlantis is no time zone"),
        (
            {"open_periods": [{**OFFICE, "hours_start": "19:00"}]},
            "Input Error - field 'open_periods.0': hours_start is after hours_end",
        ),
        (
            {"open_periods": [{**OFFICE, "hours_end": "24:00"}]},
            "Input Error - field 'open_periods.0.hours_end': must match ^([01][0-9]|2[0-3]):[0-5][0-9]$",
        ),
        (
            {"open_periods": [{**OFFICE, "month_days": [32]}]},
            "Input Error - field 'open_periods.0.month_days.0': input should be less than or equal to 31",
        ),
        (
            {"closed_destination": {"type": "user", "user_id": 77, "ring_time": 0}},
            "Input Error - field 'closed_destination.user_id': User 77 was not found",
        ),
        ({"entity": "nowhere"}, "Input Error - field 'entity': Entity nowhere was not found"),
    ]


LOCAL = {"protocol": "custom", "interface": "Local"}
SIP = {"protocol": "sip", "username": "xivo-trunk", "type": "friend", "host": "dynamic"}
SIP_IN_FULL = {
    "protocol": "sip",
    "username": "provider",
    "type": "peer",
    "host": "sip.provider.example",
    "port": 5062,
    "transport": "tcp",
    "encryption": "sdes",
    "codecs": ["g722", "alaw"],
    "dtmf_mode": "info",
    "nat": True,
    "direct_media": True,
    "t38": True,
    "caller_id": '"Acme" <5551000>',
    "qualify_frequency": 20,
    "qualify_timeout": 2000,
    "call_limit": 30,
    "from_user": "acme",
    "from_domain": "provider.example",
}


class TestTrunks(CrudSuite):  # ADM-255, ADM-259, ADM-268, ADM-269, ADM-270
    path = "/trunks"
    event = "trunk"
    minimum = {"name": "lab", "endpoint": {"protocol": "custom", "interface": "Local", "interface_suffix": "@lab"}}
    complete = {
        "name": "provider",
        "enabled": False,
        "context": "from-extern",
        "endpoint": SIP_IN_FULL,
        "secret": "p4ssword",
        "registration": {
            "remote_server": "sip.provider.example",
            "remote_port": 5062,
            "transport": "tcp",
            "username": "acme",
            "auth_username": "acme-auth",
            "contact_user": "5551000",
            "expiration": 600,
        },
        "registration_secret": "0ther",
        "description": "to the world",
    }
    edit = {"description": "changed", "registration": None}
    required = ("name", "endpoint")
    write_only = ("secret", "registration_secret")
    absent = ["Resource Not Found - Trunk was not found ('id': 999999)"]
    sortable = ("id", "name", "description")
    bad = [
        (
            {"name": "provider", "endpoint": {**SIP_IN_FULL, "username": "other"}},
            "Input Error - field 'endpoint.username': must be the trunk's name",
        ),  # ADM-257
        (
            {"name": "provider", "endpoint": {**SIP_IN_FULL, "host": "dynamic"}},
            "Input Error - field 'endpoint.host': a peer is known by its address",
        ),
        ({"context": "nowhere"}, "Input Error - field 'context': Context nowhere was not found"),
        ({"name": "a b"}, "Input Error - field 'name': must match ^[A-Za-z0-9_.-]+$"),
    ]

    @pytest.mark.parametrize("interface", ["dahdi/x0", "dahdi/g", "DAHDI/1g"])
    async def test_what_is_no_dahdi_group(self, confd, interface):  # ADM-284
        endpoint = {"protocol": "custom", "interface": interface, "interface_suffix": ""}
        answer = await confd.post(self.path, json={"name": "t2", "endpoint": endpoint})
        assert answer.status_code == 400
        assert answer.json() == [
            f"Input Error - field 'endpoint.interface': {interface} is no DAHDI group: dahdi/g0, G0, r0 or R0"
        ]

    @pytest.mark.parametrize("interface", ["dahdi/g0", "dahdi/R12", "DAHDI/i1", "Local"])
    async def test_interfaces_of_customised_trunks(self, confd, interface):  # ADM-281, ADM-283, ADM-284
        if interface == "DAHDI/i1":
            interface = "DAHDI/1"
        endpoint = {"protocol": "custom", "interface": interface, "interface_suffix": ""}
        assert (await confd.post(self.path, json={"name": "t2", "endpoint": endpoint})).status_code == 201

    async def test_an_interface_is_of_one_trunk(self, confd):  # ADM-283
        await self.make(confd)
        again = {**self.minimum, "name": "again"}
        answer = await confd.post(self.path, json=again)
        assert answer.json() == ["Input Error - field 'endpoint.interface': the trunk lab has this interface"]
        other = {**again, "endpoint": {**LOCAL, "interface_suffix": "@other"}}
        assert (await confd.post(self.path, json=other)).status_code == 201

    async def test_who_registers_here_needs_a_secret(self, confd):  # ADM-257
        answer = await confd.post(self.path, json={"name": "xivo-trunk", "endpoint": SIP})
        assert answer.json() == ["Input Error - field 'secret': who registers here needs one"]
        answer = await confd.post(self.path, json={"name": "xivo-trunk", "endpoint": SIP, "secret": "pass"})
        assert answer.status_code == 201

    async def test_a_name_that_is_a_line_s(self, confd):
        line = (await confd.post("/lines_sip", json={"context": "default", "device_slot": 1})).json()
        endpoint = {**SIP, "username": line["username"]}
        answer = await confd.post(self.path, json={"name": line["username"], "endpoint": endpoint, "secret": "pass"})
        assert answer.json() == [f"Resource Error - Line already exists ('name': '{line['username']}')"]

    async def test_secrets_are_in_the_snapshot_for_those_who_may(self, confd):
        await self.make(confd, self.complete)
        plain = (await confd.get("/snapshot")).json()["trunks"]
        secret = (await confd.get("/snapshot", params={"secrets": "true"})).json()["trunks"]
        assert "secret" not in plain[0]
        assert (secret[0]["secret"], secret[0]["registration_secret"]) == ("p4ssword", "0ther")


class TestOutcalls(CrudSuite):  # CC-001, ADM-262, ADM-264, ADM-265
    path = "/outcalls"
    event = "outcall"
    minimum = {"name": "nothing yet", "context": "to-extern"}
    complete = {
        "name": "world",
        "enabled": False,
        "context": "to-extern",
        "internal_caller_id": True,
        "preprocess_subroutine": "subr",
        "ring_time": 60,
        "emergency": True,
        "trunks": [],
        "extensions": [
            {
                "exten": "**99.",
                "prefix": "0",
                "external_prefix": "+33",
                "strip_digits": 4,
                "caller_id": '"XiVO" <5555555555>',
            },
            {"exten": "_418X.", "prefix": "", "external_prefix": "", "strip_digits": 0, "caller_id": ""},
        ],
        "schedule_id": None,
        "description": "out",
    }
    edit = {"ring_time": 0, "extensions": []}
    required = ("name", "context")
    absent = ["Resource Not Found - Outcall was not found ('id': 999999)"]
    sortable = ("id", "name", "context")
    bad = [
        ({"context": "default"}, "Input Error - field 'context': context default is not of type outcall"),
        ({"context": "nowhere"}, "Input Error - field 'context': Context nowhere was not found"),
        ({"trunks": [77]}, "Input Error - field 'trunks.0': Trunk 77 was not found"),
        (
            {"extensions": [{"exten": "418.", "strip_digits": 21}]},
            "Input Error - field 'extensions.0.strip_digits': input should be less than or equal to 20",
        ),
        (
            {"extensions": [{"exten": "X."}, {"exten": "_X."}]},
            "Input Error - field 'extensions': an extension comes twice",
        ),
    ]

    async def test_a_trunk_that_it_uses_stays(self, confd):  # ADM-266
        trunks = [
            (
                await confd.post("/trunks", json={"name": name, "endpoint": {**LOCAL, "interface_suffix": f"@{name}"}})
            ).json()["id"]
            for name in ("a", "b")
        ]
        outcall = await self.make(confd, {**self.minimum, "trunks": [trunks[1], trunks[0]]})
        assert (await confd.get(f"{self.path}/{outcall}")).json()["trunks"] == [trunks[1], trunks[0]]
        answer = await confd.delete(f"/trunks/{trunks[0]}")
        assert answer.json() == [
            f"Resource Error - Trunk is associated with a Outcall ('trunk_id': {trunks[0]}, 'outcall_id': {outcall})"
        ]

    async def test_a_number_goes_out_by_one_outgoing_call(self, confd):  # ADM-264, ADM-265
        await self.make(confd, {**self.minimum, "extensions": [{"exten": "X.", "prefix": "0"}]})
        for same in ({"exten": "_0X."}, {"exten": "0x."}):
            answer = await confd.post(self.path, json={**self.minimum, "name": "second", "extensions": [same]})
            assert answer.json() == ["Input Error - field 'extensions.0': 0X. is of the outgoing call nothing yet"]
        elsewhere = {"name": "third", "context": "to-moon", "extensions": [{"exten": "0X."}]}
        await confd.post("/contexts", json={"name": "to-moon", "type": "outcall"})
        assert (await confd.post(self.path, json=elsewhere)).status_code == 201

    async def test_its_context_stays(self, confd):
        await confd.post("/contexts", json={"name": "to-moon", "type": "outcall"})
        moon = next(one for one in (await confd.get("/contexts")).json()["items"] if one["name"] == "to-moon")
        await self.make(confd, {**self.minimum, "context": "to-moon"})
        assert (await confd.delete(f"/contexts/{moon['id']}")).status_code == 400


class TestIncalls(CrudSuite):  # ADM-253, ADM-280
    path = "/incalls"
    event = "incall"
    minimum = {"exten": "101", "context": "from-extern"}
    complete = {
        "exten": "0123456789",
        "context": "from-extern",
        "enabled": False,
        "destination": {"type": "custom", "command": "Goto(to-pabx,${XIVO_DSTNUM},1)"},
        "caller_id_mode": "prepend",
        "caller_id_name": "Sales: ",
        "preprocess_subroutine": "subr",
        "schedule_id": None,
        "description": "our number",
    }
    edit = {"destination": HANGUP, "enabled": True}
    required = ("exten", "context")
    absent = ["Resource Not Found - Incall was not found ('id': 999999)"]
    sortable = ("id", "exten", "context")
    bad = [
        ({"context": "default"}, "Input Error - field 'context': context default is not of type incall"),
        ({"context": "nowhere"}, "Input Error - field 'context': Context nowhere was not found"),
        (
            {"destination": {"type": "application", "application": "faxtomail", "email": "fax@acme.example"}},
            "Input Error - field 'exten': a fax number needs a range in context from-extern",
        ),  # ADM-188
        (
            {"destination": {"type": "application", "application": "faxtomail"}},
            "Input Error - missing parameters: destination.application.faxtomail.email",
        ),  # ADM-188
        (
            {"destination": {"type": "group", "group_id": 77}},
            "Input Error - field 'destination.group_id': Group 77 was not found",
        ),
        ({"schedule_id": 77}, "Input Error - field 'schedule_id': Schedule 77 was not found"),
    ]

    async def test_the_did_is_an_extension_of_its_own(self, confd):
        incall = await self.make(confd)
        (extension,) = (await confd.get("/extensions", params={"search": "101"})).json()["items"]
        assert (extension["exten"], extension["context"]) == ("101", "from-extern")
        answer = await confd.delete(f"/extensions/{extension['id']}")
        assert answer.json() == [
            f"Resource Error - Extension is associated with a Incall ('id': {extension['id']}, 'incall_id': {incall})"
        ]
        again = await confd.post(self.path, json=self.minimum)
        assert again.json() == ["Resource Error - Extension already exists ('exten': '101', 'context': 'from-extern')"]
        assert (await confd.delete(f"{self.path}/{incall}")).status_code == 204
        assert (await confd.get("/extensions", params={"search": "101"})).json()["total"] == 0

    async def test_outside_the_ranges_of_its_context(self, confd):  # ADM-253
        ranges = {"incall": [{"start": "0555000", "end": "0555999"}]}
        await confd.post("/contexts", json={"name": "dids", "type": "incall", "ranges": ranges})
        answer = await confd.post(self.path, json={"exten": "101", "context": "dids"})
        assert answer.json() == ["exten 101 not inside range of context dids"]
        assert (await confd.post(self.path, json={"exten": "0555123", "context": "dids"})).status_code == 201
        fax = {"type": "application", "application": "faxtomail", "email": "fax@acme.example"}  # ADM-188
        body = {"exten": "0555124", "context": "dids", "destination": fax}
        assert (await confd.post(self.path, json=body)).status_code == 201

    @pytest.mark.parametrize(("sent", "kept"), [("XXXX", "_XXXX"), ("_XXXX", "_XXXX"), ("12xx", "_12XX")])
    async def test_a_pattern_is_many_dids(self, confd, sent, kept):  # ADM-280
        incall = await self.make(confd, {**self.minimum, "exten": sent})
        assert (await confd.get(f"{self.path}/{incall}")).json()["exten"] == kept

    async def test_where_it_leads_stays(self, confd):
        user = (await confd.post("/users", json={"firstname": "Alice"})).json()["id"]
        incall = await self.make(confd, {**self.minimum, "destination": {"type": "user", "user_id": user}})
        answer = await confd.delete(f"/users/{user}")
        assert answer.json() == [
            f"Resource Error - User is associated with a Incall ('user_id': {user}, 'incall_id': {incall})"
        ]
        await confd.put(f"{self.path}/{incall}", json={"destination": HANGUP})
        assert (await confd.delete(f"/users/{user}")).status_code == 204


async def test_two_systems_by_sip(confd):  # ADM-256, ADM-257, ADM-259, ADM-263, ADM-267
    """The manual's figures, both sides on one."""
    b = {
        "name": "xivo-trunk",
        "context": "from-extern",
        "secret": "pass",
        "endpoint": {"protocol": "sip", "username": "xivo-trunk", "type": "friend", "host": "dynamic"},
    }
    made = await confd.post("/trunks", json=b)
    assert made.status_code == 201
    a = {
        "endpoint": {"protocol": "sip", "username": "xivo-trunk", "type": "friend", "host": "192.0.2.2"},
        "registration": {"remote_server": "192.0.2.2", "username": "xivo-trunk", "transport": "udp"},
    }
    trunk = made.json()["id"]
    assert (await confd.put(f"/trunks/{trunk}", json=a)).status_code == 204
    outcall = {
        "name": "to-b",
        "context": "to-extern",
        "trunks": [trunk],
        "extensions": [{"exten": "**99.", "strip_digits": 4}],
    }
    assert (await confd.post("/outcalls", json=outcall)).status_code == 201
    user = (await confd.post("/users", json={"firstname": "Someone"})).json()["id"]
    incall = {"exten": "101", "context": "from-extern", "destination": {"type": "user", "user_id": user}}
    assert (await confd.post("/incalls", json=incall)).status_code == 201


class TestVoiceMenus(CrudSuite):
    path = "/voice_menus"
    event = "voice_menu"
    minimum = {"name": "welcome", "dialplan_context": "dp-ivr-example"}
    complete = {
        "name": "sales",
        "dialplan_context": "voicemenu-sales",
        "entity": "xivo",
        "enabled": False,
        "schedule_id": None,
        "description": "press 1",
    }
    edit = {"dialplan_context": "dp-ivr-submenu"}
    required = ("name", "dialplan_context")
    absent = ["Resource Not Found - VoiceMenu was not found ('id': 999999)"]
    sortable = ("id", "name", "dialplan_context")
    bad = [
        (
            {"dialplan_context": "a,s,1"},
            "Input Error - field 'dialplan_context': must match ^[A-Za-z0-9_][A-Za-z0-9_.-]*$",
        ),
        ({"schedule_id": 77}, "Input Error - field 'schedule_id': Schedule 77 was not found"),
    ]

    async def test_a_call_may_go_there(self, confd):  # ADM-253
        menu = await self.make(confd)
        destination = {"type": "voicemenu", "voice_menu_id": menu}
        body = {"exten": "101", "context": "from-extern", "destination": destination}
        assert (await confd.post("/incalls", json=body)).status_code == 201
        assert (await confd.delete(f"{self.path}/{menu}")).status_code == 400


class TestNumbersFromOutside:
    path = "/caller_id_transformations"
    rule = {"name": "national1", "callerid": r"^0[1-9]\d{8}$", "strip": 1, "add": "+33", "comment": ""}

    async def test_are_shown_by_rules_that_come_before_those_of_the_file(self, confd):  # SYS-027
        assert (await confd.get(self.path)).json() == {"rules": []}
        assert (await confd.put(self.path, json={"rules": [self.rule]})).status_code == 204
        assert (await confd.get(self.path)).json() == {"rules": [self.rule]}
        snapshot = (await confd.get("/snapshot")).json()
        assert snapshot["settings"]["caller_id_transformations"] == {"rules": [self.rule]}

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"callerid": "^(0"}, "is no regular expression: missing ), unterminated subpattern at position 1"),
            ({"callerid": r"^(\d+)+$"}, "repeats what repeats itself or has alternatives"),
            ({"callerid": r"^(1|1)*$"}, "repeats what repeats itself or has alternatives"),
        ],
    )
    async def test_a_rule_that_cannot_be_used(self, confd, change, message):
        assert (await confd.put(self.path, json={"rules": [self.rule]})).status_code == 204
        answer = await confd.put(self.path, json={"rules": [{**self.rule, **change}]})
        assert answer.json() == [f"Input Error - field 'rules.0.callerid': {message}"]
        assert (await confd.get(self.path)).json() == {"rules": [self.rule]}


async def test_a_fresh_system_ships_an_outgoing_call_for_any_number(confd):  # ADM-282
    (first,) = (await confd.get("/outcalls")).json()["items"]
    assert (first["name"], first["context"], first["trunks"]) == ("default", "to-extern", [])
    assert [row["exten"] for row in first["extensions"]] == ["X."]
    trunk = {
        "name": "t2-operateur",
        "endpoint": {"protocol": "custom", "interface": "dahdi/g0"},
        "context": "to-extern",
    }
    made = (await confd.post("/trunks", json=trunk)).json()["id"]
    edit = {"name": "fsc-operateur", "trunks": [made]}
    assert (await confd.put(f"/outcalls/{first['id']}", json=edit)).status_code == 204
    context = next(one for one in (await confd.get("/contexts")).json()["items"] if one["name"] == "to-extern")
    assert (await confd.delete(f"/contexts/{context['id']}")).status_code == 400
