# SPDX-License-Identifier: GPL-3.0-or-later
"""One object per daemon for its database: units of work, read sessions, migrations, availability."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from xivo_base.availability import Availability

from xivo_store import patience
from xivo_store.encryption import Keyring, use_keyring
from xivo_store.engine import make_engine
from xivo_store.errors import DatabaseUnavailable, is_unavailable
from xivo_store.schema import migrate

logger = logging.getLogger(__name__)

_PROBE_WHEN_UP_SECONDS = 5.0
_PROBE_WHEN_DOWN_SECONDS = 0.5


class Database:
    """Sessions on the service's own database; a supervised component.

    Given `package`, `start` brings the schema of that package's `alembic` folder up to date in background,
    as soon as the server is there, and calls `first_data` with a session; until then sessions raise
    `DatabaseUnavailable`. `first_data` is called at each start, perhaps by several replicas at once.
    """

    name = "database"

    def __init__(
        self,
        uri: str,
        *,
        package: str | None = None,
        first_data: Callable[[AsyncSession], Awaitable[None]] | None = None,
        encryption_keys: Sequence[str] = (),
        pool_size: int = 5,
        availability: Availability | None = None,
    ) -> None:
        self.uri = uri
        self.availability = availability or Availability("database")
        self.keyring = Keyring(encryption_keys) if encryption_keys else None
        self._package = package
        self._first_data = first_data
        name = (package or "xivo").replace("_", "-")
        self.engine = make_engine(uri, name=name, pool_size=pool_size, max_overflow=pool_size)
        self.read_engine = make_engine(
            uri, name=f"{name}-read", pool_size=pool_size, max_overflow=pool_size, read_only=True
        )
        if self.keyring is not None:
            for engine in (self.engine, self.read_engine):
                use_keyring(engine.dialect, self.keyring)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._read_sessions = async_sessionmaker(self.read_engine, expire_on_commit=False, autoflush=False)
        self._migrated = asyncio.Event()
        self._migrated.set()
        self._monitor: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self._package is not None:
            self._migrated.clear()
        self._monitor = asyncio.create_task(self._watch(), name="database")

    async def stop(self) -> None:
        if self._monitor is not None:
            self._monitor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._monitor
            self._monitor = None
        await self.engine.dispose()
        await self.read_engine.dispose()

    async def wait_ready(self) -> None:
        """Return once the schema is up to date and the first data is there."""
        await self._migrated.wait()

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A unit of work: committed when the block ends, rolled back when it raises.

        Raises `DatabaseUnavailable` within a second when PostgreSQL is away.
        """
        async with self._guarded(self._sessions) as session:
            yield session
            await session.commit()

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session whose statements each see the latest commits, and which cannot write."""
        async with self._guarded(self._read_sessions) as session:
            yield session

    @contextlib.asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """A read-only session whose statements all see the same instant (REPEATABLE READ)."""
        async with self._guarded(self._read_sessions, isolation_level="REPEATABLE READ") as session:
            yield session

    @contextlib.asynccontextmanager
    async def _guarded(
        self, sessions: async_sessionmaker[AsyncSession], **execution_options: str
    ) -> AsyncIterator[AsyncSession]:
        if not self._migrated.is_set():
            raise DatabaseUnavailable
        try:
            async with sessions() as session:
                async with asyncio.timeout(patience.connect_seconds):
                    await session.connection(execution_options=execution_options or None)
                yield session
        except Exception as error:
            if is_unavailable(error):
                self.availability.down(str(error) or type(error).__name__)
                raise DatabaseUnavailable from error
            raise

    async def _watch(self) -> None:
        while True:
            try:
                if not self._migrated.is_set() and self._package is not None:
                    await self._prepare(self._package)
                    self._migrated.set()
                await _ping(self.read_engine)
            except Exception as error:  # noqa: BLE001 - whatever the cause, readiness says so and we try again
                self.availability.down(str(error) or type(error).__name__)
                await self._drop_connections()
                await asyncio.sleep(_PROBE_WHEN_DOWN_SECONDS)
            else:
                self.availability.up()
                await asyncio.sleep(_PROBE_WHEN_UP_SECONDS)

    async def _prepare(self, package: str) -> None:
        await migrate(self.uri, package)
        if self._first_data is not None:
            async with self._sessions() as session:
                await self._first_data(session)
                await session.commit()

    async def _drop_connections(self) -> None:
        """Forget idle connections to a server that went away: each would cost a request its answer."""
        for engine in (self.engine, self.read_engine):
            with contextlib.suppress(Exception):
                async with asyncio.timeout(patience.connect_seconds):
                    await engine.dispose()


async def _ping(engine: AsyncEngine) -> None:
    async with asyncio.timeout(patience.connect_seconds * 2), engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
