# SPDX-License-Identifier: GPL-3.0-or-later
"""Trunks, outgoing and incoming calls in the files of Asterisk."""

from __future__ import annotations

from typing import Any

import pytest
from xivo_asterisk.conf_parser import check_structure, parse_conf
from xivo_asterisk.dialplan_check import check_dialplan
from xivo_asterisk.pjsip_check import check_pjsip
from xivo_confgend.generators.extensions import ExtensionsGenerator
from xivo_confgend.generators.iax import IaxGenerator
from xivo_confgend.generators.pjsip import PjsipGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company

SIP: dict[str, Any] = {
    "protocol": "sip",
    "username": "xivo-trunk",
    "type": "friend",
    "host": "dynamic",
    "port": None,
    "transport": "udp",
    "codecs": [],
    "dtmf_mode": "rfc4733",
    "nat": False,
    "direct_media": False,
    "caller_id": "",
    "qualify_frequency": 60,
    "qualify_timeout": 2000,
    "call_limit": 0,
    "from_user": None,
    "from_domain": None,
}
REGISTRATION: dict[str, Any] = {
    "remote_server": "192.0.2.2",
    "remote_port": None,
    "transport": "udp",
    "username": "xivo-trunk",
    "auth_username": None,
    "contact_user": None,
    "expiration": 3600,
}
IAX: dict[str, Any] = {
    "protocol": "iax",
    "username": "iax-trunk",
    "type": "friend",
    "host": "198.51.100.7",
    "port": 4570,
    "codecs": ["gsm"],
    "auth": "md5",
    "caller_id": '"Acme" <5551000>',
    "qualify": True,
    "trunk": False,
}


def trunk(number: int = 1, **changes: Any) -> dict[str, Any]:
    endpoint = {**SIP, **changes.pop("endpoint", {})}
    return {
        "id": number,
        "name": "xivo-trunk",
        "enabled": True,
        "context": "from-extern",
        "endpoint": endpoint,
        "secret": "pass",
        "registration": None,
        "registration_secret": None,
        **changes,
    }


