# SPDX-License-Identifier: GPL-3.0-or-later
"""One folder a resource. A folder with a ``router`` or ``resource`` module is served, one with ``model`` has tables."""

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
    """The modules with a ``router``: written out, or declared (``resource``), in the order of folder names."""
    import_models()
    return [*_modules("router"), *_modules("resource")]


def import_models() -> None:
    """After this every table of confd is known to the metadata."""
    import_module("xivo_confd.crud.targets")
    for _ in _modules("model"):
        pass
