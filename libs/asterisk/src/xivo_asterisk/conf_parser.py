# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Asterisk configuration files strictly: what Asterisk would skip with a warning is a finding here."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from xivo_asterisk.conf_writer import MAX_LINE

_SECTION = re.compile(r"\[([^\[\]]+)\]\s*(?:\(([^()]*)\))?\s*")
_OPTION = re.compile(r"([^=\s][^=]*?)\s*=>?\s*(.*)")
_DIRECTIVE = re.compile(r"#(\w+)\s+(?:\"([^\"]*)\"|<([^>]*)>|(\S+))\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

IncludeExists = Callable[[str], bool]


@dataclass(frozen=True)
class Finding:
    """Something wrong, and where. Line 0 means the file as a whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


@dataclass
class Section:
    """`options` are (line, key, value), the value without escapes and comment."""

    name: str
    line: int
    template: bool = False
    templates: tuple[str, ...] = ()
    appended: bool = False
    options: list[tuple[int, str, str]] = field(default_factory=list)

    def get(self, key: str) -> str | None:
        """The last value given, as Asterisk would take it."""
        return next((value for _, name, value in reversed(self.options) if name == key), None)


@dataclass
class ParsedConf:
    sections: list[Section] = field(default_factory=list)
    includes: list[tuple[int, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def parse_conf(text: str) -> ParsedConf:
    """Everything that is in the file; findings instead of exceptions."""
    parsed = ParsedConf()
    if not text.strip():
        parsed.findings.append(Finding(0, "the file is empty"))
        return parsed
    if not text.endswith("\n"):
        parsed.findings.append(Finding(0, "the last line has no end: the file is cut"))
    current: Section | None = None
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line or line[0] == ";":
            if line.startswith(";--"):
                parsed.findings.append(Finding(number, "block comments are not generated"))
            continue
        if len(raw) > MAX_LINE:
            parsed.findings.append(Finding(number, "the line is too long"))
            continue
        if _CONTROL.search(line):
            parsed.findings.append(Finding(number, "control character"))
            continue
        if ";" in line:
            line = _without_comment(line)
        if line[0] == "[":
            current = _section(line, number, parsed)
        elif line[0] == "#":
            _directive(line, number, parsed)
        else:
            match = _OPTION.fullmatch(line)
            if match is None:
                parsed.findings.append(Finding(number, f"neither section nor option: {line[:60]!r}"))
            elif current is None:
                parsed.findings.append(Finding(number, "an option before any section"))
            else:
                current.options.append((number, match[1], match[2]))
    return parsed


def check_structure(
    parsed: ParsedConf, include_exists: IncludeExists | None = None, there: Collection[str] = ()
) -> list[Finding]:
    """Findings of any file: syntax, unknown templates, unknown includes. ``there`` are sections of files before it."""
    findings = list(parsed.findings)
    known: set[str] = set(there)
    for section in parsed.sections:
        findings.extend(
            Finding(section.line, f"template {used!r} is not defined before its use")
            for used in section.templates
            if used not in known
        )
        if section.appended and section.name not in known:
            findings.append(Finding(section.line, f"[{section.name}](+) adds to nothing"))
        known.add(section.name)
    for line, path in parsed.includes:
        if include_exists is not None and not include_exists(path):
            findings.append(Finding(line, f"included file {path!r} does not exist"))
    return findings


def check_conf(text: str, include_exists: IncludeExists | None = None) -> list[Finding]:
    """Findings of an ordinary file, where no section may come twice."""
    parsed = parse_conf(text)
    findings = check_structure(parsed, include_exists)
    findings.extend(duplicate_sections(parsed, lambda section: section.name))
    return findings


def duplicate_sections(parsed: ParsedConf, identity: Callable[[Section], object]) -> list[Finding]:
    seen: dict[object, int] = {}
    findings = []
    for section in parsed.sections:
        if section.appended:
            continue
        key = identity(section)
        if key in seen:
            findings.append(Finding(section.line, f"section [{section.name}] was already given at line {seen[key]}"))
        seen.setdefault(key, section.line)
    return findings


def _without_comment(line: str) -> str:
    at = line.find(";")
    while at > 0 and line[at - 1] == "\\":
        at = line.find(";", at + 1)
    if at >= 0:
        line = line[:at].rstrip()
    return line.replace("\\;", ";")


def _section(line: str, number: int, parsed: ParsedConf) -> Section | None:
    match = _SECTION.fullmatch(line)
    if match is None:
        parsed.findings.append(Finding(number, f"bad section line {line[:60]!r}"))
        return None
    marks = [mark.strip() for mark in (match[2] or "").split(",") if mark.strip()]
    section = Section(
        name=match[1].strip(),
        line=number,
        template="!" in marks,
        templates=tuple(mark for mark in marks if mark not in {"!", "+"}),
        appended="+" in marks,
    )
    parsed.sections.append(section)
    return section


def _directive(line: str, number: int, parsed: ParsedConf) -> None:
    match = _DIRECTIVE.fullmatch(line)
    if match is None or match[1] not in {"include", "tryinclude"}:
        parsed.findings.append(Finding(number, f"directive refused: {line[:60]!r}"))
        return
    path = match[2] or match[3] or match[4] or ""
    if match[1] == "include":
        parsed.includes.append((number, path))
