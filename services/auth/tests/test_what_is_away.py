# SPDX-License-Identifier: GPL-3.0-or-later
"""Consul, PostgreSQL or confd is away, or takes connections and says nothing: no login waits for long."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
from xivo_auth.settings import Settings
from xivo_auth.tokens.dao import ConsulTokens
from xivo_auth.tokens.errors import ConsulFailed, ConsulTimedOut
from xivo_auth.tokens.notifier import TokenNotifier
from xivo_auth.tokens.service import Identity, TokenService
from xivo_base.availability import Availability
from xivo_store import patience
from xivo_store.testing.server import PostgresServer

from .conftest import ALICES, Air, FakeConfd, Shelf, calling, log_in, post_token, running

ALICE = Identity("alice-uuid", "alice-uuid", ("#",))


class TestConsul:
    @pytest.fixture
    def silent(self, socket_enabled: None) -> Iterator[int]:
        """A port whose connections are taken, and never answered."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            taken: list[socket.socket] = []

            def take() -> None:
                try:
                    while True:
                        taken.append(listener.accept()[0])
                except OSError:
                    return

            threading.Thread(target=take, daemon=True).start()
            yield listener.getsockname()[1]
            listener.shutdown(socket.SHUT_RDWR)
            for connection in taken:
                connection.close()

    @pytest.fixture
    def closed(self, socket_enabled: None) -> int:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            return port

    async def store(self, port: int) -> AsyncIterator[ConsulTokens]:
        store = ConsulTokens("127.0.0.1", port, token=None, availability=Availability("consul"))
        await store.start()
        yield store
        await store.stop()

    async def test_that_refuses(self, closed: int) -> None:  # SYS-266
        async for store in self.store(closed):
            tokens = TokenService(store, TokenNotifier(Air()), default_expiration=60)
            for _ in range(5):
                with pytest.raises(ConsulFailed):
                    await tokens.create("mock", ALICE, None)

    async def test_that_is_silent_costs_some_callers_their_patience_and_the_others_nothing(self, silent: int) -> None:
        async for store in self.store(silent):
            tokens = TokenService(store, TokenNotifier(Air()), default_expiration=60)
            answers = []
            for _ in range(5):
                with pytest.raises((ConsulFailed, ConsulTimedOut)) as refused:
                    await tokens.create("mock", ALICE, None)
                answers.append(type(refused.value))
            assert answers[0] is ConsulTimedOut
            assert answers[-1] is ConsulFailed  # not tried: it is known to be away


class TestPostgreSQL:
    async def test_logins_are_503_and_known_tokens_stay_good_and_it_comes_back(
        self, shelf: Shelf, air: Air, fake_confd: FakeConfd, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(patience, "connect_seconds", 5.0)
        with PostgresServer() as server:
            settings = Settings(
                db_uri=server.create_database("xivo_auth", migrated=True),
                bus={"enabled": False},
                consul={"enabled": False},
                admin_password="right",
                login_timeout=20,
            )
            async with running(settings, shelf, air, fake_confd) as app, calling(app) as client:
                token = await log_in(client)
                server.stop()
                for who in (("admin", "right", "xivo_admin"), ALICES):
                    answer = await post_token(client, *who)
                    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1"), who
                assert (await client.head(f"/token/{token}")).status_code == 204
                async with calling(app, token) as admin:
                    assert (await admin.get("/policies")).status_code == 503
                    assert (await admin.get("/sessions")).status_code == 200
                server.start()
                await log_in(client)
                async with calling(app, token) as admin:
                    await app.state.audit.written()
                    results = [row["result"] for row in (await admin.get("/logins")).json()["items"]]
                assert results == ["success", "unavailable", "unavailable", "success"]  # nothing got lost


class TestConfd:
    async def test_that_hangs_costs_the_login_its_patience(
        self, settings: Settings, shelf: Shelf, air: Air, fake_confd: FakeConfd
    ) -> None:
        fake_confd.hangs = True
        settings = settings.model_copy(update={"login_timeout": 2.0})
        async with running(settings, shelf, air, fake_confd) as app, calling(app) as client:
            answer = await post_token(client, *ALICES)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
            assert shelf.tokens == {}


class TestTheDeadline:
    async def test_a_login_that_is_too_slow_is_no_guess(
        self, settings: Settings, shelf: Shelf, air: Air, fake_confd: FakeConfd
    ) -> None:
        fake_confd.hangs = True
        settings = settings.model_copy(update={"login_timeout": 0.01})
        async with running(settings, shelf, air, fake_confd) as app, calling(app) as client:
            for _ in range(7):
                answer = await post_token(client, *ALICES)
                assert (answer.status_code, answer.json()["reason"]) == (503, ["The login took too long, try again"])
