# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m xivo_provd_compat.confined <module> <plugin folder> <socket's file descriptor>``.

The module is imported with all that it needs; then this process gives up the rights that a plugin's worker has none
of, and the module's ``serve(connection, folder, abi)`` is called; ``abi`` is that of Landlock in force, 0 for none.
"""

from __future__ import annotations

import importlib
import os
import socket
import sys

from . import limits


def main() -> int:
    module, folder, descriptor = importlib.import_module(sys.argv[1]), os.path.realpath(sys.argv[2]), int(sys.argv[3])
    connection = socket.socket(fileno=descriptor)
    connection.set_inheritable(False)
    abi = limits.restrict(folder)
    os.chdir(folder)
    module.serve(connection, folder, abi)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
