# SPDX-License-Identifier: GPL-3.0-or-later
"""A profile says what is searched and what is shown. The configuration file has some, and each context of confd."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from xivo_base.settings import ConfigurationError

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


class Section(BaseModel):
    """What the configuration of a service says of a profile (SYS-297)."""

    model_config = ConfigDict(frozen=True)

    sources: tuple[str, ...] = ()
    timeout: float | None = Field(default=None, gt=0)


SERVICES = ("lookup", "favorites", "reverse")
_SECTIONS = TypeAdapter(dict[str, Section])


class Profiles:
    """``services`` and ``views`` are the sections of the configuration; what they say wins over confd.

    Raises `ConfigurationError`.
    """

    def __init__(self, views: Mapping[str, Any], services: Mapping[str, Any], sources: Mapping[str, Source]) -> None:
        self._services = {service: _sections(service, services.get(service)) for service in SERVICES}
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

    def knows(self, profile: str) -> bool:
        """Whether anything is said of it."""
        named = self._displays.keys() | self._of_confd.keys()
        return profile in named or any(profile in sections for sections in self._services.values())

    def asked(self, service: str, profile: str) -> ProfileSources:
        """Sources that are not there are left out; a profile that is not known has none."""
        section = self._services.get(service, {}).get(profile)
        if section is not None:
            return ProfileSources(self._found(section.sources), section.timeout)
        found = self._of_confd.get(profile)
        if found is None:
            return ProfileSources((), None)
        return ProfileSources(self._found(found.names.get(service, ())), found.seconds)

    def _found(self, names: Sequence[str]) -> tuple[Source, ...]:
        return tuple(self._sources[name] for name in names if name in self._sources)


def _sections(service: str, section: Any) -> dict[str, Section]:
    try:
        return _SECTIONS.validate_python(section or {})
    except ValidationError as error:
        raise _unusable(f"services: {service}", error) from error


def _unusable(where: str, error: ValidationError) -> ConfigurationError:
    causes = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return ConfigurationError(f"{where}: {'; '.join(causes)}")


_DISPLAYS = TypeAdapter(dict[str, tuple[Column, ...]])
_DISPLAY_NAMES = TypeAdapter(dict[str, str])


def _displays(views: Mapping[str, Any]) -> dict[str, Display]:
    try:
        displays = _DISPLAYS.validate_python(views.get("displays") or {})
        names = _DISPLAY_NAMES.validate_python(views.get("profile_to_display") or {})
    except ValidationError as error:
        raise _unusable("views", error) from error
    found: dict[str, Display] = {}
    for profile, display in names.items():
        if display in displays:
            found[profile] = displays[display]
        else:
            logger.warning("the profile %s has no display: there is no %s", profile, display)
    return found
