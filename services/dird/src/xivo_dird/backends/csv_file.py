# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of a CSV file (SYS-300): the first line has the names of the columns."""

import asyncio
import csv
import io
import logging
from collections.abc import Sequence
from pathlib import Path

from ..plugins import Arguments, BaseSourcePlugin, Fields
from ..table import Columns, Table

logger = logging.getLogger(__name__)

LONGEST_FILE = 100 * 1024 * 1024
PATIENCE_SECONDS = 0.1
"""A file is read again in about this time unless it is long: then what was in it is used meanwhile."""


class CsvBackend(BaseSourcePlugin):
    """Reads the file again when it changed. One that cannot be read has no entries (SYS-301)."""

    def load(self, args: Arguments) -> None:
        config = args["config"]
        self._name = str(config["name"])
        self._file = Path(config["file"])
        self._delimiter = str(config.get("delimiter") or ",")
        self._columns = Columns(config)
        self._stamp: tuple[int, int] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._told = ""
        self._take(*self._read())

    @property
    def name(self) -> str:
        return self._name

    async def search(self, term: str, args: Arguments) -> Sequence[Fields]:  # noqa: ARG002
        await self._read_again()
        return self._table.search(term)

    async def list(self, uids: Sequence[str]) -> Sequence[Fields]:
        await self._read_again()
        return self._table.list(uids)

    async def match(self, exten: str) -> Fields | None:
        await self._read_again()
        return self._table.match(exten)

    async def unload(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read_again(self) -> None:
        if self._stamp_now() == self._stamp:
            return
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._renew(), name=f"reading {self._file}")
        await asyncio.wait([self._reading], timeout=PATIENCE_SECONDS)

    async def _renew(self) -> None:
        self._take(*await asyncio.to_thread(self._read))

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _read(self) -> tuple[tuple[int, int] | None, Table, str]:
        stamp = self._stamp_now()
        if stamp and stamp[1] > LONGEST_FILE:
            return stamp, Table(self._columns, (), ()), f"{self._file} is longer than {LONGEST_FILE} bytes"
        try:
            with self._file.open(encoding="utf-8-sig", newline="") as file:
                return stamp, parse(file, self._columns, self._delimiter), ""
        except (OSError, ValueError, csv.Error) as error:
            return stamp, Table(self._columns, (), ()), str(error)

    def _take(self, stamp: tuple[int, int] | None, table: Table, trouble: str) -> None:
        self._stamp, self._table = stamp, table
        if trouble and trouble != self._told:
            logger.warning("the source %s has no entries: %s", self._name, trouble)
        self._told = trouble


def parse(file: io.TextIOBase, columns: Columns, delimiter: str) -> Table:
    """Raises `csv.Error`, `UnicodeDecodeError`. Lines with too few fields are filled up, further fields are dropped."""
    rows = csv.reader(file, delimiter=delimiter)
    header = [name.strip() for name in next(rows, [])]
    width = len(header)
    return Table(columns, header, (_fitted(row, width) for row in rows if row))


def _fitted(row: Sequence[str], width: int) -> Sequence[str]:
    missing = width - len(row)
    return row if missing == 0 else [*row, *[""] * missing][:width]
