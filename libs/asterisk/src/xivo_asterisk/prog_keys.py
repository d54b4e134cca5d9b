# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of programmed function keys: who, which service, and its argument in one number that a phone can watch.

`*7351***221*102` is user 1's key for *21 (forward all calls) to 102: parts are joined by `*`, and a star within the
part of place n is written `**n`.
"""

from collections.abc import Mapping
from typing import Any

from xivo_asterisk.feature_codes import prefix

KEY_FEATURE = "phoneprogfunckey"
_SERVICES = frozenset({"callrecord", "incallfilter", "enablednd", "enablevm"})
_FORWARDS = {"busy": "fwdbusy", "noanswer": "fwdrna", "unconditional": "fwdunc"}
_AGENT_ACTIONS = {"toggle": "agentstaticlogtoggle", "login": "agentstaticlogin", "logout": "agentstaticlogoff"}


def number_of_key(destination: Mapping[str, Any], user_id: int, codes: Mapping[str, str]) -> str | None:
    """The number of a key that says whose it is; None for other kinds, and while one of its services is off.

    `destination` is confd's of the function key, `codes` are the numbers of the services in service.
    """
    service, argument = _service_of(destination)
    key_code, service_code = codes.get(KEY_FEATURE), codes.get(service)
    return programmed(key_code, user_id, service_code, argument) if key_code and service_code else None


def lamp(number: str) -> str:
    """The device whose state is the lamp of a key with this number."""
    return f"Custom:{number}"


def filter_lamp(member_id: int) -> str:
    """The device whose state says whether a boss's filter is on for this member of it."""
    return f"Custom:bsfilter-{member_id}"


def _service_of(destination: Mapping[str, Any]) -> tuple[str, str]:
    match destination["type"]:
        case "service" if destination["service"] in _SERVICES:
            return destination["service"], ""
        case "forward":
            return _FORWARDS[destination["forward"]], destination["exten"] or ""
        case "agent":
            return _AGENT_ACTIONS[destination["action"]], f"*{destination['agent_id']}"
        case _:
            return "", ""


def programmed(key_code: str, user_id: int, service_code: str, argument: str = "") -> str:
    """The number of a key. `key_code` and `service_code` are the services' numbers, patterns or not."""
    parts = [str(user_id), prefix(service_code), argument]
    return prefix(key_code) + "*".join(_escaped(part, place) for place, part in enumerate(parts, 1) if part)


def parts_of(digits: str) -> tuple[str, ...]:
    """What `programmed` joined: user id, service code, argument. `digits` is the number without the key's code.

    Raises ValueError for what it cannot have written.
    """
    found: list[str] = []
    part, rest = "", digits
    while rest:
        star = f"**{len(found) + 1}"
        if rest.startswith(star):
            part, rest = part + "*", rest.removeprefix(star)
        elif rest.startswith("*"):
            found.append(part)
            part, rest = "", rest[1:]
        else:
            part, rest = part + rest[0], rest[1:]
    found.append(part)
    if not all(found):
        raise ValueError(f"no programmed key has the number {digits!r}")
    return tuple(found)


def _escaped(part: str, place: int) -> str:
    return part.replace("*", f"**{place}")
