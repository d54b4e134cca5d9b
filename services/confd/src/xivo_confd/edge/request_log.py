# SPDX-License-Identifier: GPL-3.0-or-later
"""One log line a request: method, full URL and, for writes, the body with secrets masked (DEV-019)."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from starlette.requests import Request

logger = logging.getLogger(__name__)

_SECRET_FIELDS = frozenset({"password", "secret", "token", "ha1"})
_LONGEST = 2000


async def log(request: Request) -> None:
    if not logger.isEnabledFor(logging.INFO):
        return
    if request.method in {"POST", "PUT"}:
        data = masked(await request.body())
        logger.info("%s %s with data %s", request.method, request.url, data)
    else:
        logger.info("%s %s", request.method, request.url)


def masked(body: bytes) -> str:
    """The body as compact JSON without secrets; what is not JSON is only counted, it could hold one."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return f"({len(body)} bytes)"
    return orjson.dumps(_mask(content)).decode()[:_LONGEST]


def _mask(content: Any) -> Any:
    if isinstance(content, dict):
        return {
            key: "***" if key.lower() in _SECRET_FIELDS and value else _mask(value)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [_mask(item) for item in content]
    return content
