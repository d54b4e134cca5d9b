# SPDX-License-Identifier: GPL-3.0-or-later
"""A pytest plugin: real PostgreSQL for tests, one fresh database each."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xivo_store.database import Database
    from xivo_store.testing.server import PostgresServer


class Databases:
    """What the `pg` fixture gives: databases that live as long as the test."""

    def __init__(self, server: "PostgresServer") -> None:
        self.server = server
        self._created: list[str] = []

    def uri(self, package: str | None = None) -> str:
        """The URI of a new database, migrated to the newest revision of `package`, or empty."""
        uri = self.server.create_database(package, migrated=package is not None)
        self._created.append(uri)
        return uri

    @contextlib.asynccontextmanager
    async def database(self, package: str | None = None, **options: Any) -> "AsyncIterator[Database]":
        """A `Database` on a new database of `package`; not started, which tests do not need."""
        from xivo_store.database import Database  # noqa: PLC0415 - the plugin must load fast

        database = Database(self.uri(package), **options)
        try:
            yield database
        finally:
            await database.stop()

    def drop(self) -> None:
        for uri in self._created:
            self.server.drop_database(uri)
        self._created.clear()


@pytest.fixture(scope="session")
def pg_server() -> "Iterator[PostgresServer]":
    """A PostgreSQL server of the test session, reached over a unix socket."""
    from xivo_store import patience  # noqa: PLC0415 - the plugin must load fast
    from xivo_store.testing.server import PostgresServer  # noqa: PLC0415 - the plugin must load fast

    patience.connect_seconds = patience.statement_seconds = (
        20.0  # what is slow here is the machine, and no test is about that
    )
    with PostgresServer() as server:
        yield server


@pytest.fixture
def pg(pg_server: "PostgresServer") -> Iterator[Databases]:
    """Fresh databases: `uri = pg.uri("xivo_confd")` or `async with pg.database("xivo_confd") as db`."""
    databases = Databases(pg_server)
    yield databases
    databases.drop()
