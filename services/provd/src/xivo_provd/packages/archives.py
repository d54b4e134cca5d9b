# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives of vendors, which need not mean well: only folders and regular files, inside of the target, of bounded size.

ZIP and tar are read here; RAR and 7z by ``bsdtar`` (libarchive), a process with limits whose listing is checked first.
"""

from __future__ import annotations

import shutil
import stat
import subprocess
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

MAX_BYTES = 2 * 1024 * 1024 * 1024
MAX_FILES = 20_000
TOOL = "bsdtar"
_TOOL_SECONDS = 300
_TOOL_LIMITS = f'ulimit -f {MAX_BYTES // 512} -t 120 -v {2 * 1024 * 1024}; exec "$@"'
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b\x08"
_MAX_SIGNATURE = 64 * 1024


class FilterError(Exception):
    """The files cannot be made; the text says why."""


class _Budget:
    """What an archive may still give."""

    def __init__(self) -> None:
        self._bytes = MAX_BYTES
        self._files = MAX_FILES

    def take_file(self) -> None:
        self._files -= 1
        if self._files < 0:
            raise FilterError("the archive has too many files")

    def take(self, count: int) -> None:
        self._bytes -= count
        if self._bytes < 0:
            raise FilterError("the content of the archive is too large")

    def write(self, stream: IO[bytes], path: Path) -> None:
        """What is there, not what the archive's directory says of its size, counts."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            while chunk := stream.read(_CHUNK):
                self.take(len(chunk))
                target.write(chunk)


def unzip(archive: Path, target: Path) -> None:
    """Raises FilterError."""
    budget = _Budget()
    try:
        with zipfile.ZipFile(archive) as content:
            for member in content.infolist():
                path = _place(target, member.filename)
                budget.take_file()
                kind = stat.S_IFMT(member.external_attr >> 16)
                if member.is_dir():
                    path.mkdir(parents=True, exist_ok=True)
                elif kind in (0, stat.S_IFREG):
                    with content.open(member) as stream:
                        budget.write(stream, path)
                else:
                    raise FilterError(f"{member.filename!r} is neither a file nor a folder")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise FilterError(f"{archive.name} cannot be unpacked: {error}") from error


def untar(archive: Path, target: Path) -> None:
    """Raises FilterError."""
    budget = _Budget()
    try:
        with tarfile.open(archive) as content:
            for member in content:
                path = _place(target, member.name)
                budget.take_file()
                if member.isdir():
                    path.mkdir(parents=True, exist_ok=True)
                elif member.isfile() and (stream := content.extractfile(member)):
                    budget.write(stream, path)
                else:
                    raise FilterError(f"{member.name!r} is neither a file nor a folder")
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise FilterError(f"{archive.name} cannot be unpacked: {error}") from error


def unpack_with_tool(archive: Path, target: Path) -> None:
    """Raises FilterError."""
    budget = _Budget()
    for line in _run_tool(archive, "-tvf", str(archive)).splitlines():
        # -rw-r--r--  0 0      0         123 Jan  1  2014 folder/name
        fields = line.split(maxsplit=8)
        if len(fields) < 9 or fields[0][0] not in "-d" or not fields[4].isdigit():
            raise FilterError(f"{archive.name} has something that is neither a file nor a folder")
        _place(target, fields[8])
        budget.take_file()
        budget.take(int(fields[4]))
    _run_tool(archive, "-xf", str(archive), "-C", str(target), "--no-same-owner", "--no-same-permissions")
    for path in target.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise FilterError(f"{archive.name} has something that is neither a file nor a folder")


def unsign(signed: Path, target: Path) -> None:
    """Write the content of a file that Cisco signed: tagged fields with the signature, then the content.

    The first fields tell the version and how long all of them are. Of content that is compressed, as locales are, the
    begin is searched where these fields are missing. The signature is not verified: the database's sum is what counts.
    Raises FilterError.
    """
    with signed.open("rb") as source:
        head = source.read(_MAX_SIGNATURE)
        start = _length_of_signature(head)
        if start is None or not 0 < start < signed.stat().st_size:
            start = head.find(_GZIP)
        if start < 0:
            raise FilterError(f"{signed.name} is not a signed file")
        source.seek(start)
        with target.open("wb") as content:
            shutil.copyfileobj(source, content)


def _length_of_signature(head: bytes) -> int | None:
    """Tag 1 (version) and tag 2 (length of the header): one octet of tag, two of length, the value."""
    position = 0
    for tag in (1, 2):
        if len(head) < position + 3 or head[position] != tag:
            return None
        length = int.from_bytes(head[position + 1 : position + 3], "big")
        value = head[position + 3 : position + 3 + length]
        position += 3 + length
    return int.from_bytes(value, "big") if 0 < len(value) <= 4 else None


def _place(target: Path, name: str) -> Path:
    """Raises FilterError for a name that leads out of the target."""
    path = PurePosixPath(name)
    if not path.parts and name in (".", "./"):
        return target
    if path.is_absolute() or ".." in path.parts or not path.parts or any(char in name for char in "\\\0"):
        raise FilterError(f"{name!r} leads out of the folder")
    return target / path


def _run_tool(archive: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  a fixed program; no shell sees the names
            ("/bin/sh", "-c", _TOOL_LIMITS, "sh", TOOL, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TOOL_SECONDS,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FilterError(f"{archive.name} cannot be unpacked: {error}") from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip()[:200]
        raise FilterError(f"{archive.name} cannot be unpacked: {reason or done.returncode}")
    return done.stdout.decode("utf-8", "replace")
