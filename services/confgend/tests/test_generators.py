# SPDX-License-Identifier: GPL-3.0-or-later
"""Files are a pure function of the snapshot, and nothing that a user typed can break out of its line."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

import pytest
from xivo_asterisk.dialplan_check import check_dialplan
from xivo_asterisk.pjsip_check import check_pjsip
from xivo_confgend.generators.extensions import SUBROUTINES, ExtensionsGenerator
from xivo_confgend.generators.pjsip import PjsipGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company

GOLDEN = Path(__file__).parent / "golden"


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
    def test_a_custom_line_rings_its_interface_and_is_no_endpoint(self) -> None:  # API-088
        data = company(1)
        data["lines"][0] |= {"protocol": "custom", "name": "Local/1234@default", "secret": None, "username": None}
        text = extensions(data)
        assert "XIVO_INTERFACE=Local/1234@default" in text
        assert "exten => 1001,hint" not in text
        assert check_dialplan(text) == []
        assert "Local/1234" not in pjsip(data)

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

    def test_a_user_without_supervision_has_no_lamp_and_rings_all_the_same(self) -> None:  # CC-122
        data = company(2)
        data["users"][0]["supervision_enabled"] = False
        text = extensions(data)
        assert "exten => 1001,hint" not in text
        assert "XIVO_INTERFACE=PJSIP/line0001" in text
        assert "exten => 1002,hint,PJSIP/line0002" in text
        assert check_dialplan(text) == []

    def test_a_commented_extension_is_out_of_service(self) -> None:
        data = company(1)
        data["extensions"][0]["commented"] = True
        assert "1001" not in extensions(data)

    def test_what_an_administrator_wrote_is_included_and_optional(self) -> None:
        assert '#tryinclude "extensions_extra.d/*.conf"' in extensions(company(0))

    def test_the_announcement_for_unknown_numbers_comes_last_and_hides_nothing(self) -> None:
        text = extensions(company(1))
        assert includes(section(text, "default")) == [
            "xivo-features",
            "xivo-extrafeatures",
            "to-extern",
            "xivo-unallocated",
        ]
        assert includes(section(text, "to-extern")) == []


class TestTextsThatCannotBeWritten:
    @pytest.mark.parametrize("value", ['"a\nsecret = x" <1>', "a\r[evil]", "a\0b", " blank "])
    def test_they_cost_that_line_and_no_other(self, value: str) -> None:
        data = company(2)
        data["lines"][0]["callerid"] = value
        text = pjsip(data)
        assert "line0001" not in text
        assert "evil" not in text
        assert "[line0002](xivo-line)" in text
        assert check_pjsip(text) == []

    def test_a_semicolon_starts_no_comment(self) -> None:
        data = company(1)
        data["lines"][0]["callerid"] = '"a;b" <1001>'
        assert 'callerid = "a\\;b" <1001>' in pjsip(data)

    @pytest.mark.parametrize("value", ["1001,1,System(x)", "1001\n", "10;01", "${X}", "h", ""])
    def test_a_number_that_is_dialplan_costs_that_number(self, value: str) -> None:
        data = company(2)
        data["extensions"][0]["exten"] = value
        text = extensions(data)
        assert "System" not in text
        assert text.count("Gosub(user,s,1(") == 1
        assert check_dialplan(text) == []

    @pytest.mark.parametrize("name", ["xivo-line", "autoprov", "global", "transport-udp"])
    def test_a_line_named_like_a_section_of_ours_is_left_out(self, name: str) -> None:
        data = company(2)
        data["lines"][0]["name"] = name
        assert pjsip(data).count("password = ") == 2
        assert check_pjsip(pjsip(data)) == []

    def test_a_line_without_a_secret_is_left_out(self) -> None:
        data = company(2)
        data["lines"][0]["secret"] = ""
        assert "line0001" not in pjsip(data)

    def test_a_context_named_like_one_of_the_library_is_left_out(self) -> None:
        data = company(1)
        data["contexts"].append({"id": 3, "name": "user", "type": "internal", "includes": []})
        data["contexts"][0]["includes"] = ["user"]
        assert "[user]" not in extensions(data)
        assert "include => user" not in extensions(data)

    def test_what_is_left_out_is_said_once(self, caplog: pytest.LogCaptureFixture) -> None:
        data = company(2)
        data["lines"][0]["callerid"] = "a\nsecret = b"
        generator = PjsipGenerator(AsteriskSettings())
        generator.generate(Snapshot(data))
        generator.generate(Snapshot(copy.deepcopy(data)))
        assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["pjsip.conf"]
        assert "secret = b" not in caplog.text


class TestIncludedContexts:
    def test_numbers_come_along_and_the_announcement_does_not(self) -> None:
        data = company(1)
        data["contexts"].append({"id": 3, "name": "sales", "type": "internal", "includes": ["default", "to-extern"]})
        text = extensions(data)
        default, numbers, sales = (section(text, name) for name in ("default", "xivo-numbers-default", "sales"))
        assert includes(default) == ["xivo-features", "xivo-extrafeatures", "xivo-numbers-default", "xivo-unallocated"]
        assert includes(numbers) == ["to-extern"]
        assert "exten => 1001,1," in numbers
        assert includes(sales) == [
            "xivo-features",
            "xivo-extrafeatures",
            "xivo-numbers-default",
            "to-extern",
            "xivo-unallocated",
        ]
        assert check_dialplan(text) == []


def section(text: str, name: str) -> str:
    return text.partition(f"\n[{name}]\n")[2].partition("\n[")[0]


def includes(text: str) -> list[str]:
    return [line.removeprefix("include => ") for line in text.splitlines() if line.startswith("include => ")]


def test_the_files_of_a_small_company() -> None:
    """Byte for byte; `UPDATE_GOLDEN=1 pytest` writes them anew, and the difference is to be read."""
    data = company(3)
    data["users"][1] |= {"language": "fr_FR", "music_on_hold": "jazz", "simultaneous_calls": 1}
    data["lines"][2]["callerid"] = '"Zoé; \\"[evil](!)" <1003>'
    data["line_extensions"].append({"line_id": 3, "extension_id": 1})
    data["contexts"].append({"id": 3, "name": "sales", "type": "internal", "includes": ["default"]})
    for name, text in (("pjsip.conf", pjsip(data)), ("extensions.conf", extensions(data))):
        golden = GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            golden.write_text(text)
        assert text == golden.read_text()


def test_one_changed_user_leaves_all_other_sections_as_they_are() -> None:
    before, after = company(50), copy.deepcopy(company(50))
    after["users"][7]["simultaneous_calls"] = 1
    old, new = pjsip(before).splitlines(), pjsip(after).splitlines()
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        ("device_state_busy_at = 5", "device_state_busy_at = 1")
    ]


class TestObjectNumbers:
    def test_the_number_of_an_object_enters_its_subroutine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(SUBROUTINES, "group", "group")
        data = company(1)
        data["extensions"].append(
            {"id": 9, "exten": "2000", "context": "default", "commented": False, "type": "group", "typeval": 7}
        )
        text = extensions(data)
        assert "exten => 2000,1,MSet(__XIVO_BASE_CONTEXT=${CONTEXT},__XIVO_BASE_EXTEN=${EXTEN})" in text
        assert "same => n,Gosub(group,s,1(7,))" in text
        assert check_dialplan(text) == []

    def test_what_the_dialplan_cannot_answer_has_no_number(self) -> None:
        data = company(1)
        data["extensions"].append(
            {"id": 9, "exten": "2000", "context": "default", "commented": False, "type": "unheard-of", "typeval": 7}
        )
        assert "2000" not in extensions(data)
