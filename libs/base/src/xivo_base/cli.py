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
from fastapi import FastAPI
from pydantic import ValidationError

from .logging import set_up_logging
from .server import serve
from .settings import ConfigurationError, DaemonSettings, load_settings

logger = logging.getLogger(__name__)
S = TypeVar("S", bound=DaemonSettings)
LEVELS = ("critical", "error", "warning", "info", "debug")

EXIT_FAILED = 1
EXIT_MISCONFIGURED = 2


def make_parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"xivo-{name}")
    default = Path(f"/etc/xivo-{name}/config.yml")
    parser.add_argument("-c", "--config-file", type=Path, help=f"default: {default}; conf.d beside it is read, too")
    parser.add_argument("-d", "--debug", action="store_true", default=None, help="log debug messages")
    parser.add_argument("-f", "--foreground", action="store_true", default=None, help="stay in the foreground")
    parser.add_argument("-l", "--log-level", choices=LEVELS, help="log messages of this level and above")
    parser.add_argument("-u", "--user", help="run as this user")
    parser.add_argument("-v", "--verbose", action="store_true", help="the same as --debug")
    return parser


def options(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was said on the command line, as settings."""
    debug = True if arguments.debug or arguments.verbose else None
    if debug is None and arguments.log_level:
        debug = False  # `debug` of a file overrides a file's level, but not the command line's
    given = {
        "debug": debug,
        "foreground": arguments.foreground,
        "log_level": arguments.log_level,
        "user": arguments.user,
    }
    return {key: value for key, value in given.items() if value is not None}


def run(
    name: str, settings_class: type[S], build_app: Callable[[S], FastAPI], argv: Sequence[str] | None = None
) -> int:
    """A daemon from command line to exit status: 0 stopped, 1 could not run, 2 bad configuration."""
    arguments = make_parser(name).parse_args(argv)
    try:
        settings = load_settings(settings_class, _config_file(name, arguments), os.environ, options(arguments))
        if not settings.foreground:
            daemonise()
        if settings.user:
            become(settings.user)
        level = "debug" if settings.debug else settings.log_level
        set_up_logging(level, log_format=settings.log_format, filename=settings.log_filename)
    except (ConfigurationError, ValidationError, OSError, LookupError) as error:
        sys.stderr.write(f"xivo-{name}: configuration: {without_values(error)}\n")
        return EXIT_MISCONFIGURED
    logger.info("Starting xivo-%s", name)
    try:
        lock = lock_pid(settings.pid_filename)
    except OSError as error:
        cause = "another one runs already" if isinstance(error, BlockingIOError) else error
        logger.error("xivo-%s can't lock %s: %s", name, settings.pid_filename, cause)  # noqa: TRY400  expected
        return EXIT_FAILED
    try:
        served = uvloop.run(serve(build_app(settings), settings))
    except KeyboardInterrupt:
        served = True
    finally:
        if lock:
            lock.close()
    logger.info("xivo-%s stopped", name)
    return 0 if served else EXIT_FAILED


def _config_file(name: str, arguments: argparse.Namespace) -> Path:
    """The default file may be missing; one that was asked for may not. Raises `FileNotFoundError`."""
    given: Path | None = arguments.config_file
    if given is None:
        return Path(f"/etc/xivo-{name}/config.yml")
    if not given.is_file():
        raise FileNotFoundError(2, "no such file", str(given))
    return given


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
    logger.info("locking PID")
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
    logger.info("pidfile ok")
    return file


def become(user: str) -> None:
    """Give up root for good. Raises `KeyError` for an unknown user, `PermissionError` if we are somebody else."""
    entry = pwd.getpwnam(user)
    if os.getuid() == entry.pw_uid:
        return
    os.initgroups(user, entry.pw_gid)
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
