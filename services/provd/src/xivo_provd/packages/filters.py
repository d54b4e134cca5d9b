# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters of installers: each makes files in a target folder of those of a source folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from . import archives
from .archives import FilterError

_VARIABLE = re.compile(r"^\$(?:FILE(\d+)|\{FILE(\d+)\})$")


@dataclass(frozen=True)
class Inputs:
    """Where the arguments of a filter are looked up: the source folder, and the package's files."""

    folder: Path
    files: list[Path]

    def expand(self, pattern: str) -> list[Path]:
        """The files and folders that the argument means, never none. Raises FilterError."""
        if match := _VARIABLE.match(pattern):
            number = int(match[1] or match[2])
            if not 1 <= number <= len(self.files):
                raise FilterError(f"the package has no file number {number}")
            file = self.files[number - 1]
            here = self.folder / file.name
            return [here if here.exists() else file]
        found = sorted(self.folder.glob(_inside(pattern)))
        if not found:
            raise FilterError(f"nothing matches {pattern!r}")
        return found

    def expand_all(self, patterns: Iterable[str]) -> list[Path]:
        """Raises FilterError."""
        return [path for pattern in patterns for path in self.expand(pattern)]


def is_file_variable(word: str) -> bool:
    return _VARIABLE.match(word) is not None


Filter = Callable[[Inputs, tuple[str, ...], Path], None]


def copy(inputs: Inputs, arguments: tuple[str, ...], target: Path) -> None:
    """``cp SOURCE... DESTINATION``; a destination with a slash at its end, or of many sources, is a folder."""
    words = [word for word in arguments if not word.startswith("-")]
    if len(words) < 2:
        raise FilterError("cp needs a source and a destination")
    *patterns, destination = words
    sources = inputs.expand_all(patterns)
    place = target / _inside(destination)
    is_folder = destination.endswith("/") or destination == "." or len(sources) > 1 or place.is_dir()
    for source in sources:
        to = place / source.name if is_folder else place
        to.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, to, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, to)


def include(inputs: Inputs, arguments: tuple[str, ...], target: Path) -> None:
    """``include PATTERN...``: only what matches, folders with all that is in them."""
    for path in inputs.expand_all(arguments):
        _copy_at_place(path, inputs.folder, target)


def exclude(inputs: Inputs, arguments: tuple[str, ...], target: Path) -> None:
    """``exclude PATTERN...``: all but what matches."""
    left_out = {path for pattern in arguments for path in inputs.folder.glob(_inside(pattern))}
    for path in sorted(inputs.folder.rglob("*")):
        if path.is_file() and path not in left_out and not left_out.intersection(path.parents):
            _copy_at_place(path, inputs.folder, target)


def unzip(inputs: Inputs, arguments: tuple[str, ...], target: Path) -> None:
    _unpack(archives.unzip, inputs, arguments, target)


def untar(inputs: Inputs, arguments: tuple[str, ...], target: Path) -> None:
    """Compressed or not."""
    _unpack(archives.untar, inputs, arguments, target)


def unpack_with_tool(inputs: Inputs, arguments: tuple[str, ...], target: Path) -> None:
    """``unrar`` and ``7z``."""
    _unpack(archives.unpack_with_tool, inputs, [word for word in arguments if word != "x"], target)


def unsign(inputs: Inputs, arguments: tuple[str, ...], target: Path) -> None:
    """``unsign FILE [NAME]``: the content of a file that Cisco signed, by default under its name without ``.sgn``."""
    if not arguments or len(arguments) > 2:
        raise FilterError("unsign needs a file, and may be given a name")
    (source, *_rest) = inputs.expand(arguments[0])
    name = arguments[1] if len(arguments) > 1 else source.name.removesuffix(".sgn")
    to = target / _inside(name)
    to.parent.mkdir(parents=True, exist_ok=True)
    archives.unsign(source, to)


FILTERS: dict[str, Filter] = {
    "cp": copy,
    "include": include,
    "exclude": exclude,
    "unzip": unzip,
    "untar": untar,
    "unrar": unpack_with_tool,
    "7z": unpack_with_tool,
    "unsign": unsign,
}


def _unpack(unpack: Callable[[Path, Path], None], inputs: Inputs, arguments: Iterable[str], target: Path) -> None:
    sources = inputs.expand_all(arguments)
    if not sources:
        raise FilterError("no archive is named")
    for source in sources:
        unpack(source, target)


def _copy_at_place(path: Path, folder: Path, target: Path) -> None:
    if not path.is_relative_to(folder):
        raise FilterError("include and exclude speak of the files of a node")
    to = target / path.relative_to(folder)
    to.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.copytree(path, to, dirs_exist_ok=True)
    else:
        shutil.copyfile(path, to)


def _inside(text: str) -> str:
    """Raises FilterError when the path would lead out of its folder."""
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or not text.strip("/"):
        raise FilterError(f"{text!r} leads out of the folder")
    return str(path)
