# SPDX-License-Identifier: GPL-3.0-or-later
"""Star codes and programmed keys: what agid has confd do, and what it tells the dialplan about it."""

import re
from pathlib import Path

import pytest
from xivo_agid.settings import HANDLERS
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Amid, Call, Confd
from xivo_asterisk.feature_codes import FEATURE_CODES

MAILBOX = {"id": 5, "number": "1001", "context": "default", "language": None, "ask_password": True, "enabled": True}


@pytest.fixture(autouse=True)
async def company(confd: Confd, store: SnapshotStore) -> None:
    features = [
        {"id": number, "feature": name, "exten": code.exten, "enabled": name != "callrecord"}
        for number, (name, code) in enumerate(FEATURE_CODES.items(), 1)
    ]
    contexts = [
        {"id": 1, "name": "default", "type": "internal", "includes": ["other"]},
        {"id": 2, "name": "other", "type": "internal", "includes": ["default"]},
    ]
    confd.change(extension_features=features, contexts=contexts)
    await store.fetch()


class TestAService:
    @pytest.mark.parametrize(
        ("feature", "path", "variable"),
        [
            ("dnd", "/users/1/services/dnd", "XIVO_DNDENABLED"),  # SYS-186
            ("callrecord", "/users/1/services/callrecord", "XIVO_CALLRECORDENABLED"),  # CC-121
            ("incallfilter", "/users/1/services/incallfilter", "XIVO_INCALLFILTERENABLED"),  # CC-122
            ("vm", "/users/1/voicemail", "XIVO_VMENABLED"),  # CC-126
        ],
    )
    async def test_is_on_and_then_off_again(
        self, call: Call, confd: Confd, feature: str, path: str, variable: str
    ) -> None:
        for state in ("1", "0", "1"):
            said = await call("phone_set_feature", feature, XIVO_USERID="1")
            assert (said[variable], said["XIVO_USERID_OWNER"]) == (state, "1")
            assert confd.states[path]["enabled"] is (state == "1")

    async def test_of_another_number(self, call: Call, confd: Confd) -> None:
        said = await call("phone_set_feature", "vm", "1002", XIVO_USERID="1", XIVO_BASE_CONTEXT="other")
        assert (said["XIVO_VMENABLED"], said["XIVO_USERID_OWNER"]) == ("1", "2")
        assert list(confd.states) == ["/users/2/voicemail"]

    @pytest.mark.parametrize(
        ("args", "caller"),
        [(("dnd",), ""), (("dnd",), "9"), (("nothing",), "1"), ((), "1"), (("vm", "1009"), "1")],
    )
    async def test_of_nobody_and_none(self, call: Call, confd: Confd, args: tuple[str, ...], caller: str) -> None:
        said = await call("phone_set_feature", *args, XIVO_USERID=caller, XIVO_BASE_CONTEXT="default")
        assert not [name for name in said if name.endswith(("ENABLED", "OWNER"))]
        assert confd.states == {}

    @pytest.mark.parametrize("trouble", ["away", "refuses"])
    async def test_is_not_said_to_be_on_unless_it_is(self, call: Call, confd: Confd, trouble: str) -> None:
        setattr(confd, trouble, "users" if trouble == "refuses" else True)
        for script, args in (("phone_set_feature", ("dnd",)), ("phone_set_feature", ("unc", "", "102"))):
            assert await call(script, *args, XIVO_USERID="1") == {"XIVO_USERID": "1"}
        assert await call("fwdundoall", XIVO_USERID="1") == {"XIVO_USERID": "1"}


