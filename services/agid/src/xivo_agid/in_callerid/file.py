# SPDX-License-Identifier: GPL-3.0-or-later
"""``xivo_in_callerid.conf``: a section a rule, in the order of the file."""

from dataclasses import dataclass
from pathlib import Path

from xivo_agid import ini
from xivo_agid.in_callerid.rules import BadRule, Rule

_OPTIONS = frozenset({"callerid", "strip", "add"})


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
            return parse(ini.read(candidate), candidate)
        except FileNotFoundError:
            continue
        except OSError as error:
            return RulesFile(candidate, problems=(f"{candidate}: {error.strerror}",))
    return RulesFile(path)


def parse(text: str, path: Path) -> RulesFile:
    rules: list[Rule] = []
    problems: list[str] = []
    for section in ini.sections(text):
        try:
            if isinstance(section, ini.Wrong):
                raise section
            problems += [
                f"{path}:{line}: [{section.name}] {option} means nothing"
                for option, line in section.lines.items()
                if option.lower() not in _OPTIONS
            ]
            rules.append(_rule(path, section))
        except ini.Wrong as error:
            problems.append(f"{path}:{error.line}: {error}")
    return RulesFile(path, tuple(rules), tuple(problems))


def _rule(path: Path, section: ini.Section) -> Rule:
    """Raises Wrong."""
    said = {option.lower(): value for option, value in section.options.items()}
    lines = {option.lower(): line for option, line in section.lines.items()}
    try:
        where = f"{path}:{section.line} [{section.name}]"
        return Rule.made(where, said.get("callerid", ""), said.get("strip", ""), said.get("add", ""))
    except BadRule as error:
        line = lines.get(error.option, section.line)
        raise ini.Wrong(line, f"[{section.name}] {error}; it is left out") from error
