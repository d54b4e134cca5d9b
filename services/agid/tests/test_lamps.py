# SPDX-License-Identifier: GPL-3.0-or-later
"""Lamps follow the configuration, whoever changes it."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from xivo_agid.lamps import Lamps, lit
from xivo_agid.settings import SnapshotSettings
from xivo_agid.snapshot import Snapshot
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Amid, Confd, eventually
from xivo_base.availability import Availability
from xivo_clients.amid import AmidClient

CODES = {"phoneprogfunckey": "_*735.", "enablednd": "*25", "enablevm": "*90", "fwdunc": "_*21.", "fwdrna": "_*22."}
RETRY_SOON = timedelta(milliseconds=20)
DND = {"type": "service", "service": "enablednd"}
UNC = {"type": "forward", "forward": "unconditional", "exten": "102"}


def keys(*destinations: dict[str, Any]) -> dict[str, Any]:
    return {
        "extension_features": [
            {"id": number, "feature": feature, "exten": exten, "enabled": True}
            for number, (feature, exten) in enumerate(CODES.items(), 1)
        ],
        "watched_func_keys": [{"user_id": 1, "destination": destination} for destination in destinations],
    }


def lamps_of(*destinations: dict[str, Any], **user: Any) -> dict[str, bool]:
    confd = Confd()
    confd.snapshot["users"][0] |= user
    confd.change(**keys(*destinations))
    return lit(Snapshot.parse(confd.snapshot))


class TestWhatIsLit:
    def test_a_service_that_is_on(self) -> None:  # API-083
        assert lamps_of(DND, dnd_enabled=True) == {"Custom:*7351***225": True}
        assert lamps_of(DND) == {"Custom:*7351***225": False}
        voicemail = {"type": "service", "service": "enablevm"}
        assert lamps_of(voicemail, voicemail_enabled=True) == {"Custom:*7351***290": True}

    def test_a_forward_of_that_destination_only(self) -> None:  # CC-117
        on = {"unconditional_enabled": True, "unconditional_destination": "102"}
        assert lamps_of(UNC, {**UNC, "exten": "103"}, **on) == {
            "Custom:*7351***221*102": True,
            "Custom:*7351***221*103": False,
        }
        assert lamps_of(UNC, **{**on, "unconditional_enabled": False}) == {"Custom:*7351***221*102": False}

    def test_any_forward_on_a_key_without_destination(self) -> None:  # CC-119
        key = {**UNC, "exten": None}
        on = {"unconditional_enabled": True, "unconditional_destination": "103"}
        assert lamps_of(key, **on) == {"Custom:*7351***221": True}
        assert lamps_of(key, noanswer_enabled=True, noanswer_destination="1") == {"Custom:*7351***221": False}

    def test_keys_without_a_lamp_of_their_own_have_none(self) -> None:
        park, agent = {"type": "park"}, {"type": "agent", "action": "toggle", "agent_id": 1}
        code_that_is_off = {"type": "service", "service": "callrecord"}
        assert lamps_of(park, agent, code_that_is_off, {"type": "service", "service": "pickup"}) == {}

    def test_a_secretary_who_filters(self) -> None:  # ADM-066
        confd = Confd()
        secretaries = [{"user_id": 1, "active": True}, {"user_id": 2, "active": False}]
        row = {"id": 9, "enabled": True, "secretaries": secretaries, "member_ids": {"1": 3, "2": 4}}
        confd.change(call_filters=[row])
        expected = {"Custom:bsfilter-3": True, "Custom:bsfilter-4": False}
        assert lit(Snapshot.parse(confd.snapshot)) == expected
        confd.change(call_filters=[{**row, "enabled": False}])
        assert lit(Snapshot.parse(confd.snapshot)) == dict.fromkeys(expected, False)


class TestAsteriskIsTold:
    @pytest.fixture
    async def lamps(self, amid_client: AmidClient, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Lamps]:
        monkeypatch.setattr("xivo_agid.lamps.RETRY", RETRY_SOON)
        lamps = Lamps(amid_client, Availability("amid", required=False))
        await lamps.start()
        yield lamps
        await lamps.stop()

    @pytest.fixture
    async def change(self, confd: Confd, lamps: Lamps) -> AsyncIterator[Callable[..., Any]]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(confd), base_url="http://confd") as client:
            store = SnapshotStore(SnapshotSettings(cache=None), client, on_change=lamps.follow)
            confd.change(**keys(DND, UNC))

            async def to(**user: Any) -> None:
                confd.snapshot["users"][0] |= user
                confd.change()
                assert await store.fetch()

            yield to

    async def test_of_a_change_and_of_nothing_else(self, change: Any, amid: Amid) -> None:  # SYS-187
        await change()
        await eventually(lambda: len(amid.actions) == 2)
        assert set(amid.lamps.values()) == {"NOT_INUSE"}
        await change(dnd_enabled=True)
        await eventually(lambda: amid.lamps["Custom:*7351***225"] == "INUSE")
        await change(firstname="Alicia")
        await change(dnd_enabled=False)
        await eventually(lambda: amid.lamps["Custom:*7351***225"] == "NOT_INUSE")
        assert len(amid.actions) == 4

    async def test_everything_after_it_was_away(self, change: Any, amid: Amid, lamps: Lamps) -> None:
        await change(dnd_enabled=True)
        await eventually(lambda: len(amid.actions) == 2)
        amid.actions.clear()
        await lamps.resynced()
        await eventually(lambda: amid.lamps == {"Custom:*7351***225": "INUSE", "Custom:*7351***221*102": "NOT_INUSE"})

    async def test_later_what_could_not_be_told(self, change: Any, amid: Amid) -> None:
        amid.away = True
        await change(dnd_enabled=True)
        await change(unconditional_enabled=True, unconditional_destination="102")
        assert amid.actions == []
        amid.away = False
        await eventually(lambda: amid.lamps == {"Custom:*7351***225": "INUSE", "Custom:*7351***221*102": "INUSE"})
