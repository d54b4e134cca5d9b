# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from ...paging import AnyRow
from ...settings import ConfdSettings
from ..contexts.view import represent_ranges
from .dao import Rows, Tables

_NULL_WHEN_EMPTY = (
    "language",
    "timezone",
    "music_on_hold",
    "preprocess_subroutine",
    "userfield",
    "mobile_phone_number",
)


def represent(tables: Tables, version: int, settings: ConfdSettings, *, secrets: bool) -> dict[str, Any]:
    autoprov = {"username": settings.autoprov_username}
    if secrets:
        autoprov["secret"] = settings.autoprov_secret.get_secret_value()
    return {
        "version": version,
        "uuid": settings.uuid,
        "live_reload": tables.configuration.live_reload,
        "settings": {
            "language": tables.configuration.language,
            "timezone": tables.configuration.timezone,
            "autoprov": autoprov,
            **tables.settings,
        },
        "contexts": [_context(row) for row in tables.contexts],
        "users": [_user(row) for row in tables.users],
        "lines": _dicts(tables.lines),
        "extensions": _dicts(tables.extensions),
        "user_lines": _dicts(tables.user_lines),
        "line_extensions": _dicts(tables.line_extensions),
        "watched_func_keys": _dicts(tables.watched_func_keys),
        **tables.declared,
    }


def _dicts(rows: Rows) -> list[dict[str, Any]]:
    if not rows:
        return []
    keys = rows[0]._fields
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _context(row: AnyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "display_name": row.display_name,
        "type": row.type,
        "entity": row.entity,
        "ranges": represent_ranges(row.ranges or []),
        "includes": row.includes or [],
        "description": row.description or None,
    }


def _user(row: AnyRow) -> dict[str, Any]:
    user = dict(zip(row._fields, row, strict=True))
    user["uuid"] = str(user["uuid"])
    for key in _NULL_WHEN_EMPTY:
        user[key] = user[key] or None
    return user
