# SPDX-License-Identifier: GPL-3.0-or-later
"""One log line a request: method, full URL and, for writes, the body with secrets masked (DEV-019)."""

from __future__ import annotations

import logging

import orjson
from starlette.requests import Request
from xivo_base.logging import masked

logger = logging.getLogger(__name__)

_LONGEST = 2000


async def log(request: Request) -> None:
    if not logger.isEnabledFor(logging.INFO):
        return
    if request.method in {"POST", "PUT"}:
        data = _readable(await request.body())
        logger.info("%s %s with data %s", request.method, request.url, data)
    else:
        logger.info("%s %s", request.method, request.url)


def _readable(body: bytes) -> str:
    """The body as compact JSON without secrets; what is not JSON is only counted, it could hold one."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return f"({len(body)} bytes)"
    return orjson.dumps(masked(content)).decode()[:_LONGEST]
