# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a call to a user goes that he does not take, and what else he chose about his calls."""

from typing import Any

import pytest
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd

MAILBOX = {"id": 5, "number": "1001", "context": "default", "language": None, "ask_password": True, "enabled": True}
FALLBACK = {"type": "hangup", "cause": "busy", "timeout": 5}


@pytest.fixture
def alice(confd: Confd) -> dict[str, Any]:
    row: dict[str, Any] = confd.snapshot["users"][0]
    return row


async def to_alice(call: Call, store: SnapshotStore, caller: str = "", **more: str) -> dict[str, str]:
    await store.fetch()
    return await call("incoming_user_set_features", "1", "1001", "default", caller, **more)


def goes(said: dict[str, str], event: str) -> tuple[str, str, str]:
    name = f"XIVO_FWD_USER_{event}_ACTION"
    return said[name], said[f"{name}ARG1"], said[f"{name}ARG2"]


class TestForwards:
    @pytest.mark.parametrize(
        ("forward", "event"), [("unconditional", "UNC"), ("noanswer", "NOANSWER"), ("busy", "BUSY")]
    )
    async def test_his_own(
        self, call: Call, store: SnapshotStore, alice: dict[str, Any], forward: str, event: str
    ) -> None:  # CC-117, SYS-186
        alice |= {f"{forward}_enabled": True, f"{forward}_destination": "102"}
        assert goes(await to_alice(call, store), event) == ("extension", "102", "default")

    async def test_are_dialled_where_his_own_number_is(
        self, call: Call, store: SnapshotStore, alice: dict[str, Any]
    ) -> None:  # CC-117
        alice |= {"unconditional_enabled": True, "unconditional_destination": "102"}
        await store.fetch()
        said = await call("incoming_user_set_features", "1", "0123450001", "from-extern", "")
        assert goes(said, "UNC") == ("extension", "102", "default")

    async def test_none_unless_enabled(self, call: Call, store: SnapshotStore, alice: dict[str, Any]) -> None:
        alice |= {"unconditional_enabled": False, "unconditional_destination": "102"}
        said = await to_alice(call, store)
        for event in ("UNC", "NOANSWER", "BUSY", "DND", "CONGESTION", "CHANUNAVAIL"):
            assert goes(said, event) == ("none", "", "")


