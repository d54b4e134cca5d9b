# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a token, with a store that can go away."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from xivo_auth.tokens.errors import ConsulFailed, ConsulTimedOut, InvalidExpiration, NoSuchToken, ScopeRefused
from xivo_auth.tokens.model import hashed
from xivo_auth.tokens.notifier import TokenNotifier
from xivo_auth.tokens.owners import revoke_with_owners
from xivo_auth.tokens.service import Identity, TokenService
from xivo_base.settings import BusSettings
from xivo_bus import Connection, Consumer
from xivo_bus.consumer import Outcome
from xivo_bus.testing import MemoryBus

ALICE = Identity("alice-uuid", "alice-uuid", ("dird.#.me.read", "confd.infos.read"))


def service(shelf: Any, air: Any, clock: Any) -> TokenService:
    return TokenService(shelf, TokenNotifier(air), default_expiration=7200, clock=clock)


class TestCreation:
    async def test_a_token_is_kept_hashed_only(self, shelf: Any, air: Any, clock: Any) -> None:
        # SYS-268
        token, stored = await service(shelf, air, clock).create("mock", ALICE, 10)
        assert list(shelf.tokens) == [hashed(token)]
        assert token not in str(shelf.tokens)
        assert stored.expires_at == clock.now + 10

    async def test_the_default_lifetime_is_the_configured_one(self, shelf: Any, air: Any, clock: Any) -> None:
        _, stored = await service(shelf, air, clock).create("mock", ALICE, None)
        assert stored.expires_at - stored.issued_at == 7200

    @pytest.mark.parametrize("expiration", [0, -1, True, 10**12])
    async def test_an_impossible_lifetime_is_refused(self, shelf: Any, air: Any, clock: Any, expiration: int) -> None:
        with pytest.raises(InvalidExpiration):
            await service(shelf, air, clock).create("mock", ALICE, expiration)
        assert shelf.tokens == {}


class TestChecking:
    async def test_it_is_good_until_its_very_second(self, shelf: Any, air: Any, clock: Any) -> None:
        # SYS-269
        tokens = service(shelf, air, clock)
        token, _ = await tokens.create("mock", ALICE, 10)
        clock.now += 9.999
        assert (await tokens.check(token)).auth_id == "alice-uuid"
        clock.now += 0.001
        with pytest.raises(NoSuchToken):
            await tokens.check(token)

    async def test_another_instance_on_the_same_store_knows_it(self, shelf: Any, air: Any, clock: Any) -> None:
        # SYS-266
        token, _ = await service(shelf, air, clock).create("mock", ALICE, 10)
        assert (await service(shelf, air, clock).check(token)).xivo_user_uuid == "alice-uuid"

    async def test_a_known_token_stays_good_while_the_store_is_away(self, shelf: Any, air: Any, clock: Any) -> None:
        tokens = service(shelf, air, clock)
        token, _ = await tokens.create("mock", ALICE, 600)
        shelf.away = True
        clock.now += 300
        assert await tokens.check(token)
        with pytest.raises(ConsulFailed):
            await tokens.check("another")

    async def test_the_scope_must_be_covered(self, shelf: Any, air: Any, clock: Any) -> None:
        tokens = service(shelf, air, clock)
        token, _ = await tokens.create("mock", ALICE, 10)
        await tokens.check(token, "dird.directories.favorites.alice-uuid.read")
        with pytest.raises(ScopeRefused):
            await tokens.check(token, "dird.directories.favorites.bob-uuid.read")


