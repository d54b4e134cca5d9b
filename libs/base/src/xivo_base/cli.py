# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line that all daemons share: `-c -d -f -l -u -v`."""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
import pwd
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

import uvloop
import yaml
from fastapi import FastAPI
from pydantic import ValidationError

from .logging import set_up_logging
from .server import serve
from .settings import DaemonSettings, load_settings

logger = logging.getLogger(__name__)
S = TypeVar("S", bound=DaemonSettings)
LEVELS = ("critical", "error", "warning", "info", "debug")


def make_parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"xivo-{name}")
    parser.add_argument("-c", "--config-file", type=Path, default=Path(f"/etc/xivo-{name}/config.yml"))
    parser.add_argument("-d", "--debug", action="store_true", default=None, help="log debug messages")
    parser.add_argument("-f", "--foreground", action="store_true", default=None, help="stay in the foreground")
    parser.add_argument("-l", "--log-level", choices=LEVELS, help="log messages of this level and above")
    parser.add_argument("-u", "--user", help="run as this user")
    parser.add_argument("-v", "--verbose", action="store_true", help="the same as --debug")
    return parser


def options(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line, as settings."""
    given = {
        "debug": True if arguments.debug or arguments.verbose else None,
        "foreground": arguments.foreground,
        "log_level": arguments.log_level,
        "user": arguments.user,
    }
    return {key: value for key, value in given.items() if value is not None}


def run(
    name: str, settings_class: type[S], build_app: Callable[[S], FastAPI], argv: Sequence[str] | None = None
) -> int:
    """A daemon from command line to exit status."""
    arguments = make_parser(name).parse_args(argv)
    try:
        settings = load_settings(settings_class, arguments.config_file, os.environ, options(arguments))
    except (ValidationError, yaml.YAMLError, OSError) as error:
        sys.stderr.write(f"xivo-{name}: configuration: {without_values(error)}\n")
        return 2
    if not settings.foreground:
        daemonise()
    if settings.user:
        become(settings.user)
    level = "debug" if settings.debug else settings.log_level
    set_up_logging(level, log_format=settings.log_format, filename=settings.log_filename)
    try:
        lock = lock_pid(settings.pid_filename)
    except BlockingIOError:
        logger.error("another xivo-%s runs already (%s)", name, settings.pid_filename)  # noqa: TRY400  expected
        return 1
    logger.info("Starting xivo-%s", name)
    try:
        uvloop.run(serve(build_app(settings), settings))
    except KeyboardInterrupt:
        pass
    finally:
        if lock:
            lock.close()
    logger.info("xivo-%s stopped", name)
    return 0


def without_values(error: Exception) -> str:
    """What is wrong and where, but not the value: it may be a secret."""
    if isinstance(error, ValidationError):
        problems = error.errors(include_input=False, include_url=False)
        return "; ".join(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in problems)
    return str(error)


def lock_pid(path: Path | None) -> IO[str] | None:
    """Hold the PID file for as long as the process lives. Raises `BlockingIOError` if another one does."""
    if path is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def become(user: str) -> None:
    """Give up root for good."""
    entry = pwd.getpwnam(user)
    if os.getuid() == entry.pw_uid:
        return
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def daemonise() -> None:
    """Leave the terminal, as `-f` prevents."""
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
