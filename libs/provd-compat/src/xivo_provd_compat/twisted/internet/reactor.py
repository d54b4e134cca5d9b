# SPDX-License-Identifier: GPL-3.0-or-later
"""``twisted.internet.reactor``: the worker's main loop, as far as plugins need one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

_calls: deque[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = deque()
_wake: Callable[[], None] | None = None


def callFromThread(function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Have it called in the main thread."""
    _calls.append((function, args, kwargs))
    if _wake is not None:
        _wake()


def run_waiting_calls(report: Callable[[BaseException], None]) -> None:
    """What threads asked for, in order; ``report`` gets what a call raises."""
    while _calls:
        function, args, kwargs = _calls.popleft()
        try:
            function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  one call must not keep the others from running
            report(error)


def set_wake(wake: Callable[[], None] | None) -> None:
    """How a thread wakes the main loop."""
    global _wake  # noqa: PLW0603  a reactor is one for a process
    _wake = wake