class TestRevocation:
    async def test_it_ends_everywhere_and_is_announced_by_its_hash(self, shelf: Any, air: Any, clock: Any) -> None:
        # SYS-270
        tokens = service(shelf, air, clock)
        token, _ = await tokens.create("mock", ALICE, 10)
        await tokens.revoke(token)
        with pytest.raises(NoSuchToken):
            await tokens.check(token)
        assert shelf.tokens == {}
        assert [event.token_hash for event in air.events] == [hashed(token)]

    async def test_an_unknown_token_is_revoked_already(self, shelf: Any, air: Any, clock: Any) -> None:
        await service(shelf, air, clock).revoke("never issued")

    async def test_a_revocation_heard_from_elsewhere_empties_the_memory(self, shelf: Any, air: Any, clock: Any) -> None:
        tokens = service(shelf, air, clock)
        token, _ = await tokens.create("mock", ALICE, 10)
        shelf.tokens.clear()
        tokens.forget(hashed(token))
        with pytest.raises(NoSuchToken):
            await tokens.check(token)

    async def test_what_was_read_before_its_end_is_not_kept(
        self, shelf: Any, air: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A check is under way, and has its answer from the store, when the token ends."""
        tokens = service(shelf, air, clock)
        token, _ = await tokens.create("mock", ALICE, 600)
        tokens.forget_all()
        read, may_go_on, get = asyncio.Event(), asyncio.Event(), shelf.get

        async def slow(key: str) -> Any:
            found = await get(key)
            read.set()
            await may_go_on.wait()
            return found

        monkeypatch.setattr(shelf, "get", slow)
        checking = asyncio.create_task(tokens.check(token))
        await read.wait()
        await tokens.revoke_all_of(ALICE.auth_id)
        may_go_on.set()
        await checking
        with pytest.raises(NoSuchToken):
            await tokens.check(token)

    @pytest.mark.parametrize("whole", [True, False], ids=["all of somebody's", "one"])
    async def test_what_consul_did_without_saying_so_is_announced_by_who_tries_again(
        self, shelf: Any, air: Any, clock: Any, monkeypatch: pytest.MonkeyPatch, whole: bool
    ) -> None:
        tokens = service(shelf, air, clock)
        token, _ = await tokens.create("mock", ALICE, 600)
        delete = shelf.delete

        async def slow(session: Any) -> None:
            await delete(session)
            raise ConsulTimedOut

        async def end() -> None:
            await (tokens.revoke_all_of(ALICE.auth_id) if whole else tokens.revoke(token))

        with monkeypatch.context() as meanwhile, pytest.raises(ConsulTimedOut):
            meanwhile.setattr(shelf, "delete", slow)
            await end()
        with pytest.raises(NoSuchToken):
            await tokens.check(token)
        for _ in range(2):
            await end()
        assert [event.token_hash for event in air.events] == [hashed(token)]


EDITED, DELETED = "config.administrator.edited", "config.administrator.deleted"
BERNARD = Identity("bernard-uuid", None, ("confd.#",))


class TestChangedOwners:
    """What confd announces ends tokens: SYS-270, ADM-179."""

    @pytest.fixture
    def tokens(self, shelf: Any, air: Any, clock: Any) -> TokenService:
        return service(shelf, air, clock)

    @pytest.fixture
    def consumer(self, tokens: TokenService) -> Consumer:
        return revoke_with_owners(Connection.from_settings(BusSettings(), service="xivo-auth"), tokens)

    @pytest.fixture
    def bus(self, consumer: Consumer) -> MemoryBus:
        bus = MemoryBus()
        bus.attach(consumer)
        return bus

    async def test_deleting_him_ends_all_his_tokens_and_nobody_elses(
        self, shelf: Any, air: Any, clock: Any, tokens: TokenService, bus: MemoryBus
    ) -> None:
        elsewhere, _ = await service(shelf, air, clock).create("xivo_admin", BERNARD, 10)
        here, _ = await tokens.create("xivo_admin", BERNARD, 10)
        other, _ = await tokens.create("xivo_admin", ALICE, 10)
        await bus.publish_named(
            "administrator_deleted", "config.administrator.deleted", {"id": 1, "uuid": "bernard-uuid"}
        )
        for token in (elsewhere, here):
            with pytest.raises(NoSuchToken):
                await tokens.check(token)
        assert await tokens.check(other)
        assert {event.token_hash for event in air.events} == {hashed(elsewhere), hashed(here)}

    @pytest.mark.parametrize(("access_changed", "left"), [(True, 0), (False, 1)])
    async def test_an_edit_ends_them_only_if_it_changed_what_they_were_given_for(
        self, shelf: Any, tokens: TokenService, bus: MemoryBus, access_changed: bool, left: int
    ) -> None:
        await tokens.create("xivo_admin", BERNARD, 10)
        data = {"id": 1, "uuid": "bernard-uuid", "access_changed": access_changed}
        await bus.publish_named("administrator_edited", EDITED, data)
        assert len(shelf.tokens) == left

    async def test_while_consul_is_away_the_event_waits(
        self, shelf: Any, tokens: TokenService, consumer: Consumer, bus: MemoryBus
    ) -> None:
        await tokens.create("xivo_admin", BERNARD, 10)
        shelf.away = True
        with pytest.raises(ConsulFailed):  # an outage: the consumer tries this message again
            await bus.publish_named(
                "administrator_deleted", "config.administrator.deleted", {"id": 1, "uuid": "bernard-uuid"}
            )
        shelf.away = False
        assert await consumer.handle(bus.messages[0]) is Outcome.DONE
        assert shelf.tokens == {}


class TestExpiry:
    async def test_what_an_earlier_process_issued_is_removed_in_time(
        self, shelf: Any, air: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # SYS-269
        earlier = TokenService(shelf, TokenNotifier(air), default_expiration=7200)
        _, stored = await earlier.create("mock", ALICE, 1)
        is_gone, delete = asyncio.Event(), shelf.delete

        async def told(session: Any) -> None:
            await delete(session)
            is_gone.set()

        monkeypatch.setattr(shelf, "delete", told)
        later = TokenService(shelf, TokenNotifier(air), default_expiration=7200)
        await later.start()
        async with asyncio.timeout(30):
            await is_gone.wait()
        await later.stop()
        assert shelf.tokens == {}
        assert time.time() >= stored.expires_at
