# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers: JSON by orjson, no second validation of what the database just gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import Response


def json(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(content),
        status_code=status,
        media_type="application/json",
        headers=dict(headers or {}),
    )


def listing(items: Sequence[Mapping[str, Any]], total: int) -> Response:
    """A page of a list; ``total`` counts all matches, not the page."""
    return json({"total": total, "items": items})


def created(content: Any, location: str) -> Response:
    return json(content, 201, {"Location": location})


def no_content() -> Response:
    """204 as existing clients know it: typed as HTML, without a body."""
    return Response(status_code=204, media_type="text/html; charset=utf-8")


def empty(status: int) -> Response:
    return Response(status_code=status)