def with_calls(*trunks: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = company(1)
    data["contexts"].append({"id": 3, "name": "from-extern", "type": "incall", "includes": []})
    return {**data, "trunks": list(trunks), **more}


def pjsip(data: dict[str, Any]) -> str:
    text = PjsipGenerator(AsteriskSettings()).generate(Snapshot(data))
    assert check_pjsip(text) == []
    return text


def extensions(data: dict[str, Any]) -> str:
    text = ExtensionsGenerator(AsteriskSettings()).generate(Snapshot(data))
    assert check_dialplan(text) == []
    return text


def iax(data: dict[str, Any]) -> str:
    text = IaxGenerator(AsteriskSettings()).generate(Snapshot(data))
    assert check_structure(parse_conf(text)) == []
    return text


def options(text: str, name: str, kind: str) -> dict[str, str]:
    """The object of that name and type; empty when there is none."""
    for section in parse_conf(text).sections:
        if section.name == name and section.get("type") == kind:
            return {key: value for _, key, value in section.options}
    return {}


class TestTheOtherSideRegistersHere:
    """Side B of the manual's two systems (ADM-257)."""

    def test_it_is_known_by_its_account(self) -> None:
        # ADM-255, ADM-257
        text = pjsip(with_calls(trunk()))
        endpoint = options(text, "xivo-trunk", "endpoint")
        assert endpoint["identify_by"] == "auth_username,username"
        assert (endpoint["auth"], endpoint["outbound_auth"]) == ("xivo-trunk", "xivo-trunk")
        assert options(text, "xivo-trunk", "auth")["password"] == "pass"
        assert options(text, "xivo-trunk", "aor")["max_contacts"] == "1"
        assert options(text, "xivo-trunk", "identify") == {}

    def test_its_context_is_what_it_reaches(self) -> None:
        # ADM-258
        assert options(pjsip(with_calls(trunk())), "xivo-trunk", "endpoint")["context"] == "from-extern"
        nowhere = options(pjsip(with_calls(trunk(context=None))), "xivo-trunk", "endpoint")["context"]
        assert nowhere not in extensions(with_calls(trunk(context=None)))

    def test_it_speaks_the_codecs_of_the_general_settings_unless_it_has_its_own(self) -> None:
        # ADM-260
        general = {"settings": {"sip_general": {"codecs": ["gsm"], "session_timers": "always"}}}
        endpoint = options(pjsip(with_calls(trunk(), **general)), "xivo-trunk", "endpoint")
        assert (endpoint["allow"], endpoint["timers"]) == ("!all,gsm", "always")
        own = trunk(endpoint={"codecs": ["ulaw"]})
        assert options(pjsip(with_calls(own, **general)), "xivo-trunk", "endpoint")["allow"] == "!all,ulaw"

    def test_it_may_be_encrypted_and_far_away_on_ipv6(self) -> None:
        safe = pjsip(with_calls(trunk(endpoint={"transport": "tls", "encryption": "sdes", "host": "192.0.2.9"})))
        endpoint = options(safe, "xivo-trunk", "endpoint")
        assert (endpoint["transport"], endpoint["media_encryption"]) == ("transport-tls", "sdes")
        assert options(safe, "xivo-trunk", "aor")["contact"] == "sip:192.0.2.9;transport=tls"
        distant = with_calls(trunk(endpoint={"host": "[2001:db8::9]"}))
        assert "xivo-trunk" not in pjsip(distant)
        general = {"settings": {"sip_general": {"ipv6": True}}}
        far = options(pjsip({**distant, **general}), "xivo-trunk", "endpoint")
        assert (far["transport"], far["rtp_ipv6"]) == ("transport-udp6", "yes")
        both = with_calls(trunk(endpoint={"host": "[2001:db8::9]", "transport": "tls"}))
        assert options(pjsip({**both, **general}), "xivo-trunk", "endpoint")["transport"] == "transport-tls6"

    def test_its_calls_come_from_outside(self) -> None:
        # API-221
        text = pjsip(with_calls(trunk()))
        assert options(text, "xivo-trunk", "endpoint")["set_var"] == "__XIVO_CALLORIGIN=extern"
        template = next(section for section in parse_conf(text).sections if section.name == "xivo-line")
        assert template.get("set_var") == "__XIVO_CALLORIGIN=intern"

    def test_without_a_secret_nobody_registers(self) -> None:
        assert "xivo-trunk" not in pjsip(with_calls(trunk(secret=None)))


class TestWeRegisterThere:
    """Side A (ADM-259), and a provider (ADM-269)."""

    A = trunk(endpoint={"host": "192.0.2.2"}, registration=REGISTRATION)

    def test_a_registration_with_its_own_account(self) -> None:
        # ADM-259
        text = pjsip(with_calls(self.A))
        registration = options(text, "xivo-trunk", "registration")
        assert registration["server_uri"] == "sip:192.0.2.2"
        assert registration["client_uri"] == "sip:xivo-trunk@192.0.2.2"
        assert (registration["contact_user"], registration["endpoint"]) == ("xivo-trunk", "xivo-trunk")
        account = options(text, registration["outbound_auth"], "auth")
        assert (account["username"], account["password"]) == ("xivo-trunk", "pass")

    def test_a_friend_is_known_by_address_and_account(self) -> None:
        text = pjsip(with_calls(self.A))
        assert options(text, "xivo-trunk", "endpoint")["identify_by"] == "auth_username,username,ip"
        assert options(text, "xivo-trunk", "identify")["match"] == "192.0.2.2"
        assert options(text, "xivo-trunk", "aor")["contact"] == "sip:192.0.2.2"

    def test_a_provider_is_known_by_its_address_and_not_asked_for_a_password(self) -> None:
        # ADM-268, ADM-269
        provider = {"type": "peer", "host": "voip.provider.example", "port": 5062, "transport": "tcp"}
        text = pjsip(with_calls(trunk(endpoint=provider)))
        endpoint = options(text, "xivo-trunk", "endpoint")
        assert endpoint["identify_by"] == "ip"
        assert "auth" not in endpoint
        assert endpoint["outbound_auth"] == "xivo-trunk"
        assert endpoint["transport"] == "transport-tcp"
        assert options(text, "xivo-trunk", "aor")["contact"] == "sip:voip.provider.example:5062;transport=tcp"

    def test_another_account_for_the_registration(self) -> None:
        other = {**REGISTRATION, "auth_username": "acme-auth", "contact_user": "5551000", "expiration": 600}
        text = pjsip(with_calls(trunk(endpoint={"host": "192.0.2.2"}, registration=other, registration_secret="0ther")))
        account = options(text, "xivo-trunk@registration", "auth")
        assert (account["username"], account["password"]) == ("acme-auth", "0ther")
        registration = options(text, "xivo-trunk", "registration")
        assert (registration["contact_user"], registration["expiration"]) == ("5551000", "600")

    def test_the_path_is_kept_open(self) -> None:
        # ADM-270
        address = options(pjsip(with_calls(self.A)), "xivo-trunk", "aor")
        assert (address["qualify_frequency"], address["qualify_timeout"]) == ("60", "2.000")
        silent = trunk(endpoint={"host": "192.0.2.2", "qualify_frequency": 0})
        assert "qualify_frequency" not in options(pjsip(with_calls(silent)), "xivo-trunk", "aor")


class TestAnyTrunk:
    def test_its_codecs_or_those_of_the_system(self) -> None:
        # ADM-260
        gsm = trunk(endpoint={"codecs": ["gsm", "alaw"]})
        assert options(pjsip(with_calls(gsm)), "xivo-trunk", "endpoint")["allow"] == "!all,gsm,alaw"
        system = ",".join(["!all", *AsteriskSettings().codecs])
        assert options(pjsip(with_calls(trunk())), "xivo-trunk", "endpoint")["allow"] == system

    def test_behind_address_translation(self) -> None:
        endpoint = options(pjsip(with_calls(trunk(endpoint={"nat": True}))), "xivo-trunk", "endpoint")
        assert {endpoint[key] for key in ("rtp_symmetric", "force_rport", "rewrite_contact")} == {"yes"}

    def test_switched_off_it_is_not_there(self) -> None:
        assert "xivo-trunk" not in pjsip(with_calls(trunk(enabled=False)))

    def test_a_name_that_is_taken_costs_the_trunk_only(self) -> None:
        text = pjsip(with_calls(trunk(name="line0001"), trunk(2, name="other")))
        assert "context = from-extern" in text
        assert options(text, "line0001", "endpoint").get("context") is None
        assert options(text, "other", "endpoint")["context"] == "from-extern"


class TestIax:
    def test_a_section_with_its_account(self) -> None:
        # ADM-255
        text = iax(with_calls(trunk(name="iax-trunk", endpoint=IAX)))
        section = options(text, "iax-trunk", "friend")
        assert section["host"] == "198.51.100.7"
        assert (section["secret"], section["context"], section["port"]) == ("pass", "from-extern", "4570")
        assert (section["disallow"], section["allow"], section["qualify"]) == ("all", "gsm", "yes")

    def test_a_registration_stands_in_the_general_section(self) -> None:
        # ADM-269
        text = iax(with_calls(trunk(name="iax-trunk", endpoint=IAX, registration=REGISTRATION)))
        general = next(section for section in parse_conf(text).sections if section.name == "general")
        assert general.get("register") == "xivo-trunk:pass@192.0.2.2"

    @pytest.mark.parametrize("secret", ["a:b", "a@b", "a/b"])
    def test_a_secret_that_would_lead_elsewhere_costs_the_registration(self, secret: str) -> None:
        row = trunk(name="iax-trunk", endpoint=IAX, registration=REGISTRATION, secret=secret)
        assert "register" not in iax(with_calls(row))

    def test_the_page_of_general_settings(self) -> None:
        # SYS-035
        data = with_calls()
        page = {
            "bindport": 4570,
            "jitterbuffer": False,
            "language": "",
            "codecs": ["alaw", "g722", "g729", "h264"],
            "calltokenoptional": ["1.2.3.4/32"],
        }
        data["settings"]["iax_general"] = page
        general = next(section for section in parse_conf(iax(data)).sections if section.name == "general")
        assert (general.get("bindport"), general.get("jitterbuffer")) == ("4570", "no")
        assert (general.get("disallow"), general.get("allow")) == ("all", "alaw,g722,g729,h264")
        assert general.get("calltokenoptional") == "1.2.3.4/32"
        assert general.get("language") is None

    def test_sip_and_iax_keep_to_their_files(self) -> None:
        rows = [trunk(), trunk(2, name="iax-trunk", endpoint=IAX)]
        assert "iax-trunk" not in pjsip(with_calls(*rows))
        assert "[xivo-trunk]" not in iax(with_calls(*rows))


def row(exten: str, **more: Any) -> dict[str, Any]:
    return {"exten": exten, "prefix": "", "external_prefix": "", "strip_digits": 0, "caller_id": "", **more}


def outcall(number: int, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    trunks = [1]
    return {"id": number, "enabled": True, "context": "to-extern", "trunks": trunks, "extensions": list(rows), **more}


LAB = trunk(2, name="lab", endpoint={"protocol": "custom", "interface": "Local", "interface_suffix": "@lab"})


class TestOutcalls:
    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            (row("418."), "_418."),  # ADM-272
            (row("X."), "_X."),
            (row("_418."), "_418."),
            (row("**99."), "_**99."),  # ADM-263
            (row("112"), "112"),
            (row("X.", prefix="0"), "_0X."),  # ADM-264
            (row("_112"), "_112"),
        ],
    )  # ADM-265
    def test_patterns_may_be_typed_without_their_underscore(self, typed: dict[str, Any], written: str) -> None:
        text = extensions(with_calls(trunk(), outcalls=[outcall(5, typed)]))
        assert f"exten => {written},1," in text
        assert "Gosub(outcall,s,1(5,))" in text

    @pytest.mark.parametrize(("typed", "guarded"), [(row("X."), True), (row("112"), False), (row("0XXX"), False)])
    def test_a_pattern_that_matches_anything_takes_numbers_only(self, typed: dict[str, Any], *, guarded: bool) -> None:
        text = extensions(with_calls(trunk(), outcalls=[outcall(5, typed)]))
        number = text.partition("[to-extern]")[2].partition("Gosub(outcall,s,1(5,))")[0]
        assert ("?xivo-no-number,s,1)" in number) is guarded
        assert number.find("xivo-no-number") < number.index("MSet(__XIVO_BASE_CONTEXT")

    def test_without_agid_the_number_goes_out_all_the_same(self) -> None:
        # ADM-095, ADM-264, ADM-266, ADM-283
        rows = [row("X.", prefix="0", strip_digits=1, external_prefix="+33")]
        text = extensions(with_calls(trunk(), LAB, outcalls=[outcall(5, *rows, trunks=[2, 1])]))
        assert "XIVO_INTERFACE0=Local,XIVO_TRUNKEXTEN0=+33${EXTEN:1},XIVO_TRUNKSUFFIX0=@lab" in text
        assert "XIVO_INTERFACE1=PJSIP,XIVO_TRUNKEXTEN1=+33${EXTEN:1},XIVO_TRUNKSUFFIX1=@xivo-trunk" in text
        assert "XIVO_INTERFACE2=)" in text

    def test_two_with_one_pattern_do_not_cost_the_file(self) -> None:
        calls = [outcall(5, row("X.")), outcall(6, row("_X."), row("Z."))]
        text = extensions(with_calls(trunk(), outcalls=calls))
        assert text.count("exten => _X.,1") == 1
        assert "Gosub(outcall,s,1(6,))" in text

    def test_switched_off_they_are_not_there(self) -> None:
        assert "Gosub(outcall" not in extensions(with_calls(trunk(), outcalls=[outcall(5, row("X."), enabled=False)]))

    def test_an_interface_that_is_dialplan_costs_that_number(self) -> None:
        evil = trunk(2, name="evil", endpoint={"protocol": "custom", "interface": "Local,x", "interface_suffix": ""})
        calls = [outcall(5, row("X."), trunks=[2]), outcall(6, row("Z."))]
        text = extensions(with_calls(trunk(), evil, outcalls=calls))
        assert "Local,x" not in text
        assert "Gosub(outcall,s,1(6,))" in text


