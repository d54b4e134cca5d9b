# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a generated pjsip.conf: known object types, each once, references that lead somewhere."""

from collections.abc import Iterator

from xivo_asterisk.conf_parser import (
    Finding,
    IncludeExists,
    ParsedConf,
    Section,
    check_structure,
    duplicate_sections,
    parse_conf,
)

OBJECT_TYPES = frozenset(
    {
        "acl",
        "aor",
        "asterisk-publication",
        "auth",
        "contact",
        "domain_alias",
        "endpoint",
        "global",
        "identify",
        "inbound-publication",
        "outbound-publish",
        "phoneprov",
        "registration",
        "resource_list",
        "subscription_persistence",
        "system",
        "transport",
    }
)
_REFERENCES = {
    "auth": "auth",
    "outbound_auth": "auth",
    "aors": "aor",
    "transport": "transport",
    "endpoint": "endpoint",
}
_REFERRING = frozenset({"endpoint", "registration", "identify"})


def check_pjsip(text: str, include_exists: IncludeExists | None = None) -> list[Finding]:
    """Findings of a pjsip.conf. The same name may serve once for each type of object."""
    parsed = parse_conf(text)
    findings = check_structure(parsed, include_exists)
    types = _types(parsed)
    findings.extend(duplicate_sections(parsed, lambda section: (section.name, types.get(section.line))))
    objects: set[tuple[str, str]] = set()
    for section in parsed.sections:
        kind = types.get(section.line)
        if section.template or section.appended:
            continue
        if kind is None:
            findings.append(Finding(section.line, f"[{section.name}] has no type"))
        elif kind not in OBJECT_TYPES:
            findings.append(Finding(section.line, f"[{section.name}] has the unknown type {kind!r}"))
        else:
            objects.add((kind, section.name))
    if not parsed.includes:  # what is included may define what is referred to
        for section in parsed.sections:
            if types.get(section.line) in _REFERRING and not section.template:
                findings.extend(_dangling(section, objects))
    return findings


def _types(parsed: ParsedConf) -> dict[int, str]:
    """Type of each section by its line, templates followed."""
    by_name: dict[str, str] = {}
    types: dict[int, str] = {}
    for section in parsed.sections:
        kind = section.get("type")
        if kind is None:
            kind = next((by_name[used] for used in reversed(section.templates) if used in by_name), None)
        if kind is not None:
            types[section.line] = kind
            if section.template:
                by_name[section.name] = kind
    return types


def _dangling(section: Section, objects: set[tuple[str, str]]) -> Iterator[Finding]:
    for line, key, value in section.options:
        kind = _REFERENCES.get(key)
        if kind is None:
            continue
        for name in value.split(","):
            if name.strip() and (kind, name.strip()) not in objects:
                yield Finding(line, f"{key} refers to the unknown {kind} {name.strip()!r}")
