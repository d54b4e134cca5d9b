# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that plugins import, as a worker has them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from xivo_provd_compat import host
from xivo_provd_compat.aliases import TARGETS, install_aliases
from xivo_provd_compat.twisted.internet import defer
from xivo_provd_compat.wazo_provd import tzinform

PARIS = {
    "utcoffset": 3600,
    "dst": {
        "start": {"month": 3, "day": "W5.1", "time": 7200},
        "end": {"month": 10, "day": "W5.1", "time": 10800},
        "save": 3600,
    },
}


class Daemon:
    """Who answers the worker."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, Any] = {"timezone": lambda args: PARIS if args["name"] == "Europe/Paris" else None}

    def ask_now(self, name: str, arguments: dict[str, Any]) -> Any:
        self.asked.append((name, arguments))
        if name not in self.answers:
            raise host.HostError(f"nobody answers {name}")
        return self.answers[name](arguments)

    def ask(self, name: str, arguments: dict[str, Any]) -> defer.Deferred:
        return defer.maybeDeferred(self.ask_now, name, arguments)


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    made = Daemon()
    host.set_host(made)
    tzinform._rule.cache_clear()
    yield made
    host.set_host(None)
    tzinform._rule.cache_clear()


@pytest.fixture
def aliases() -> Iterator[None]:
    """The module names of plugins, in this process and for this test only."""
    finders, modules = list(sys.meta_path), dict(sys.modules)
    install_aliases()
    yield
    sys.meta_path[:] = finders
    for name in [name for name in sys.modules if name.partition(".")[0] in TARGETS]:
        del sys.modules[name]
    sys.modules.update({name: module for name, module in modules.items() if name.partition(".")[0] in TARGETS})
