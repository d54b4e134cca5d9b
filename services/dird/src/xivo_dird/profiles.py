# SPDX-License-Identifier: GPL-3.0-or-later
"""A profile says what is searched and what is shown. The configuration file has some, and each context of confd."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .displays import Column, Display
from .errors import NoSuchProfile
from .sources import Source

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ProfileSources:
    """``seconds``: a source that takes longer is not waited for; None is without limit."""

    sources: tuple[Source, ...]
    seconds: float | None


@dataclass(frozen=True)
class Profile:
    """``names`` of sources by service."""

    display: Display = ()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seconds: float | None = None


class Profiles:
    """``services`` and ``views`` are the sections of the configuration; what they say wins over confd."""

    def __init__(self, views: Mapping[str, Any], services: Mapping[str, Any], sources: Mapping[str, Source]) -> None:
        self._services = services
        self._sources = sources
        self._displays = _displays(views)
        self._of_confd: Mapping[str, Profile] = {}

    def replace(self, profiles: Mapping[str, Profile]) -> None:
        """Those of confd are these now."""
        self._of_confd = profiles

    def display(self, profile: str) -> Display:
        """Raises `NoSuchProfile`."""
        if profile in self._displays:
            return self._displays[profile]
        if profile in self._of_confd:
            return self._of_confd[profile].display
        raise NoSuchProfile

    def asked(self, service: str, profile: str) -> ProfileSources:
        """Sources that are not there are left out; a profile that is not known has none."""
        section = (self._services.get(service) or {}).get(profile)
        if section is not None:
            return ProfileSources(self._found(section.get("sources") or ()), section.get("timeout"))
        found = self._of_confd.get(profile)
        if found is None:
            return ProfileSources((), None)
        return ProfileSources(self._found(found.names.get(service, ())), found.seconds)

    def _found(self, names: Sequence[str]) -> tuple[Source, ...]:
        return tuple(self._sources[name] for name in names if name in self._sources)


def _displays(views: Mapping[str, Any]) -> dict[str, Display]:
    displays = {
        name: tuple(Column.model_validate(column) for column in columns or ())
        for name, columns in (views.get("displays") or {}).items()
    }
    found: dict[str, Display] = {}
    for profile, display in (views.get("profile_to_display") or {}).items():
        if display in displays:
            found[profile] = displays[display]
        else:
            logger.warning("the profile %s has no display: there is no %s", profile, display)
    return found