class TestAForward:  # CC-117, CC-119
    @pytest.mark.parametrize(
        ("short", "name", "variable"),
        [
            ("unc", "unconditional", "XIVO_UNCENABLED"),
            ("rna", "noanswer", "XIVO_RNAENABLED"),
            ("busy", "busy", "XIVO_BUSYENABLED"),
        ],
    )
    async def test_to_the_number_dialled_behind_the_code(
        self, call: Call, confd: Confd, short: str, name: str, variable: str
    ) -> None:
        said = await call("phone_set_feature", short, "", "102", XIVO_USERID="1")
        assert (said[variable], said["XIVO_FEATURE_FORWARD_DEST"]) == ("1", "102")
        assert confd.states[f"/users/1/forwards/{name}"] == {"enabled": True, "destination": "102"}

    @pytest.mark.parametrize(
        ("before", "dialled", "after"),
        [
            ("102", "102", None),
            ("102", "", None),
            ("102", "103", "103"),
            (None, "103", "103"),
        ],
    )
    async def test_is_toggled(
        self, call: Call, confd: Confd, before: str | None, dialled: str, after: str | None
    ) -> None:
        state = {"enabled": before is not None, "destination": before}
        confd.states["/users/1/forwards/unconditional"] = state
        said = await call("phone_set_feature", "unc", "", dialled, XIVO_USERID="1")
        assert said["XIVO_UNCENABLED"] == ("1" if after else "0")
        assert state["enabled"] is (after is not None)
        assert state["destination"] == (after or before)

    async def test_asks_for_the_number_that_is_missing(self, call: Call, confd: Confd) -> None:
        said = await call("phone_set_feature", "unc", XIVO_USERID="1", digits="104")
        assert (said["XIVO_UNCENABLED"], said["XIVO_FEATURE_FORWARD_DEST"]) == ("1", "104")
        assert confd.states["/users/1/forwards/unconditional"]["destination"] == "104"

    async def test_without_an_answer_nothing_changes(self, call: Call, confd: Confd) -> None:
        assert "XIVO_UNCENABLED" not in await call("phone_set_feature", "unc", XIVO_USERID="1")
        assert confd.states["/users/1/forwards/unconditional"]["enabled"] is False

    async def test_is_what_a_dialplan_of_ones_own_says(self, call: Call, confd: Confd) -> None:
        assert (await call("phone_set_feature", "busy", "0", "102", XIVO_USERID="1"))["XIVO_BUSYENABLED"] == "0"
        assert (await call("phone_set_feature", "busy", "1", "102", XIVO_USERID="1"))["XIVO_BUSYENABLED"] == "1"
        assert (await call("phone_set_feature", "busy", "1", "102", XIVO_USERID="1"))["XIVO_BUSYENABLED"] == "1"

    async def test_all_of_them_are_off_again(self, call: Call, confd: Confd) -> None:
        assert (await call("fwdundoall", XIVO_USERID="1"))["XIVO_FWDUNDONE"] == "1"
        off = {"enabled": False}
        assert confd.states["/users/1/forwards"].items() >= {"busy": off, "noanswer": off, "unconditional": off}.items()


async def test_the_state_of_everything(call: Call, confd: Confd, store: SnapshotStore) -> None:
    confd.snapshot["users"][0] |= {
        "dnd_enabled": True,
        "voicemail_enabled": True,
        "busy_enabled": True,
        "busy_destination": "102",
        "noanswer_destination": "103",
    }
    confd.change()
    await store.fetch()
    said = await call("phone_get_features", XIVO_USERID="1")
    assert {name: said[name] for name in said if name.startswith(("XIVO_ENABLE", "XIVO_DEST"))} == {
        "XIVO_ENABLEDND": "1",
        "XIVO_ENABLEVOICEMAIL": "1",
        "XIVO_ENABLEBUSY": "1",
        "XIVO_DESTBUSY": "102",
        "XIVO_ENABLERNA": "0",
        "XIVO_DESTRNA": "103",
        "XIVO_ENABLEUNC": "0",
        "XIVO_DESTUNC": "",
    }
    assert (said["XIVO_CALLRECORD"], said["XIVO_INCALLFILTER"]) == ("0", "0")
    assert (said["XIVO_CODE_VM"], said["XIVO_CODE_INCALLFILTER"], said["XIVO_CODE_CALLRECORD"]) == ("*90", "*27", "")
    assert await call("phone_get_features", XIVO_USERID="9") == {"XIVO_USERID": "9"}


