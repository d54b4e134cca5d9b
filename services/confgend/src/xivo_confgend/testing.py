# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots as confd gives them, made in one line."""

from __future__ import annotations

import uuid
from typing import Any


def user(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "uuid": str(uuid.UUID(int=number)),
        "language": None,
        "music_on_hold": None,
        "simultaneous_calls": 5,
    }


def line(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "protocol": "sip",
        "name": f"line{number:04d}",
        "username": f"line{number:04d}",
        "secret": f"secret-{number}",
        "context": "default",
        "callerid": f'"User {number}" <{1000 + number}>',
        "enabled": True,
    }


def company(size: int) -> dict[str, Any]:
    """`size` users, each with a line and a number from 1001 on, in the context `default`."""
    numbers = range(1, size + 1)
    return {
        "version": 1,
        "live_reload": True,
        "settings": {"language": "en_US", "autoprov": {"username": "autoprov", "secret": "the-shared-one"}},
        "contexts": [
            {"id": 1, "name": "default", "type": "internal", "includes": ["to-extern"]},
            {"id": 2, "name": "to-extern", "type": "outcall", "includes": []},
        ],
        "users": [user(number) for number in numbers],
        "lines": [line(number) for number in numbers],
        "extensions": [
            {"id": number, "exten": str(1000 + number), "context": "default", "commented": False} for number in numbers
        ],
        "user_lines": [{"user_id": number, "line_id": number, "main_user": True} for number in numbers],
        "line_extensions": [{"line_id": number, "extension_id": number} for number in numbers],
    }
