# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot of a company of any size, as confd would give it."""

from __future__ import annotations

import uuid
from typing import Any


def snapshot(size: int) -> dict[str, Any]:
    numbers = range(1, size + 1)
    return {
        "version": 1,
        "uuid": str(uuid.UUID(int=1)),
        "live_reload": True,
        "settings": {"language": "en_US", "autoprov": {"username": "autoprov", "secret": "shared"}},
        "contexts": [{"id": 1, "name": "default", "type": "internal", "includes": []}],
        "users": [
            {
                "id": number,
                "uuid": str(uuid.UUID(int=number)),
                "language": None,
                "music_on_hold": None,
                "simultaneous_calls": 5,
            }
            for number in numbers
        ],
        "lines": [
            {
                "id": number,
                "protocol": "sip",
                "name": f"line{number:05d}",
                "username": f"line{number:05d}",
                "secret": f"secret-{number}",
                "context": "default",
                "callerid": f'"User {number}" <{10000 + number}>',
                "enabled": True,
            }
            for number in numbers
        ],
        "extensions": [
            {"id": number, "exten": str(10000 + number), "context": "default", "commented": False} for number in numbers
        ],
        "user_lines": [{"user_id": number, "line_id": number, "main_user": True} for number in numbers],
        "line_extensions": [{"line_id": number, "extension_id": number} for number in numbers],
    }
