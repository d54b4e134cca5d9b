# SPDX-License-Identifier: GPL-3.0-or-later
"""Function keys as telephones get them: what the key dials or watches, how it looks (API-083, API-145, ADM-007)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xivo_asterisk.feature_codes import prefix
from xivo_asterisk.prog_keys import number_of_key

RawKeys = dict[str, dict[str, Any]]

_TRANSFERS = {"blind": "blindxfer", "attended": "atxfer"}


@dataclass(frozen=True, slots=True)
class Codes:
    """The numbers of services in service, the codes during a call, and where calls are parked."""

    services: Mapping[str, str]
    during_calls: Mapping[str, str]
    parking: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and the number of the object that it leads to."""

    position: int
    label: str | None
    blf: bool
    destination: Mapping[str, Any]
    number: str | None


def raw_func_keys(keys: Iterable[Key], user_id: int, slot: int, codes: Codes) -> RawKeys:
    """By position; keys that lead nowhere for now are left out."""
    found: RawKeys = {}
    for key in keys:
        value = _value(key, user_id, codes)
        if value:
            kind = _type(key, value, user_id, codes)
            found[str(key.position)] = {"type": kind, "value": value, "line": slot, "label": key.label or ""}
    return found


def _type(key: Key, value: str, user_id: int, codes: Codes) -> str:
    kind = key.destination["type"]
    if kind == "park":
        return "park"
    watched = kind in _WATCHABLE or value == number_of_key(key.destination, user_id, codes.services)
    return "blf" if key.blf and watched else "speeddial"


def _value(key: Key, user_id: int, codes: Codes) -> str | None:
    own = number_of_key(key.destination, user_id, codes.services)
    make = _VALUES.get(key.destination["type"])
    return own or (make(key.destination, codes) if make else key.number)


def _service(destination: Mapping[str, Any], codes: Codes) -> str | None:
    """A service that is not one user's own."""
    name = destination["service"]
    return codes.during_calls["pickupexten"] if name == "pickup" else _code(name, codes)


def _boss_secretary(destination: Mapping[str, Any], codes: Codes) -> str | None:
    code = _code("bsfilter", codes)
    return f"{code}{destination['filter_member_id']}" if code else None


def _code(service: str, codes: Codes) -> str | None:
    exten = codes.services.get(service)
    return prefix(exten) if exten else None


def _nowhere(_destination: Mapping[str, Any], _codes: Codes) -> None:
    """Its service is off."""


_WATCHABLE = frozenset({"user", "conference", "custom", "bsfilter", "park_position"})
_VALUES: dict[str, Callable[[Mapping[str, Any], Codes], str | None]] = {
    "agent": _nowhere,
    "bsfilter": _boss_secretary,
    "custom": lambda destination, _codes: str(destination["exten"]),
    "forward": _nowhere,
    "onlinerec": lambda _destination, codes: codes.during_calls["automixmon"],
    "park": lambda _destination, codes: codes.parking,
    "park_position": lambda destination, _codes: str(destination["park_position"]),
    "service": _service,
    "transfer": lambda destination, codes: codes.during_calls[_TRANSFERS[destination["transfer"]]],
}
