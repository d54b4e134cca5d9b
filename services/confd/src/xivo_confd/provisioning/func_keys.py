# SPDX-License-Identifier: GPL-3.0-or-later
"""Function keys as telephones get them: what the key dials or watches, how it looks (API-083, API-145, ADM-007)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xivo_asterisk.feature_codes import prefix
from xivo_asterisk.prog_keys import programmed

RawKeys = dict[str, dict[str, Any]]

_WATCHED_SERVICES = frozenset({"callrecord", "incallfilter", "enablednd", "enablevm"})
"""Services that are on or off for one user; their keys say whose."""

_FORWARDS = {"busy": "fwdbusy", "noanswer": "fwdrna", "unconditional": "fwdunc"}
_AGENT_ACTIONS = {"toggle": "agentstaticlogtoggle", "login": "agentstaticlogin", "logout": "agentstaticlogoff"}
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
            found[str(key.position)] = {"type": _type(key), "value": value, "line": slot, "label": key.label or ""}
    return found


def _type(key: Key) -> str:
    kind = key.destination["type"]
    if kind == "park":
        return "park"
    watched = kind in _WATCHABLE or (kind == "service" and key.destination["service"] in _WATCHED_SERVICES)
    return "blf" if key.blf and watched else "speeddial"


def _value(key: Key, user_id: int, codes: Codes) -> str | None:
    make = _VALUES.get(key.destination["type"])
    return make(key.destination, user_id, codes) if make else key.number


def _service(destination: Mapping[str, Any], user_id: int, codes: Codes) -> str | None:
    name = destination["service"]
    if name == "pickup":
        return codes.during_calls["pickupexten"]
    if name in _WATCHED_SERVICES:
        return _programmed(name, user_id, codes)
    return _code(name, codes)


def _forward(destination: Mapping[str, Any], user_id: int, codes: Codes) -> str | None:
    return _programmed(_FORWARDS[destination["forward"]], user_id, codes, destination["exten"] or "")


def _agent(destination: Mapping[str, Any], user_id: int, codes: Codes) -> str | None:
    return _programmed(_AGENT_ACTIONS[destination["action"]], user_id, codes, f"*{destination['agent_id']}")


def _boss_secretary(destination: Mapping[str, Any], _user_id: int, codes: Codes) -> str | None:
    code = _code("bsfilter", codes)
    return f"{code}{destination['filter_member_id']}" if code else None


def _programmed(service: str, user_id: int, codes: Codes, argument: str = "") -> str | None:
    key_code, service_code = codes.services.get("phoneprogfunckey"), codes.services.get(service)
    return programmed(key_code, user_id, service_code, argument) if key_code and service_code else None


def _code(service: str, codes: Codes) -> str | None:
    exten = codes.services.get(service)
    return prefix(exten) if exten else None


_WATCHABLE = frozenset({"user", "conference", "custom", "forward", "bsfilter", "agent", "park_position"})
_VALUES: dict[str, Callable[[Mapping[str, Any], int, Codes], str | None]] = {
    "agent": _agent,
    "bsfilter": _boss_secretary,
    "custom": lambda destination, _user, _codes: str(destination["exten"]),
    "forward": _forward,
    "onlinerec": lambda _destination, _user, codes: codes.during_calls["automixmon"],
    "park": lambda _destination, _user, codes: codes.parking,
    "park_position": lambda destination, _user, _codes: str(destination["park_position"]),
    "service": _service,
    "transfer": lambda destination, _user, codes: codes.during_calls[_TRANSFERS[destination["transfer"]]],
}
