# SPDX-License-Identifier: GPL-3.0-or-later
"""Files are a pure function of the snapshot, and nothing that a user typed can break out of its line."""

from __future__ import annotations

import copy
import uuid
from typing import Any

import pytest
from xivo_asterisk.dialplan_check import check_dialplan
from xivo_asterisk.errors import AsteriskInjection
from xivo_asterisk.pjsip_check import check_pjsip
from xivo_confgend.generators.extensions import ExtensionsGenerator
from xivo_confgend.generators.pjsip import PjsipGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot


def user(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "uuid": str(uuid.UUID(int=number)),
        "language": None,
        "music_on_hold": None,
        "simultaneous_calls": 5,
    }


def line(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "protocol": "sip",
        "name": f"line{number:04d}",
        "username": f"line{number:04d}",
        "secret": f"secret-{number}",
        "context": "default",
        "callerid": f'"User {number}" <{1000 + number}>',
        "enabled": True,
    }


def company(size: int) -> dict[str, Any]:
    numbers = range(1, size + 1)
    return {
        "version": 1,
        "live_reload": True,
        "settings": {"language": "en_US", "autoprov": {"username": "autoprov", "secret": "the-shared-one"}},
        "contexts": [
            {"id": 1, "name": "default", "type": "internal", "includes": ["to-extern"]},
            {"id": 2, "name": "to-extern", "type": "outcall", "includes": []},
        ],
        "users": [user(number) for number in numbers],
        "lines": [line(number) for number in numbers],
        "extensions": [
            {"id": number, "exten": str(1000 + number), "context": "default", "commented": False} for number in numbers
        ],
        "user_lines": [{"user_id": number, "line_id": number, "main_user": True} for number in numbers],
        "line_extensions": [{"line_id": number, "extension_id": number} for number in numbers],
    }


def pjsip(data: dict[str, Any]) -> str:
    return PjsipGenerator(AsteriskSettings()).generate(Snapshot(data))


def extensions(data: dict[str, Any]) -> str:
    return ExtensionsGenerator(AsteriskSettings()).generate(Snapshot(data))


class TestPureFunctions:
    def test_the_same_snapshot_gives_the_same_bytes(self) -> None:
        assert pjsip(company(20)) == pjsip(company(20))
        assert extensions(company(20)) == extensions(company(20))

    def test_a_generator_that_remembers_gives_what_a_fresh_one_gives(self) -> None:
        generator = PjsipGenerator(AsteriskSettings())
        generator.generate(Snapshot(company(5)))
        changed = company(5)
        changed["users"][2]["simultaneous_calls"] = 1
        del changed["lines"][4]
        assert generator.generate(Snapshot(changed)) == pjsip(changed)

    def test_our_own_checks_find_nothing(self) -> None:
        assert check_pjsip(pjsip(company(3))) == []
        assert check_dialplan(extensions(company(3))) == []


class TestLines:
    def test_a_line_is_an_endpoint_with_its_account_and_its_user(self) -> None:
        text = pjsip(company(1))
        assert "[line0001](xivo-line)" in text
        for option in (
            "context = default",
            'callerid = "User 1" <1001>',
            "password = secret-1",
            "set_var = XIVO_USERID=1",
            "device_state_busy_at = 5",
        ):
            assert option in text

    def test_a_line_that_is_switched_off_is_not_there(self) -> None:
        data = company(2)
        data["lines"][0]["enabled"] = False
        assert "line0001" not in pjsip(data) + extensions(data)

    def test_phones_without_a_line_have_one_account_that_only_dials_codes(self) -> None:
        text = pjsip(company(0))
        assert "password = the-shared-one" in text
        assert "context = xivo-initconfig" in text

    def test_without_secrets_there_is_no_provisioning_account(self) -> None:
        data = company(1)
        data["settings"]["autoprov"] = {"username": "autoprov"}
        assert "[autoprov]" not in pjsip(data)


class TestNumbers:
    def test_a_number_rings_its_line_even_without_agid(self) -> None:
        # API-049
        text = extensions(company(1))
        assert "exten => 1001,hint,PJSIP/line0001" in text
        assert "XIVO_INTERFACE=PJSIP/line0001" in text
        assert "Gosub(user,s,1(1,))" in text

    def test_a_commented_extension_is_out_of_service(self) -> None:
        data = company(1)
        data["extensions"][0]["commented"] = True
        assert "1001" not in extensions(data)

    def test_what_an_administrator_wrote_is_included_and_optional(self) -> None:
        assert '#tryinclude "extensions_extra.d/*.conf"' in extensions(company(0))

    def test_the_announcement_for_unknown_numbers_comes_last_and_hides_nothing(self) -> None:
        text = extensions(company(1))
        default = text[text.index("[default]") : text.index("[to-extern]")]
        assert default.rstrip().endswith("include => xivo-unallocated")
        assert "xivo-unallocated" not in text[text.index("[to-extern]") :]


class TestHostileTexts:
    @pytest.mark.parametrize("value", ['"a\nsecret = x" <1>', "a\r[evil]"])
    def test_a_line_break_is_refused(self, value: str) -> None:
        data = company(1)
        data["lines"][0]["callerid"] = value
        with pytest.raises(AsteriskInjection):
            pjsip(data)

    def test_a_semicolon_starts_no_comment(self) -> None:
        data = company(1)
        data["lines"][0]["callerid"] = '"a;b" <1001>'
        assert 'callerid = "a\\;b" <1001>' in pjsip(data)

    def test_a_number_that_is_dialplan_is_refused(self) -> None:
        data = company(1)
        data["extensions"][0]["exten"] = "1001,1,System(x)"
        with pytest.raises(AsteriskInjection):
            extensions(data)


def test_one_changed_user_leaves_all_other_sections_as_they_are() -> None:
    before, after = company(50), copy.deepcopy(company(50))
    after["users"][7]["simultaneous_calls"] = 1
    old, new = pjsip(before).splitlines(), pjsip(after).splitlines()
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        ("device_state_busy_at = 5", "device_state_busy_at = 1")
    ]
