# SPDX-License-Identifier: GPL-3.0-or-later
"""The CEL file and those that it was rotated to."""

import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from xivo_sysconfd.cel.position import Position, PositionFile
from xivo_sysconfd.settings import CelSettings

NAMESPACE = uuid.UUID("6f1f3c52-3a0e-5c55-9d0f-1f6a3c0c8a11")
MAX_BATCH_BYTES = 512 * 1024

# Asterisk opens the file for each row: after a rename a row may still be on its way into the old one
_SETTLE_SECONDS = 5.0


@dataclass(frozen=True)
class Batch:
    """Complete lines of one file, from `offset` to `until`."""

    generation: str
    offset: int
    until: int
    lines: tuple[tuple[int, bytes], ...]


class CelSpool:
    """Cuts batches off the files, oldest file first. All calls block: run them in a thread.

    A generation is known by its first line, which holds a time and a unique id: copying or renaming a file does not
    change it, truncating does.
    """

    def __init__(self, settings: CelSettings) -> None:
        self._file = settings.path
        self._batch_rows = settings.batch_rows
        self._rotate_bytes = settings.rotate_bytes
        self._keep = settings.keep_rotated
        self._positions = PositionFile(settings.position_path)
        self._generations: dict[tuple[int, int], str] = {}

    def next_batch(self) -> Batch | None:
        """What has to be sent next; its boundary is on disk, so that after a crash the same batch is cut again."""
        for path in self._paths():
            batch = self._cut(path)
            if batch is not None:
                return batch
        return None

    def confirm(self, batch: Batch) -> None:
        """The broker has it."""
        self._positions.move(batch.generation, Position(batch.until))

    def unshipped_bytes(self) -> int:
        total = 0
        for path in self._paths():
            generation = self._generation(path)
            if generation is not None:
                total += max(0, path.stat().st_size - self._positions.get(generation).shipped)
        return total

    def rotate(self) -> Path | None:
        """Rename the file once it is big, remove the oldest that are shipped; where it went, if it did."""
        self._remove_old()
        try:
            if self._file.stat().st_size < self._rotate_bytes:
                return None
        except FileNotFoundError:
            return None
        target = self._file.with_name(f"{self._file.name}.{time.time_ns():020d}")
        self._file.rename(target)
        return target

    def _paths(self) -> list[Path]:
        rotated = sorted(self._file.parent.glob(f"{self._file.name}.*"))
        return [*rotated, *([self._file] if self._file.exists() else [])]

    def _generation(self, path: Path) -> str | None:
        """None while the first line is not complete."""
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                if status.st_size == 0:
                    return None
                first = file.readline(65536)
        except FileNotFoundError:
            return None
        return str(uuid.uuid5(NAMESPACE, first.hex())) if first.endswith(b"\n") else None

    def _cut(self, path: Path) -> Batch | None:
        generation = self._generation(path)
        if generation is None:
            return None
        position = self._positions.get(generation)
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size <= position.shipped:
                return None
            file.seek(position.shipped)
            if position.until is not None:
                raw = file.read(position.until - position.shipped)
            else:
                raw = self._whole_lines(file.read(MAX_BATCH_BYTES))
        if not raw:
            return None
        until = position.shipped + len(raw)
        if position.until is None:
            self._positions.move(generation, Position(position.shipped, until))
        return Batch(generation, position.shipped, until, _lines(raw, position.shipped))

    def _whole_lines(self, raw: bytes) -> bytes:
        end = raw.rfind(b"\n") + 1
        if end == 0 and len(raw) == MAX_BATCH_BYTES:
            return raw  # no row is that long: let it be reported as bad and go on
        lines = raw[:end].splitlines(keepends=True)
        return b"".join(lines[: self._batch_rows])

    def _remove_old(self) -> None:
        *rotated, _ = [*sorted(self._file.parent.glob(f"{self._file.name}.*")), self._file]
        known: set[str] = set()
        for path in self._paths():
            generation = self._generation(path)
            if generation is not None:
                known.add(generation)
        for path in rotated[: max(0, len(rotated) - self._keep)]:
            generation = self._generation(path)
            status = path.stat()
            shipped = generation is None or self._positions.get(generation).shipped >= status.st_size
            if shipped and time.time() - status.st_ctime > _SETTLE_SECONDS:
                path.unlink()
                if generation is not None:
                    known.discard(generation)
        self._positions.keep(known)


def _lines(raw: bytes, offset: int) -> tuple[tuple[int, bytes], ...]:
    lines = []
    for line in raw.splitlines(keepends=True):
        stripped = line.rstrip(b"\r\n")
        if stripped:
            lines.append((offset, stripped))
        offset += len(line)
    return tuple(lines)
