# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages to send by fax, as a TIFF."""

from __future__ import annotations

import struct
from random import Random

WIDTH, HEIGHT = 1728, 600
"""Pixels of a fax's line (T.4), and lines of a short page."""


def tiff(pages: int) -> bytes:
    """Pages of black bars, each of its own; 204 by 98 dots an inch, as an ordinary fax has them."""
    data = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for page in range(pages):
        image = len(data)
        data += _bars(page)
        resolutions = len(data)
        data += struct.pack("<4I", 204, 1, 98, 1)
        struct.pack_into("<I", data, link, len(data))
        tags = [
            (256, 4, WIDTH), (257, 4, HEIGHT), (258, 3, 1), (259, 3, 1), (262, 3, 0), (266, 3, 1), (273, 4, image),
            (277, 3, 1), (278, 4, HEIGHT), (279, 4, WIDTH * HEIGHT // 8), (282, 5, resolutions),
            (283, 5, resolutions + 8), (296, 3, 2),
        ]  # fmt: skip
        data += struct.pack("<H", len(tags))
        for tag, kind, value in tags:
            data += struct.pack("<HHII", tag, kind, 1, value)
        link = len(data)
        data += struct.pack("<I", 0)
    return bytes(data)


def _bars(page: int) -> bytes:
    lot = Random(page)
    rows = []
    for _ in range(HEIGHT // 20):
        row = bytearray(WIDTH // 8)
        start, length = lot.randrange(200), lot.randrange(1, 15)
        row[start : start + length] = b"\xff" * length
        rows.append(bytes(row) * 20)
    return b"".join(rows)
