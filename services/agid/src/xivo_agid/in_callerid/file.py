# SPDX-License-Identifier: GPL-3.0-or-later
"""``xivo_in_callerid.conf``: a section a rule, in the order of the file. A section that is wrong costs itself only."""

import configparser
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xivo_agid.in_callerid.rules import BadRule, Rule

_OPTIONS = frozenset({"callerid", "strip", "add"})
_COMMENTS = ("#", ";")


@dataclass(frozen=True)
class RulesFile:
    """What a file says, and what of it cannot be: ``problems`` name file, line and section."""

    path: Path
    rules: tuple[Rule, ...] = ()
    problems: tuple[str, ...] = ()


def load(path: Path, shipped: Path) -> RulesFile:
    """The file, or the shipped one in its place if there is none. One that cannot be read has no rules."""
    for candidate in (path, shipped):
        try:
            text = candidate.read_bytes().decode("utf-8-sig", errors="replace")
        except FileNotFoundError:
            continue
        except OSError as error:
            return RulesFile(candidate, problems=(f"{candidate}: {error.strerror}",))
        return parse(text, candidate)
    return RulesFile(path)


def parse(text: str, path: Path) -> RulesFile:
    rules: list[Rule] = []
    problems: list[str] = []
    seen: set[str] = set()
    for start, chunk in _sections(text):
        try:
            for name, options, lines in _read(start, chunk):
                problems += [
                    f"{path}:{lines[option]}: [{name}] {option} means nothing" for option in options.keys() - _OPTIONS
                ]
                if name in seen:
                    raise _Wrong(start, f"[{name}] is there already; this one is left out")  # noqa: TRY301
                seen.add(name)
                rules.append(_rule(f"{path}:{start} [{name}]", name, options, lines, start))
        except _Wrong as error:
            problems.append(f"{path}:{error.line}: {error}")
    return RulesFile(path, tuple(rules), tuple(problems))


class _Wrong(Exception):
    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def _sections(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each section with the number of its first line; what stands before the first one is the first."""
    start, chunk = 1, list[str]()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.startswith("["):
            yield start, chunk
            start, chunk = number, []
        chunk.append(line)
    yield start, chunk


def _read(start: int, chunk: list[str]) -> Iterator[tuple[str, dict[str, str], dict[str, int]]]:
    """Name, options, and the line of each option; nothing for comments alone. Raises _Wrong."""
    parser = configparser.RawConfigParser(
        comment_prefixes=_COMMENTS, inline_comment_prefixes=(";",), default_section=""
    )
    try:
        parser.read_string("\n" * (start - 1) + "\n".join(chunk))
    except configparser.MissingSectionHeaderError as error:
        raise _Wrong(error.lineno, f"{error.line.strip()[:80]!r} is no section") from error
    except configparser.DuplicateOptionError as error:
        raise _Wrong(error.lineno or start, f"[{error.section}] has {error.option} twice") from error
    except configparser.ParsingError as error:
        line, wrong = error.errors[0]
        raise _Wrong(line, f"{wrong[:80]} is no option; its section is left out") from error
    for name in parser.sections():
        options = dict(parser.items(name))
        lines = {
            re.split(r"[=:]", line, maxsplit=1)[0].strip().lower(): number
            for number, line in enumerate(chunk, start)
            if not line.lstrip().startswith(_COMMENTS)
        }
        yield name, options, {option: lines.get(option, start) for option in options}


def _rule(where: str, name: str, options: dict[str, str], lines: dict[str, int], start: int) -> Rule:
    """Raises _Wrong."""
    try:
        return Rule.made(where, options.get("callerid", ""), options.get("strip", ""), options.get("add", ""))
    except BadRule as error:
        raise _Wrong(lines.get(error.option, start), f"[{name}] {error}; it is left out") from error
