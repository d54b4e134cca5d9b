# SPDX-License-Identifier: GPL-3.0-or-later
import time

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from xivo_store import (
    Database,
    DatabaseUnavailable,
    Direction,
    EncryptedStr,
    ListParams,
    QueryCounter,
    SecretUnreadable,
    list_query,
    new_metadata,
)
from xivo_store.encryption import renew_encryption
from xivo_store.testing.server import PostgresServer

OLD_KEY = "an old passphrase of enough characters"
NEW_KEY = "Bq7-iJDVTV1i3cCVdQRymlIqWEqxLrwSgqS0sBr9tpw="


class Base(DeclarativeBase):
    metadata = new_metadata()


class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    rank: Mapped[int] = mapped_column(default=0)
    secret: Mapped[str | None] = mapped_column(EncryptedStr)


async def create_tables(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


@pytest.fixture
async def database(pg):
    async with pg.database(encryption_keys=[OLD_KEY]) as database:
        await create_tables(database)
        yield database


class TestSessions:
    async def test_a_unit_of_work_is_committed_at_its_end(self, database):
        async with database.session() as session:
            session.add(Thing(name="a"))
        async with database.read() as session:
            assert (await session.scalars(select(Thing.name))).all() == ["a"]

    async def test_nothing_stays_of_a_unit_of_work_that_raises(self, database):
        with pytest.raises(ZeroDivisionError):
            async with database.session() as session:
                session.add(Thing(name="a"))
                await session.flush()
                raise ZeroDivisionError
        async with database.read() as session:
            assert (await session.scalars(select(Thing))).all() == []

    async def test_errors_of_statements_are_not_outages(self, database):
        async with database.session() as session:
            session.add(Thing(name="a"))
        with pytest.raises(IntegrityError):
            async with database.session() as session:
                session.add(Thing(name="a"))

    async def test_a_read_session_cannot_write(self, database):
        with pytest.raises(DBAPIError, match="read-only"):
            async with database.read() as session:
                await session.execute(text("INSERT INTO thing (name, rank) VALUES ('a', 1)"))

    async def test_a_snapshot_sees_one_instant(self, database):
        async with database.snapshot() as snapshot:
            assert (await snapshot.scalars(select(Thing.name))).all() == []
            async with database.session() as session:
                session.add(Thing(name="late"))
            assert (await snapshot.scalars(select(Thing.name))).all() == []
        async with database.read() as session:
            assert (await session.scalars(select(Thing.name))).all() == ["late"]


class TestOutage:
    async def test_absent_server_is_unavailable_within_a_second(self, tmp_path):
        database = Database(f"postgresql+asyncpg://postgres@/x?host={tmp_path}")
        began = time.monotonic()
        with pytest.raises(DatabaseUnavailable):
            async with database.session():
                pass
        assert time.monotonic() - began < 1.2
        await database.stop()

    async def test_sessions_come_back_after_a_restart(self):
        with PostgresServer() as server:
            database = Database(server.create_database())
            await create_tables(database)
            async with database.session() as session:
                session.add(Thing(name="before"))
            server.stop()
            with pytest.raises(DatabaseUnavailable):
                async with database.session() as session:
                    await session.execute(select(Thing))
            server.start()
            async with database.session() as session:
                assert (await session.scalars(select(Thing.name))).all() == ["before"]
            await database.stop()


class TestEncryptedColumns:
    async def test_the_value_is_unreadable_at_rest(self, database):
        async with database.session() as session:
            session.add(Thing(name="a", secret="canary"))
        async with database.read() as session:
            assert (await session.scalars(select(Thing.secret))).one() == "canary"
            assert "canary" not in (await session.execute(text("SELECT secret FROM thing"))).scalar_one()

    async def test_keys_rotate(self, database):
        async with database.session() as session:
            session.add(Thing(name="a", secret="canary"))
        both = Database(database.uri, encryption_keys=[NEW_KEY, OLD_KEY])
        assert await renew_encryption(both, Base.metadata) == 1
        assert await renew_encryption(both, Base.metadata) == 0
        await both.stop()
        new = Database(database.uri, encryption_keys=[NEW_KEY])
        async with new.read() as session:
            assert (await session.scalars(select(Thing.secret))).one() == "canary"
        await new.stop()

    async def test_what_a_lost_key_encrypted_is_told_and_nothing_else_is_lost(self, database):
        async with database.session() as session:
            session.add(Thing(name="a", secret="canary"))
        new = Database(database.uri, encryption_keys=[NEW_KEY])
        async with new.read() as session:
            with pytest.raises(SecretUnreadable):
                await session.scalars(select(Thing.secret))
            assert (await session.scalars(select(Thing.name))).one() == "a"
        await new.stop()


class TestLists:
    @pytest.fixture(autouse=True)
    async def things(self, database):
        async with database.session() as session:
            session.add_all([Thing(name=name, rank=len(name)) for name in ("Bob", "alice", "al_x", "Zoé")])

    async def list(self, database, **params):
        async with database.read() as session:
            things, total = await list_query(
                session,
                select(Thing),
                ListParams(**params),
                searchable=[Thing.name, Thing.rank],
                sortable={"name": Thing.name, "rank": Thing.rank},
                default_order=[Thing.rank],
                tie_breaker=Thing.id,
            )
        return [thing.name for thing in things], total

    async def test_default_order_then_tie_breaker(self, database):
        with QueryCounter(database) as queries:
            assert await self.list(database) == (["Bob", "Zoé", "al_x", "alice"], 4)
        assert queries.count == 1

    async def test_total_ignores_limit_and_skip(self, database):
        with QueryCounter(database) as queries:
            assert await self.list(database, order="name", limit=2, skip=1) == (["Zoé", "al_x"], 4)
        assert queries.count == 2
        assert await self.list(database, skip=9) == ([], 4)

    async def test_direction(self, database):
        assert await self.list(database, order="rank", direction=Direction.DESC, limit=1) == (["alice"], 4)

    @pytest.mark.parametrize(
        ("term", "names"),
        [("AL", ["al_x", "alice"]), ("_", ["al_x"]), ("%", []), ("5", ["alice"]), ("\\", [])],
    )
    async def test_search_is_literal_and_ignores_case(self, database, term, names):
        assert await self.list(database, search=term) == (names, len(names))
