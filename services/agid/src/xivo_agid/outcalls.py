# SPDX-License-Identifier: GPL-3.0-or-later
"""An outgoing call: what is dialled on which trunk, and as whom (ADM-262 to ADM-266, ADM-288 to ADM-291)."""

from collections.abc import Mapping
from typing import Any

from xivo_agid.caller_ids import hidden, shown_outside
from xivo_agid.destinations import Variables
from xivo_agid.patterns import breadth, matches
from xivo_agid.snapshot import Row, Snapshot

Extension = Mapping[str, Any]
NO_EXTENSION: Extension = {"strip_digits": 0, "external_prefix": "", "caller_id": ""}
"""For a number that comes by another way than the patterns, such as a destination."""


def extension_of(outcall: Row, number: str) -> Extension:
    """The line of the outgoing call's table by which Asterisk took the number dialled."""
    fitting = [extension for extension in outcall["extensions"] if matches(_pattern(extension), number)]
    return min(fitting, key=lambda extension: breadth(_pattern(extension)), default=NO_EXTENSION)


def _pattern(extension: Extension) -> str:
    return f"_{extension['prefix']}{extension['exten'].removeprefix('_')}"


def number_on_trunk(extension: Extension, number: str) -> str:
    """Strip first, then put the external prefix in front of what is left (ADM-264)."""
    return str(extension["external_prefix"]) + number[extension["strip_digits"] :]


def trunks(snapshot: Snapshot, outcall: Row, number: str) -> Variables:
    """``XIVO_INTERFACEn``, ``XIVO_TRUNKEXTENn``, ``XIVO_TRUNKSUFFIXn``: dialled one after the other.

    With them ``XIVO_TRUNKIDn`` and ``XIVO_TRUNKLIMITn``, the calls that the trunk takes at once (0: any number, and
    always for emergency numbers). The interface after the last is empty.
    """
    variables: Variables = {}
    found = (snapshot.one("trunks", trunk_id) for trunk_id in outcall["trunks"])
    in_service = [trunk for trunk in found if trunk is not None and trunk["enabled"]]
    for position, trunk in enumerate(in_service):
        interface, suffix = _dialled(trunk)
        variables |= {
            f"XIVO_INTERFACE{position}": interface,
            f"XIVO_TRUNKEXTEN{position}": number,
            f"XIVO_TRUNKSUFFIX{position}": suffix,
            f"XIVO_TRUNKID{position}": trunk["id"],
            f"XIVO_TRUNKLIMIT{position}": trunk["endpoint"].get("call_limit", 0) if not outcall["emergency"] else 0,
        }
    return {**variables, f"XIVO_INTERFACE{len(in_service)}": ""}


def _dialled(trunk: Row) -> tuple[str, str]:
    """What stands before and behind ``/<number>``."""
    endpoint = trunk["endpoint"]
    match endpoint["protocol"]:
        case "sip":
            return "PJSIP", f"@{trunk['name']}"
        case "iax":
            return f"IAX2/{trunk['name']}", ""
        case _:
            return endpoint["interface"], endpoint["interface_suffix"]


def caller_id(outcall: Row, extension: Extension, user: Row | None) -> Variables:
    """Whose name and number go out: *Internal*, the user's choice, the outgoing call's, what is there (ADM-291)."""
    if outcall["internal_caller_id"]:
        return {}
    wanted = (user or {}).get("outgoing_caller_id") or "default"
    if wanted == "anonymous":
        return hidden()
    if wanted != "default":
        return shown_outside(wanted)
    return shown_outside(extension["caller_id"])
