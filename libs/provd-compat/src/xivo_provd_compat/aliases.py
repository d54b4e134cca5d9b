# SPDX-License-Identifier: GPL-3.0-or-later
"""The module names of plugins (``wazo_provd``, ``provd``, ``twisted``) lead to the modules of this package."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

TARGETS = {
    "wazo_provd": "xivo_provd_compat.wazo_provd",
    "provd": "xivo_provd_compat.wazo_provd",
    "twisted": "xivo_provd_compat.twisted",
    "pkg_resources": "xivo_provd_compat.pkg_resources",
}


def install_aliases() -> None:
    """From now on these names are ours in this process, even where a real Twisted is installed."""
    for name in [name for name in sys.modules if name.partition(".")[0] in TARGETS]:
        del sys.modules[name]
    sys.meta_path.insert(0, _AliasFinder())


class _AliasFinder(MetaPathFinder):
    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        root, _, rest = fullname.partition(".")
        if root not in TARGETS:
            return None
        real = TARGETS[root] + (f".{rest}" if rest else "")
        try:
            found = importlib.util.find_spec(real)
        except ModuleNotFoundError:
            found = None
        if found is None:
            raise ModuleNotFoundError(f"{fullname} is not among what plugins are known to import", name=fullname)
        return ModuleSpec(fullname, _AliasLoader(real), is_package=found.submodule_search_locations is not None)


class _AliasLoader(Loader):
    """Gives the real module, so that its classes are the same under each name."""

    def __init__(self, real: str) -> None:
        self._real = real
        self._spec: ModuleSpec | None = None

    def create_module(self, _spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self._real)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just written the alias' spec into the module: its relative imports need its own.
        module.__spec__ = self._spec
