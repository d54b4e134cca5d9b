# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away PostgreSQL server on a unix socket."""

import asyncio
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Self

import asyncpg

from xivo_store.schema import migrate

_BIN = Path(os.environ.get("XIVO_POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))
# A test run that is killed leaves no server behind.
_DIE_WITH_US = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
# mkdtemp makes a folder of its own in either; the path of a socket must be short.
_MEMORY, _DISK = "/dev/shm", "/tmp"  # noqa: S108
_ROOM = 4 * 1024**3
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
}


class PostgresServer:
    """Started on entering, gone on leaving; run as an ordinary user when the tests run as root."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="xivo-pg-", dir=_place()))
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._user: dict[str, Any] = {}

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            account = _ordinary_user()
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self._user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        try:
            self._run(
                "initdb",
                "-D",
                str(self._data),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            )
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        settings = [f"-c{name}={value}" for name, value in _FAST.items()]
        self._process = subprocess.Popen(  # noqa: S603 - our own arguments
            [*_DIE_WITH_US, _BIN / "postgres", "-D", self._data, "-k", self.folder, *settings],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            **self._user,
        )
        deadline = time.monotonic() + 20
        while True:
            try:
                self._execute("SELECT 1")
            except (OSError, asyncpg.PostgresError):
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Stop as an administrator's restart would: connections are cut."""
        if self._process is not None:
            self._process.send_signal(2)  # SIGINT: PostgreSQL's fast shutdown
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def create_database(self, package: str | None = None, *, migrated: bool = False) -> str:
        """The URI of a new database: a copy of the package's template if `migrated`, else empty."""
        name = f"t{next(self._numbers)}"
        if migrated and package is not None:
            if package not in self._templates:
                template = f"template_{package}"
                self._execute(f'CREATE DATABASE "{template}"')
                _run_apart(migrate(self._uri(template), package))
                self._templates[package] = template
            self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{self._templates[package]}" STRATEGY FILE_COPY')
        else:
            self._execute(f'CREATE DATABASE "{name}"')
        return self._uri(name)

    def drop_database(self, uri: str) -> None:
        name = uri.split("@/")[1].split("?", maxsplit=1)[0]
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _uri(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self.folder}"

    def _execute(self, sql: str) -> None:
        async def execute() -> None:
            connection = await asyncpg.connect(host=str(self.folder), user="postgres", database="postgres", timeout=5)
            try:
                await connection.execute(sql)
            finally:
                await connection.close()

        _run_apart(execute())

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - our own arguments
            [_BIN / program, *arguments], check=True, capture_output=True, cwd="/", **self._user
        )


def _place() -> str:
    """In memory where there is room: a database for each test is many small files."""
    try:
        memory = os.statvfs(_MEMORY)
    except OSError:
        return _DISK
    return _MEMORY if memory.f_bavail * memory.f_frsize >= _ROOM else _DISK


def _ordinary_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL refuses to run as root and there is no ordinary user")


def _run_apart(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run `coroutine` to its end from anywhere, even inside a running event loop."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(coroutine)
        except BaseException as error:  # noqa: BLE001 - handed to the calling thread
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
