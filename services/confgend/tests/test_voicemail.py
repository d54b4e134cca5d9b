# SPDX-License-Identifier: GPL-3.0-or-later
"""voicemail.conf, and the lamps of telephones that have a mailbox."""

from __future__ import annotations

from typing import Any

import pytest
from xivo_asterisk.conf_parser import check_conf, parse_conf
from xivo_asterisk.pjsip_check import check_pjsip
from xivo_confgend.generators.pjsip import PjsipGenerator
from xivo_confgend.generators.voicemail import VoicemailGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company

ZONE = {"name": "eu-fr", "timezone": "Europe/Paris", "message": "'vm-received' q 'digits/at' kM"}


def voicemail(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"User {number}",
        "number": str(1000 + number),
        "context": "default",
        "password": "1234",
        "email": "user@example.com",
        "pager": None,
        "language": "fr_FR",
        "timezone": "eu-fr",
        "max_messages": 10,
        "attach_audio": True,
        "delete_messages": False,
        "ask_password": True,
        "enabled": True,
        "options": [["saycid", "yes"]],
        **fields,
    }


def with_mailboxes(*voicemails: dict[str, Any], **general: Any) -> dict[str, Any]:
    data = company(2)
    data["voicemails"] = list(voicemails)
    data["settings"]["voicemail_general"] = {"format": ["wav49", "wav"], "timezones": [ZONE], **general}
    return data


def written(*voicemails: dict[str, Any], **general: Any) -> str:
    return VoicemailGenerator().generate(Snapshot(with_mailboxes(*voicemails, **general)))


def section(text: str, name: str) -> dict[str, str]:
    (found,) = [section for section in parse_conf(text).sections if section.name == name]
    return {key: value for _, key, value in found.options}


class TestVoicemailConf:  # CC-123
    def test_a_mailbox(self) -> None:  # API-118, API-121
        text = written(voicemail(1))
        line = "1234,User 1,user@example.com,,language=fr_FR|tz=eu-fr|maxmsg=10|attach=yes|delete=no|saycid=yes"
        assert section(text, "default") == {"1001": line}
        assert check_conf(text) == []

    def test_one_without_a_password_has_one_that_nobody_can_type(self) -> None:  # CC-130
        text = written(voicemail(1, password=None))
        assert section(text, "default")["1001"].startswith("!,User 1,")
        assert check_conf(text) == []

    def test_general_settings(self) -> None:
        text = written(emailbody="Hello ${VM_NAME},\n\ta message; read it.\n", review=True, maxsecs=60)
        general = section(text, "general")
        assert general["format"] == "wav49|wav"
        assert general["emailbody"] == "Hello ${VM_NAME},\\n\\ta message; read it.\\n"
        assert (general["review"], general["maxsecs"]) == ("yes", "60")
        assert section(text, "zonemessages") == {"eu-fr": "Europe/Paris|'vm-received' q 'digits/at' kM"}  # API-125

    def test_each_context_has_its_mailboxes(self) -> None:
        text = written(voicemail(1), voicemail(2, context="other"), voicemail(3))
        assert list(section(text, "default")) == ["1001", "1003"]
        assert list(section(text, "other")) == ["1002"]

    def test_disabled_it_is_not_there(self) -> None:
        assert "\n1001 =" not in written(voicemail(1, enabled=False))

    @pytest.mark.parametrize(
        ("fields", "name"), [({"name": "Doe, John"}, "Doe John"), ({"name": "A;B"}, "A;B"), ({"name": "  x "}, "x")]
    )
    def test_a_name_stays_in_its_field(self, fields: dict[str, Any], name: str) -> None:
        text = written(voicemail(1, **fields))
        assert section(text, "default")["1001"].split(",")[1] == name

    @pytest.mark.parametrize("fields", [{"email": "a@b,c@d"}, {"email": "a@b\nc"}, {"context": "general"}])
    def test_what_cannot_be_written_costs_one_mailbox(self, fields: dict[str, Any]) -> None:
        text = written(voicemail(1, **fields), voicemail(2))
        assert list(section(text, "default")) == ["1002"]

    def test_the_same_snapshot_gives_the_same_bytes(self) -> None:
        assert written(voicemail(1)) == written(voicemail(1))


class TestLamps:
    @staticmethod
    def pjsip(*, enabled: bool = True) -> str:
        data = with_mailboxes(voicemail(1))
        data["users"][0] |= {"voicemail_id": 1, "voicemail_enabled": enabled}
        return PjsipGenerator(AsteriskSettings()).generate(Snapshot(data))

    def test_the_telephone_of_a_mailboxs_user_has_its_lamp(self) -> None:  # API-126
        text = self.pjsip()
        assert text.count("mailboxes = 1001@default") == 2  # told unasked, or to whom asks
        assert "voicemail_extension = *98" in text
        assert check_pjsip(text) == []

    def test_not_while_the_mailbox_is_switched_off(self) -> None:  # CC-126
        assert "mailboxes" not in self.pjsip(enabled=False)

    def test_the_number_to_call_is_that_of_the_service(self) -> None:
        data = with_mailboxes(voicemail(1))
        data["users"][0] |= {"voicemail_id": 1, "voicemail_enabled": True}
        data["extension_features"] = [{"id": 1, "feature": "vmusermsg", "exten": "*55", "enabled": True}]
        text = PjsipGenerator(AsteriskSettings()).generate(Snapshot(data))
        assert "default_voicemail_extension = *55" in text


def test_all_mailboxes_are_listed_by_id_also_those_out_of_service() -> None:  # API-123
    text = written(voicemail(1), voicemail(2, enabled=False))
    assert [line for line in text.splitlines() if line.startswith("; mailbox")] == [
        "; mailboxes 2",
        "; mailbox 1 1001@default",
        "; mailbox 2 1002@default",
    ]
