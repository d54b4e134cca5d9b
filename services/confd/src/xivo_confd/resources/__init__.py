# SPDX-License-Identifier: GPL-3.0-or-later
"""One folder a resource. A folder with a ``router`` module is served, one with a ``model`` module has tables."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


def _modules(name: str) -> Iterator[ModuleType]:
    folders = sorted(entry.name for entry in pkgutil.iter_modules(__path__) if entry.ispkg)
    for folder in folders:
        path = f"{__name__}.{folder}.{name}"
        if find_spec(path) is not None:
            yield import_module(path)


def routers() -> list[ModuleType]:
    """Every resource's ``router`` module, in the order of folder names."""
    return list(_modules("router"))


def import_models() -> None:
    """After this every table of confd is known to the metadata."""
    for _ in _modules("model"):
        pass
