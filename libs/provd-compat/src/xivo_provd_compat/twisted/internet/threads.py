# SPDX-License-Identifier: GPL-3.0-or-later
"""``twisted.internet.threads``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from . import reactor
from .defer import Deferred

_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="plugin")


def deferToThread(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Deferred:
    """Fires in the main thread with what the function returns or raises in another."""
    deferred = Deferred()

    def work() -> None:
        try:
            result = function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  it goes to the errbacks
            reactor.callFromThread(deferred.errback, error)
        else:
            reactor.callFromThread(deferred.callback, result)

    _pool.submit(work)
    return deferred
