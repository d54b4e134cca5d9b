# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a generated extensions.conf: priorities, brackets, quotes, names."""

import re
from collections.abc import Collection

from xivo_asterisk.conf_parser import (
    Finding,
    IncludeExists,
    Section,
    check_structure,
    duplicate_sections,
    parse_conf,
)

# sections of extensions.conf that are no contexts
_SPECIAL = {"general", "globals"}
_CONTEXT_OPTIONS = {"include", "switch", "eswitch", "lswitch", "ignorepat", "autohints"}
_EXTEN = re.compile(r"_?[^,\s()]{1,80}")
_PRIORITY = re.compile(r"(\d+|n|s|hint)(?:\+\d+)?(?:\(([A-Za-z0-9_\-]+)\))?")
_CALL = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(?:\((.*)\))?", re.DOTALL)
_OPENING = {"(": ")", "{": "}", "[": "]"}


def check_dialplan(text: str, include_exists: IncludeExists | None = None) -> list[Finding]:
    """Findings of an extensions.conf, where a context is written once and priorities follow each other."""
    parsed = parse_conf(text)
    findings = check_structure(parsed, include_exists)
    findings.extend(duplicate_sections(parsed, lambda section: section.name))
    for section in parsed.sections:
        if section.name not in _SPECIAL:
            findings.extend(_check_context(section))
    return findings


def check_extra_dialplan(text: str) -> list[Finding]:
    """Findings of a file that is added to extensions.conf. A context may come several times: Asterisk joins them.

    So `(+)` is for `[globals]` only: an addition to a context that is not there takes the whole dialplan with it.

    Directives are refused: a file that is missing, and a program that fails, take the whole dialplan with them.
    """
    parsed = parse_conf(text)
    findings = check_structure(parsed, there=_SPECIAL)
    findings.extend(
        Finding(number, f"directive refused: {line.strip()[:60]!r}")
        for number, line in enumerate(text.split("\n"), start=1)
        if line.lstrip().startswith(("#include", "#tryinclude"))
    )
    for section in parsed.sections:
        if section.name not in _SPECIAL:
            findings.extend(_check_context(section))
    return sorted(findings, key=lambda finding: finding.line)


def check_file_by_hand(text: str, include_exists: IncludeExists, there: Collection[str]) -> list[Finding]:
    """What of a file beside extensions.conf, which has the sections ``there``, takes the whole dialplan with it."""
    return check_structure(parse_conf(text), include_exists, {*there, *_SPECIAL})


def _check_context(section: Section) -> list[Finding]:
    findings: list[Finding] = []
    exten: str | None = None
    last: dict[str, int] = {}
    taken: set[tuple[str, str]] = set()
    for line, key, value in section.options:
        if key == "exten":
            exten, comma, rest = value.partition(",")
            exten = exten.strip()
            if not comma or not _EXTEN.fullmatch(exten):
                findings.append(Finding(line, f"bad extension {value[:60]!r}"))
                exten = None
                continue
        elif key == "same":
            rest = value
            if exten is None:
                findings.append(Finding(line, "`same` without an extension before it"))
                continue
        elif key in _CONTEXT_OPTIONS:
            continue
        else:
            findings.append(Finding(line, f"{key!r} means nothing in a context"))
            continue
        problem = _check_step(exten, rest, last, taken)
        if problem is not None:
            findings.append(Finding(line, problem))
    return findings


def _check_step(exten: str, rest: str, last: dict[str, int], taken: set[tuple[str, str]]) -> str | None:
    priority_text, comma, call = rest.partition(",")
    match = _PRIORITY.fullmatch(priority_text.strip())
    if match is None or not comma:
        return f"bad priority {priority_text[:40]!r}"
    priority, label = match[1], match[2]
    if priority == "hint":
        if (exten, "hint") in taken:
            return f"a second hint for {exten}"
        taken.add((exten, "hint"))
        return None if call.strip() else "an empty hint"
    if priority in {"n", "s"}:
        if exten not in last:
            return f"the first priority of {exten} is {priority!r}"
        number = last[exten] + (1 if priority == "n" else 0)
    else:
        number = int(priority)
        if number == 0 or (exten not in last and number != 1):
            return f"the first priority of {exten} is {number}, not 1"
    if (exten, str(number)) in taken:
        return f"priority {number} of {exten} comes twice"
    if label:
        if (exten, f"label {label}") in taken:
            return f"label {label} of {exten} comes twice"
        taken.add((exten, f"label {label}"))
    taken.add((exten, str(number)))
    last[exten] = number
    return _check_call(call.strip())


def _check_call(call: str) -> str | None:
    match = _CALL.fullmatch(call)
    if match is None:
        return f"bad application call {call[:60]!r}"
    return check_balance(match[2]) if match[2] else None


def check_balance(text: str) -> str | None:
    """What is wrong with brackets and quotes in an application's arguments; None when all is well.

    A backslash takes the next character out of consideration. Square brackets count only after `$`.
    """
    if not any(character in text for character in '(){}"['):
        return None
    stack: list[str] = []
    quoted = False
    previous = ""
    escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character in "({" or (character == "[" and previous == "$"):
            stack.append(_OPENING[character])
        elif (character in ")}" or (character == "]" and "]" in stack)) and (not stack or stack.pop() != character):
            return f"{character!r} closes nothing"
        previous = character
    if stack:
        return f"{stack[-1]!r} is missing"
    return "a quote is not closed" if quoted else None
