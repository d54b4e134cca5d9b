# SPDX-License-Identifier: GPL-3.0-or-later
"""Which plugins run in a process of their own, told from their source without running it."""

from __future__ import annotations

import ast
from pathlib import Path

from ..plugin.errors import PluginError

NATIVE = "xivo_provd"
_ISOLATED = frozenset({"wazo_provd", "provd", "twisted"})
_LOADER = "execfile_"


def is_isolated(folder: Path) -> bool:
    """Whether the plugin is not one of this daemon's interface: then its code is never run in this process.

    A plugin must get its base class from somewhere: what imports ``xivo_provd`` is native; what imports ``wazo_provd``
    or ``provd``, or reads its files with ``execfile_``, is isolated. Raises PluginError for what is neither.
    """
    names: set[str] = set()
    for path in sorted(folder.glob("*.py")):
        try:
            names |= _names(ast.parse(path.read_bytes(), path.name))
        except (SyntaxError, ValueError, RecursionError, MemoryError, OSError) as error:
            raise PluginError(f"{path.name} cannot be read as Python 3: {error}") from error
    if NATIVE in names:
        return False
    if names & _ISOLATED or _LOADER in names:
        return True
    raise PluginError("entry.py imports neither xivo_provd nor wazo_provd: it cannot have a plugin")


def _names(tree: ast.AST) -> set[str]:
    """The first words of the absolute imports, wherever in the code they stand, and the names of what is called."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
    return found
