# SPDX-License-Identifier: GPL-3.0-or-later
"""Landlock: what this process may still do with files, TCP and other processes (Linux, userspace-api/landlock).

Unprivileged and irrevocable; descendants inherit it. A process in a Landlock domain cannot look into one outside of
it either (ptrace, ``/proc/<pid>/environ``).
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH, _RULE_NET_PORT = 1, 2
_PR_SET_NO_NEW_PRIVS = 38

# linux/landlock.h: LANDLOCK_ACCESS_FS_*, by the ABI that brought them
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_ABI_1, _REFER, _TRUNCATE, _IOCTL_DEV = (1 << 13) - 1, 1 << 13, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_BIND_TCP, _CONNECT_TCP = 1, 2
_SCOPE_ABSTRACT_UNIX_SOCKET, _SCOPE_SIGNAL = 1, 2


def confine(readable: Iterable[str], writable: Iterable[str], connect_ports: Iterable[int]) -> int:
    """The Landlock ABI that is in force from now on; 0 where the kernel has none.

    Files outside of the given trees are closed to this process; from ABI 4 on so are other TCP ports, from ABI 6 on
    other processes' signals and abstract sockets.
    """
    if platform.machine() not in ("x86_64", "aarch64", "riscv64"):
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    abi = int(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_CREATE_RULESET_VERSION)))
    if abi < 1:
        return 0
    files = _ABI_1 | (_REFER if abi >= 2 else 0) | (_TRUNCATE if abi >= 3 else 0) | (_IOCTL_DEV if abi >= 5 else 0)
    network = _BIND_TCP | _CONNECT_TCP if abi >= 4 else 0
    scopes = _SCOPE_ABSTRACT_UNIX_SOCKET | _SCOPE_SIGNAL if abi >= 6 else 0
    attributes = struct.pack("=Q", files)
    if abi >= 4:
        attributes += struct.pack("=Q", network)
    if abi >= 6:
        attributes += struct.pack("=Q", scopes)
    ruleset = _checked(libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0)))
    try:
        for path in readable:
            _allow_path(libc, ruleset, path, _READ & files)
        for path in writable:
            _allow_path(libc, ruleset, path, files)
        if abi >= 4:
            for port in connect_ports:
                _add_rule(libc, ruleset, _RULE_NET_PORT, struct.pack("=QQ", _CONNECT_TCP, port))
        _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _checked(libc.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)))
    finally:
        os.close(ruleset)
    return abi


def _allow_path(libc: ctypes.CDLL, ruleset: int, path: str, access: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be allowed
    try:
        if not os.path.isdir(path):
            access &= _OF_FILES
        _add_rule(libc, ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", access, handle))
    finally:
        os.close(handle)


def _add_rule(libc: ctypes.CDLL, ruleset: int, kind: int, attributes: bytes) -> None:
    _checked(
        libc.syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(kind), attributes, ctypes.c_uint32(0)),
    )


def _checked(result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return int(result)
