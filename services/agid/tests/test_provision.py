# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone gets its line by a call."""

from datetime import timedelta

import pytest
from xivo_agid.handlers.provision import GuessGuard
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Call, Confd, eventually

PHONE = "198.18.0.5"


class TestDiallingACode:
    async def test_gives_the_calling_phone_the_line(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        await store.fetch()
        said = await call("provision", "222222", PHONE)
        assert said == {"XIVO_PROV_OK": "1"}
        assert "/devices/dev1/associate_line/12" in confd.requests
        await eventually(lambda: "/devices/dev1/synchronize" in confd.requests)

    async def test_the_address_is_compared_whole(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        confd.devices = [{"id": "dev2", "ip": "198.18.0.50"}]
        await store.fetch()
        assert await call("provision", "222222", PHONE) == {"XIVO_PROV_OK": "0"}

    async def test_two_phones_behind_one_address_are_not_guessed_between(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:
        confd.devices = [{"id": "dev1", "ip": PHONE}, {"id": "dev2", "ip": PHONE}]
        await store.fetch()
        assert await call("provision", "222222", PHONE) == {"XIVO_PROV_OK": "0"}

    async def test_autoprov_puts_it_back(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        await store.fetch()
        assert await call("provision", "autoprov", PHONE) == {"XIVO_PROV_OK": "1"}
        assert "/devices/dev1/autoprov" in confd.requests
        await eventually(lambda: "/devices/dev1/synchronize" in confd.requests)

    @pytest.mark.parametrize("part", ["associate_line", "/devices"])
    async def test_what_confd_refuses_is_said(self, call: Call, store: SnapshotStore, confd: Confd, part: str) -> None:
        await store.fetch()
        confd.refuses = part
        assert await call("provision", "222222", PHONE) == {"XIVO_PROV_OK": "0"}

    async def test_confd_away(self, call: Call, store: SnapshotStore, confd: Confd) -> None:
        await store.fetch()
        confd.away = True
        assert await call("provision", "222222", PHONE) == {"XIVO_PROV_OK": "0"}


class TestGuessing:
    async def test_five_wrong_codes_and_the_right_one_is_refused_too(
        self, call: Call, store: SnapshotStore, confd: Confd
    ) -> None:
        await store.fetch()
        for number in range(5):
            assert await call("provision", f"99999{number}", PHONE) == {"XIVO_PROV_OK": "0"}
        assert await call("provision", "222222", PHONE) == {"XIVO_PROV_OK": "0"}
        assert not [path for path in confd.requests if "associate" in path]
        assert await call("provision", "222222", "198.18.0.50") == {"XIVO_PROV_OK": "1"}

    def test_it_is_forgotten_after_a_minute(self) -> None:
        now = 0.0
        guard = GuessGuard(2, timedelta(seconds=60), lambda: now)
        guard.wrong("a")
        guard.wrong("a")
        assert guard.refuses("a")
        now = 60.0
        assert not guard.refuses("a")

    def test_a_right_code_clears_the_count(self) -> None:
        guard = GuessGuard(2, timedelta(seconds=60), lambda: 0.0)
        guard.wrong("a")
        guard.right("a")
        guard.wrong("a")
        assert not guard.refuses("a")
