# SPDX-License-Identifier: GPL-3.0-or-later
"""The general settings of SIP, and where a line differs from them."""

from __future__ import annotations

from typing import Any

from xivo_asterisk.conf_parser import parse_conf
from xivo_asterisk.pjsip_check import check_pjsip
from xivo_confgend.generators.pjsip import PjsipGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company


def pjsip(data: dict[str, Any]) -> str:
    text = PjsipGenerator(AsteriskSettings()).generate(Snapshot(data))
    assert check_pjsip(text) == []
    return text


def options(text: str, section: str) -> list[tuple[str, str]]:
    found = next(one for one in parse_conf(text).sections if one.name == section)
    return [(key, value) for _, key, value in found.options]


class TestSipGeneral:
    def test_the_page_is_in_every_line_and_transport(self) -> None:
        page = {
            "externip": "203.0.113.1",
            "localnet": ["10.0.0.0/8"],
            "codecs": ["g722", "alaw"],
            "dtmfmode": "rfc2833",
            "nat": False,
            "directmedia": True,
            "rtptimeout": 60,
            "tos_audio": 46,
            "maxexpiry": 600,
            "qualifyfreq": 30,
            "sendrpid": "rpid",
            "useragent": "My PBX",
        }
        data = company(2)
        data["settings"] = {**data["settings"], "sip_general": page}
        text = pjsip(data)
        assert {
            ("allow", "!all,g722,alaw"),
            ("dtmf_mode", "rfc4733"),
            ("rewrite_contact", "no"),
            ("direct_media", "yes"),
            ("rtp_timeout", "60"),
            ("tos_audio", "184"),
            ("send_rpid", "yes"),
        } <= set(options(text, "xivo-line"))
        assert ("external_media_address", "203.0.113.1") in options(text, "transport-udp")
        assert ("local_net", "10.0.0.0/8") in options(text, "transport-tcp")
        assert text.count("maximum_expiration = 600") == text.count("qualify_frequency = 30") == 2
        assert ("user_agent", "My PBX") in options(text, "global")

    def test_phones_come_by_tls_browsers_by_wss_and_ipv6_if_it_is_wanted(self) -> None:  # ADM-044
        data = company(2)
        text = pjsip(data)
        assert ("bind", "0.0.0.0:5061") in options(text, "transport-tls")
        assert ("cert_file", "/var/lib/asterisk/keys/phones.crt") in options(text, "transport-tls")
        assert ("protocol", "wss") in options(text, "transport-wss")
        assert "[transport-udp6]" not in text
        data["settings"] = {**data["settings"], "sip_general": {"ipv6": True, "tlsbindport": 5071}}
        text = pjsip(data)
        assert ("bind", "[::]:5060") in options(text, "transport-udp6")
        assert ("bind", "0.0.0.0:5071") in options(text, "transport-tls")
        assert ("bind", "[::]:5071") in options(text, "transport-tls6")

    def test_who_is_called_by_tls_shows_a_certificate_unless_that_is_waived(self) -> None:
        data = company(2)
        verified = {("verify_server", "yes"), ("ca_list_path", "/var/lib/asterisk/keys/authorities")}
        assert verified <= set(options(pjsip(data), "transport-tls"))
        data["settings"] = {**data["settings"], "sip_general": {"ipv6": True, "tlsdontverifyserver": True}}
        for transport in ("transport-tls", "transport-tls6"):
            assert not verified & set(options(pjsip(data), transport))

    def test_a_line_differs_by_its_own_options(self) -> None:
        data = company(2)
        data["lines"][0]["options"] = [
            ["allow", "opus,alaw"],
            ["dtmfmode", "rfc2833"],
            ["encryption", "sdes"],
            ["nat", "no"],
            ["directmedia", "yes"],
        ]
        assert {
            ("allow", "!all,opus,alaw"),
            ("dtmf_mode", "rfc4733"),
            ("media_encryption", "sdes"),
            ("rtp_symmetric", "no"),
            ("direct_media", "yes"),
        } <= set(options(pjsip(data), data["lines"][0]["name"]))

    def test_a_browsers_line_has_no_other_encryption_than_browsers_do(self) -> None:
        data = company(2)
        data["lines"][0]["options"] = [["webrtc", "yes"], ["encryption", "sdes"], ["directmedia", "yes"]]
        own = options(pjsip(data), data["lines"][0]["name"])
        assert {("webrtc", "yes"), ("direct_media", "no")} <= set(own)
        assert "media_encryption" not in {name for name, _ in own}

    def test_the_stack_is_started_with_its_timers(self) -> None:  # CC-225
        data = company(2)
        assert "[system]" not in pjsip(data)
        page = {"timert1": 250, "timerb": 32_000, "compactheaders": True}
        data["settings"] = {**data["settings"], "sip_general": page}
        assert options(pjsip(data), "system") == [
            ("type", "system"),
            ("timer_t1", "250"),
            ("compact_headers", "yes"),
        ]
