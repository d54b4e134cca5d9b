# SPDX-License-Identifier: GPL-3.0-or-later
"""What a hook writes below ``var/tftpboot`` goes to the daemon and leaves no trace on the disk: it may hold secrets.

Templates are collected in memory. Files that a plugin opens by itself are noticed by an audit hook (PEP 578), read
when the hook is over, and removed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

MAX_BYTES = 16 * 1024 * 1024
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

_root: str | None = None
_files: dict[str, bytes] | None = None
_opened: set[str] = set()
_missed: list[str] | None = None
_is_hooked = False


class TooMuchWritten(Exception):
    """A phone's files are not that large."""


def set_root(tftpboot: str) -> None:
    """The folder whose files are phones' files."""
    global _root, _is_hooked  # noqa: PLW0603  an audit hook is for ever, so for the process
    _root = os.path.realpath(tftpboot)
    if not _is_hooked:
        sys.addaudithook(_notice)
        _is_hooked = True


def name_below_root(path: Any) -> str | None:
    """The file's name for phones; None for a path that is elsewhere."""
    if _root is None or not isinstance(path, str | bytes | os.PathLike):
        return None
    full = os.path.normpath(os.path.join(os.getcwd(), os.fsdecode(path)))
    parent = os.path.realpath(os.path.dirname(full))
    full = os.path.join(parent, os.path.basename(full))
    return full[len(_root) + 1 :] if full.startswith(_root + os.sep) else None


def collect(path: str, content: bytes) -> bool:
    """Whether a hook is under way and the path is one of a phone's file: then the daemon gets the content."""
    name = name_below_root(path)
    if _files is None or name is None:
        return False
    _add(name, content)
    return True


@contextmanager
def collected() -> Iterator[dict[str, bytes]]:
    """The files that the block writes, complete when it ends. Raises TooMuchWritten."""
    global _files  # noqa: PLW0603  as the hook
    files = _files = {}
    _opened.clear()
    try:
        yield files
    finally:
        written = {name for name in _opened if name not in files}
        _opened.clear()
        try:
            for name in sorted(written):
                _take(name)
        finally:
            _files = None


@contextmanager
def missed() -> Iterator[list[str]]:
    """The files below the folder that the block wants to read and that are not there, by their names for phones."""
    global _missed  # noqa: PLW0603  as the hook
    names = _missed = []
    try:
        yield names
    finally:
        _missed = None


def _take(name: str) -> None:
    path = os.path.join(_root or "", name)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return
    with open(handle, "rb") as file:
        content = file.read(MAX_BYTES + 1)
    os.unlink(path)
    _add(name, content)


def _add(name: str, content: bytes) -> None:
    if _files is not None:
        _files[name] = content
        if sum(map(len, _files.values())) > MAX_BYTES:
            raise TooMuchWritten("the files of a phone are too large")


def _notice(event: str, args: tuple[Any, ...]) -> None:
    if _files is None and _missed is None:
        return
    if event == "open" and isinstance(args[2], int):
        target, is_written = args[0], bool(args[2] & _WRITING)
    elif event == "os.rename":
        target, is_written = args[1], True
    else:
        return
    name = name_below_root(target)
    # What was there before is a package's file: it stays what and where it is.
    if name is None or os.path.lexists(os.path.join(_root or "", name)):
        return
    if is_written and _files is not None:
        _opened.add(name)
    elif not is_written and _missed is not None and name not in _missed:
        _missed.append(name)