class TestIncalls:
    def data(self, exten: str, enabled: bool = True) -> dict[str, Any]:
        data = with_calls(incalls=[{"id": 9, "enabled": enabled}])
        did = {"id": 50, "exten": exten, "context": "from-extern", "commented": False, "type": "incall", "typeval": 9}
        data["extensions"].append(did)
        return data

    @pytest.mark.parametrize("exten", ["5550001", "_XXXX"])
    def test_a_did_or_a_pattern_of_them(self, exten: str) -> None:
        # ADM-253, ADM-280
        text = extensions(self.data(exten))
        assert f"exten => {exten},1,MSet(__XIVO_BASE_CONTEXT=" in text
        assert "Gosub(did,s,1(9,))" in text

    def test_a_leading_plus_is_dropped(self) -> None:
        # ADM-254
        text = extensions(self.data("1000"))
        begin = text.index("[from-extern]")
        plus = text.index(" same => n,GotoIf($[${DIALPLAN_EXISTS(${CONTEXT},${EXTEN:1},1)}]?${EXTEN:1},1)")
        assert begin < plus
        assert "_+[0-9]!" not in text[: text.index("[from-extern]")]

    def test_switched_off_it_is_a_number_that_leads_nowhere(self) -> None:
        assert "Gosub(did" not in extensions(self.data("1000", enabled=False))
