# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrators' INI files, section by section: one that is wrong costs itself only, and is told with its line."""

import configparser
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_COMMENTS = ("#", ";")


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    line: int
    options: Mapping[str, str]
    """As they are written."""
    lines: Mapping[str, int]
    """Of the options."""


class Wrong(Exception):
    """What stands at ``line`` cannot be; the text says why."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def read(path: Path) -> str:
    """Raises OSError. What is no UTF-8 may stand in comments of old files."""
    return path.read_bytes().decode("utf-8-sig", errors="replace")


def sections(text: str) -> Iterator[Section | Wrong]:
    """In the order of the file. The second of a name is wrong."""
    seen: set[str] = set()
    for start, chunk in _chunks(text):
        try:
            for section in _read(start, chunk):
                if section.name in seen:
                    yield Wrong(start, f"[{section.name}] is there already; this one is left out")
                else:
                    seen.add(section.name)
                    yield section
        except Wrong as error:
            yield error


def _chunks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each section with the number of its first line; what stands before the first one is the first."""
    start, chunk = 1, list[str]()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.startswith("["):
            yield start, chunk
            start, chunk = number, []
        chunk.append(line)
    yield start, chunk


def _read(start: int, chunk: list[str]) -> Iterator[Section]:
    """None if there are comments alone. Raises Wrong."""
    parser = configparser.RawConfigParser(
        comment_prefixes=_COMMENTS, inline_comment_prefixes=(";",), default_section=""
    )
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # contexts are case-sensitive
    try:
        parser.read_string("\n" * (start - 1) + "\n".join(chunk))
    except configparser.MissingSectionHeaderError as error:
        raise Wrong(error.lineno, f"{error.line.strip()[:80]!r} is no section") from error
    except configparser.DuplicateSectionError as error:  # one that is indented
        raise Wrong(error.lineno or start, f"[{error.section}] is there already; both are left out") from error
    except configparser.DuplicateOptionError as error:
        raise Wrong(error.lineno or start, f"[{error.section}] has {error.option} twice; it is left out") from error
    except configparser.ParsingError as error:
        line, wrong = error.errors[0]
        raise Wrong(line, f"{wrong[:80]} is no option; its section is left out") from error
    lines = {
        re.split(r"[=:]", line, maxsplit=1)[0].strip(): number
        for number, line in enumerate(chunk, start)
        if not line.lstrip().startswith(_COMMENTS)
    }
    for name in parser.sections():
        options = dict(parser.items(name))
        yield Section(name, start, options, {option: lines.get(option, start) for option in options})
