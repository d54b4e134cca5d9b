# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plugin cannot do, whatever it tries: set before its code is read."""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import resource
import signal
import site
import sys
import sysconfig
import time

from . import landlock

MEMORY_BYTES = 512 * 1024 * 1024
FILE_BYTES = 64 * 1024 * 1024
OPEN_FILES = 256
CPU_SECONDS_PER_CALL = 20
TELNET = 23  # some plugins drive their phones by telnet

_SYSTEM = (
    "/usr", "/lib", "/lib64", "/bin", "/sbin",
    "/etc/alternatives", "/etc/group", "/etc/hosts", "/etc/ld.so.cache", "/etc/localtime", "/etc/nsswitch.conf",
    "/etc/passwd", "/etc/resolv.conf", "/etc/services", "/etc/ssl", "/etc/terminfo",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx", "/dev/pts")
_PR_SET_PDEATHSIG = 1


def restrict(plugin_dir: str) -> int:
    """Rlimits, death with the daemon, Landlock. The Landlock ABI in force, 0 for none."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")  # where memory runs out, the worker goes first
    _lower(resource.RLIMIT_AS, MEMORY_BYTES)
    _lower(resource.RLIMIT_FSIZE, FILE_BYTES)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    _lower(resource.RLIMIT_CORE, 0)
    allow_cpu()
    own = os.path.dirname(os.path.abspath(__file__))
    python = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), *site.getsitepackages(), own}
    return landlock.confine(
        readable=[*_SYSTEM, *python, plugin_dir],
        writable=[*_DEVICES, os.path.join(plugin_dir, "var")],
        connect_ports=[TELNET],
    )


def allow_cpu() -> None:
    """Processor time for one more call; SIGXCPU ends the process when it is used up."""
    _lower(resource.RLIMIT_CPU, math.ceil(time.process_time()) + CPU_SECONDS_PER_CALL)


def _lower(kind: int, value: int) -> None:
    """The soft limit only: the one of processor time grows from call to call."""
    _soft, hard = resource.getrlimit(kind)
    limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (limit, hard if kind == resource.RLIMIT_CPU else limit))
