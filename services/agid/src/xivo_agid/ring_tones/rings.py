# SPDX-License-Identifier: GPL-3.0-or-later
"""Which number, or which context's numbers, ring how; from confd or from ``xivo_ring.conf``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xivo_agid import ini

Number = tuple[str | None, str]
"""An extension and its context; without an extension all of that context."""
Profile = Mapping[str, str | None]

NUMBERS = "number"
PHONE_TYPES = ("aastra", "cisco", "linksys", "snom", "thomson", "yealink")
ORIGINS = ("intern", "extern", "group")
_RINGS = frozenset({*ORIGINS, *(f"{origin}&forwarded" for origin in ORIGINS), "forward"})
_RING = re.compile(r"[A-Za-z0-9<>_. -]{1,64}")
_NUMBER = re.compile(r"(?P<none>!?)(?P<exten>[0-9A-Za-z*#+]*)@(?P<context>[A-Za-z0-9_-]+)")


@dataclass(frozen=True)
class Rings:
    """``numbers`` have a profile, or None: those ring as always."""

    numbers: Mapping[Number, str | None] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def of(self, numbers: Sequence[Number]) -> Profile | None:
        """The profile of the first that has an entry; None if none has."""
        for number in numbers:
            if number in self.numbers:
                return self.profiles.get(self.numbers[number] or "", {})
        return None


def of_confd(settings: Mapping[str, Any]) -> Rings:
    return Rings(
        {(one["exten"], one["context"]): one["profile"] for one in settings.get("numbers", ())},
        {profile["name"]: profile for profile in settings.get("profiles", ())},
    )


def load(path: Path) -> Rings:
    """Without a file there are none; one that cannot be read is a problem."""
    try:
        return parse(ini.read(path), path)
    except FileNotFoundError:
        return Rings()
    except OSError as error:
        return Rings(problems=(f"{path}: {error.strerror}",))


def parse(text: str, path: Path) -> Rings:
    """A profile that is wrong costs itself and its numbers, a number that is wrong itself only."""
    profiles: dict[str, Profile] = {}
    problems: list[str] = []
    entries: ini.Section | None = None
    for section in ini.sections(text):
        try:
            if isinstance(section, ini.Wrong):
                raise section
            if section.name == NUMBERS:
                entries = section
            else:
                profiles[section.name] = _profile(section)
        except ini.Wrong as error:
            problems.append(f"{path}:{error.line}: {error}")
    numbers: dict[Number, str | None] = {}
    for found in _numbers(entries, profiles) if entries else ():
        if isinstance(found, ini.Wrong):
            problems.append(f"{path}:{found.line}: {found}")
        else:
            numbers.update([found])
    return Rings(numbers, profiles, tuple(problems))


def _profile(section: ini.Section) -> Profile:
    """Raises Wrong."""
    for option, value in section.options.items():
        problem = ""
        if option == "phonetype" and value not in PHONE_TYPES:
            problem = f"phonetype is none of {', '.join(PHONE_TYPES)}"
        elif option in _RINGS and not _RING.fullmatch(value):
            problem = f"{option} is no name of a ring"
        elif option != "phonetype" and option not in _RINGS:
            problem = f"{option} means nothing"
        if problem:
            raise ini.Wrong(section.lines[option], f"[{section.name}] {problem}; it is left out")
    if "phonetype" not in section.options:
        raise ini.Wrong(section.line, f"[{section.name}] phonetype is missing; it is left out")
    return section.options


def _numbers(section: ini.Section, profiles: Mapping[str, Profile]) -> Iterator[tuple[Number, str | None] | ini.Wrong]:
    for written, profile in section.options.items():
        match = _NUMBER.fullmatch(written)
        if match is None:
            yield ini.Wrong(section.lines[written], f"[{NUMBERS}] {written} is no number@context")
        elif match["none"]:
            yield (match["exten"] or None, match["context"]), None
        elif profile not in profiles:
            yield ini.Wrong(section.lines[written], f"[{NUMBERS}] there is no profile {profile[:80]}")
        else:
            yield (match["exten"] or None, match["context"]), profile