class TestMailbox:
    @pytest.fixture(autouse=True)
    def mailbox(self, confd: Confd, alice: dict[str, Any]) -> None:
        confd.snapshot["voicemails"] = [dict(MAILBOX)]
        alice |= {"voicemail_id": 5, "voicemail_enabled": True}

    async def test_takes_what_he_does_not(self, call: Call, store: SnapshotStore) -> None:  # API-127
        said = await to_alice(call, store)
        assert goes(said, "NOANSWER") == goes(said, "CHANUNAVAIL") == ("voicemail", "5", "u")
        assert goes(said, "BUSY") == goes(said, "DND") == ("voicemail", "5", "b")
        assert goes(said, "UNC") == ("none", "", "")

    async def test_comes_after_his_forward_and_before_the_fallback(
        self, call: Call, store: SnapshotStore, alice: dict[str, Any]
    ) -> None:
        alice |= {"noanswer_enabled": True, "noanswer_destination": "102", "fallbacks": {"busy": FALLBACK}}
        said = await to_alice(call, store)
        assert goes(said, "NOANSWER") == ("extension", "102", "default")
        assert goes(said, "BUSY") == ("voicemail", "5", "b")

    @pytest.mark.parametrize("off", ["user", "mailbox"])
    async def test_not_while_it_is_switched_off(
        self, call: Call, store: SnapshotStore, confd: Confd, alice: dict[str, Any], off: str
    ) -> None:  # CC-126
        alice["fallbacks"] = {"busy": FALLBACK}
        if off == "user":
            alice["voicemail_enabled"] = False
        else:
            confd.snapshot["voicemails"][0]["enabled"] = False
        said = await to_alice(call, store)
        assert goes(said, "NOANSWER") == ("none", "", "")
        assert goes(said, "BUSY") == ("endcall:busy", "5", "")  # CC-002

    @pytest.mark.parametrize(("ask", "options"), [(True, ""), (False, "s")])
    async def test_what_the_dialplan_knows_of_it(
        self, call: Call, store: SnapshotStore, confd: Confd, ask: bool, options: str
    ) -> None:  # CC-129
        confd.snapshot["voicemails"][0] |= {"ask_password": ask, "language": "fr_FR"}
        await store.fetch()
        expected = {
            "XIVO_MAILBOX": "1001",
            "XIVO_MAILBOX_CONTEXT": "default",
            "XIVO_MAILBOX_LANGUAGE": "fr_FR",
            "XIVO_VMMAIN_OPTIONS": options,
        }
        assert (await call("vmbox_get_info", XIVO_VMBOXID="5")).items() >= expected.items()
        assert (await call("vmbox_get_info", "1001", XIVO_BASE_CONTEXT="default")).items() >= expected.items()
        for number, context, identifier in (("", "default", "6"), ("", "", "x"), ("1001", "x", "5"), ("1002", "", "")):
            said = await call("vmbox_get_info", number, XIVO_BASE_CONTEXT=context, XIVO_VMBOXID=identifier)
            assert "XIVO_MAILBOX" not in said

    async def test_whose_it_is(self, call: Call, store: SnapshotStore) -> None:
        await store.fetch()
        for number, caller, owner in (("", "1", "1"), ("1001", "2", "1"), ("1001", "", "1")):
            said = await call("user_get_vmbox", number, XIVO_USERID=caller, XIVO_BASE_CONTEXT="default")
            assert (said["XIVO_MAILBOX"], said["XIVO_USERID_OWNER"]) == ("1001", owner)
        for number, caller in (("", "2"), ("", ""), ("1002", "1"), ("1009", "1")):
            said = await call("user_get_vmbox", number, XIVO_USERID=caller, XIVO_BASE_CONTEXT="default")
            assert "XIVO_MAILBOX" not in said


class TestServices:
    async def test_transfers_and_recording_during_the_call(
        self, call: Call, store: SnapshotStore, confd: Confd, alice: dict[str, Any]
    ) -> None:  # CC-120, CC-122
        alice |= {"call_transfer_enabled": True, "online_call_record_enabled": True}
        confd.snapshot["users"][1] |= {"call_transfer_enabled": True, "online_call_record_enabled": False}
        assert (await to_alice(call, store, "2"))["XIVO_CALLOPTIONS"] == "tTx"
        assert (await to_alice(call, store))["XIVO_CALLOPTIONS"] == "tx"

    @pytest.mark.parametrize("recorded", [0, 1])
    async def test_all_calls_of_one_of_them_are_recorded(
        self, call: Call, store: SnapshotStore, confd: Confd, recorded: int
    ) -> None:  # CC-121
        assert (await to_alice(call, store, "2"))["XIVO_CALLRECORDFILE"] == ""
        confd.snapshot["users"][recorded]["call_record_enabled"] = True
        confd.change()
        said = await to_alice(call, store, "2", agi_callerid="../1002")
        assert said["XIVO_CALLRECORDFILE"] == "/var/spool/asterisk/monitor/user-1002-1001-1448900000.wav"

    async def test_his_subroutine_and_schedule(
        self, call: Call, store: SnapshotStore, alice: dict[str, Any]
    ) -> None:  # API-215
        alice["preprocess_subroutine"] = "ivr"
        said = await to_alice(call, store)
        assert said["XIVO_USERPREPROCESS_SUBROUTINE"] == "ivr"
        assert (said["XIVO_PATH"], said["XIVO_PATH_ID"], said["XIVO_SCHEDULE_STATUS"]) == ("user", "1", "opened")
