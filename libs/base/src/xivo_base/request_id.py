# SPDX-License-Identifier: GPL-3.0-or-later
"""The id that follows a request through REST and AMQP headers, and into every log line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .ids import uuid7

HEADER = "X-Request-ID"
_FIT = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current() -> str | None:
    return _current.get()


@contextmanager
def bind(request_id: str | None) -> Iterator[None]:
    """Work inside the block belongs to that request."""
    reset = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(reset)


def accepted(value: str | None) -> str:
    """The caller's id if it is fit for logs and headers, else a new one."""
    return value if value and _FIT.fullmatch(value) else str(uuid7())