class TestAProgrammedKey:
    @pytest.mark.parametrize(
        ("digits", "number", "feature"),
        [
            ("1***225", "*25", "enablednd"),
            ("1***221*102", "*21102", "fwdunc"),
            ("1***221", "*21", "fwdunc"),
            ("1***290", "*90", "enablevm"),
        ],
    )
    async def test_stands_for_a_number(self, call: Call, digits: str, number: str, feature: str) -> None:  # CC-119
        said = await call("phone_progfunckey", digits, XIVO_USERID="1")
        assert (said["XIVO_PHONE_PROGFUNCKEY"], said["XIVO_PHONE_PROGFUNCKEY_FEATURE"]) == (number, feature)

    @pytest.mark.parametrize("digits", ["2***225", "1***226", "1***255", "1", "", "***225", "1***"])
    async def test_of_somebody_else_or_of_nothing_does_nothing(self, call: Call, digits: str) -> None:
        assert await call("phone_progfunckey", digits, XIVO_USERID="1") == {"XIVO_USERID": "1"}


class TestAMailboxIsEmptied:
    async def test_in_all_folders(self, call: Call, amid: Amid) -> None:
        detail = {"Event": "VoicemailBoxDetail", "Folder": "INBOX", "ID": "5-0"}
        amid.answers["VoicemailBoxSummary"] = [
            {"Response": "Success", "Message": "Voicemail box detail will follow"},
            detail,
            {**detail, "Folder": "Old", "ID": "5-1"},
            {"Event": "VoicemailBoxDetailComplete", "ListItems": "2"},
        ]
        said = await call("vmbox_purge", XIVO_MAILBOX="1001", XIVO_MAILBOX_CONTEXT="default")
        assert said["XIVO_VMPURGED"] == "2"
        box = {"Mailbox": "1001", "Context": "default"}
        assert amid.actions[1:] == [
            ("VoicemailRemove", {**box, "Folder": "INBOX", "ID": "5-0"}),
            ("VoicemailRemove", {**box, "Folder": "Old", "ID": "5-1"}),
        ]

    @pytest.mark.parametrize("answer", ["There is no voicemail user matching the given user.", "x failed", None])
    async def test_or_it_is_not_said_to_be(self, call: Call, amid: Amid, answer: str | None) -> None:
        amid.away = answer is None
        amid.answers["VoicemailBoxSummary"] = [{"Response": "Success", "Message": answer}]
        said = await call("vmbox_purge", XIVO_MAILBOX="1001", XIVO_MAILBOX_CONTEXT="default")
        assert "XIVO_VMPURGED" not in said

    async def test_only_one_that_is_named(self, call: Call, amid: Amid) -> None:
        assert await call("vmbox_purge", XIVO_MAILBOX="1001") == {"XIVO_MAILBOX": "1001"}
        assert amid.actions == []


class TestTelephonesOfANumber:
    async def test_calls_that_ring_there(self, call: Call) -> None:  # ADM-174
        said = await call("directed_pickup", "1002", XIVO_BASE_CONTEXT="other", XIVO_PICKUP="")
        assert said["XIVO_PICKUP"] == "PJSIP/bbbb&PJSIP/cccc"
        for number in ("1009", ""):
            said = await call("directed_pickup", number, XIVO_BASE_CONTEXT="default", XIVO_PICKUP="its hint")
            assert said["XIVO_PICKUP"] == "its hint"

    async def test_calls_to_listen_to(self, call: Call) -> None:
        said = await call("calllistening", "1002", XIVO_BASE_CONTEXT="default", XIVO_USERID="1")
        assert said["XIVO_LISTEN"] == "PJSIP/bbbb-"
        for number, caller in (("1001", "1"), ("1002", ""), ("1009", "1")):
            said = await call("calllistening", number, XIVO_BASE_CONTEXT="default", XIVO_USERID=caller)
            assert "XIVO_LISTEN" not in said


def test_the_dialplan_asks_for_nothing_that_no_handler_answers() -> None:
    library = Path(__file__).parents[3] / "asterisk" / "extensions_lib"
    text = "\n".join(file.read_text() for file in library.glob("*.conf"))
    asked = set(re.findall(r"AGI\(agi://\$\{XIVO_AGID\}/([a-z_]+)", text))
    assert asked
    assert asked <= set(HANDLERS)
