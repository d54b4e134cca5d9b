# SPDX-License-Identifier: GPL-3.0-or-later
"""What a transfer carries: bytes, or a file of which only the block under way is in memory."""

from __future__ import annotations

import os
from pathlib import Path

MAX_NETASCII = 1024 * 1024


class StaticFile:
    """Firmware has tens of megabytes, and many phones ask for it at once."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._size = os.fstat(self._descriptor).st_size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._size)
        return os.pread(self._descriptor, max(0, stop - start), start)

    def close(self) -> None:
        os.close(self._descriptor)


Content = bytes | StaticFile


def close(content: Content) -> None:
    if isinstance(content, StaticFile):
        content.close()
