# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon, as the modules that plugins import see it: somebody to ask."""

from __future__ import annotations

from typing import Any, Protocol

from .twisted.internet.defer import Deferred


class Host(Protocol):
    def ask(self, name: str, arguments: dict[str, Any]) -> Deferred:
        """Fires with the daemon's answer, or fails with HostError."""

    def ask_now(self, name: str, arguments: dict[str, Any]) -> Any:
        """The daemon's answer. Raises HostError."""


class HostError(RuntimeError):
    """The daemon refused, or could not do, what it was asked for."""


_host: Host | None = None


def set_host(host: Host | None) -> None:
    global _host  # noqa: PLW0603  a worker serves one daemon
    _host = host


def current() -> Host:
    if _host is None:
        raise HostError("no daemon listens")
    return _host
