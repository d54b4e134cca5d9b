# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages to send by fax, as a TIFF or a PDF."""

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


def pdf(pages: int) -> bytes:
    """A4 pages with a black bar each, of its own."""
    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(pages))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>", "<< >>"]
    for page in range(pages):
        drawn = f"72 {72 + 100 * page} 400 60 re f"
        box = "/MediaBox [0 0 595 842] /Resources 3 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {5 + 2 * page} 0 R >>")
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    text, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    trailer = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode()
