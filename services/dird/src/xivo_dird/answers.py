# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugins answer, as entries, and what of them can be shown whatever a directory or its author put there."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

from .plugins import Fields
from .table import MOST_RESULTS

Answer = TypeVar("Answer")
_NUMBERED = ("user_id", "endpoint_id", "agent_id")
_LARGEST = 2**63 - 1
"""Of the numbers that every JSON parser reads."""


def entries(answer: Any) -> list[Fields]:
    """Raises `TypeError` for what is no list of dictionaries."""
    if answer is None:
        return []
    if not isinstance(answer, Iterable) or isinstance(answer, (str, bytes, Mapping)):
        raise TypeError(f"a list of dictionaries was expected, not {type(answer).__name__}")
    return [_entry(fields) for fields in islice(answer, MOST_RESULTS)]


def one_entry(answer: Any) -> list[Fields]:
    """Raises `TypeError` for what is neither a dictionary nor None."""
    return [] if answer is None else [_entry(answer)]


def nothing(_answer: Any) -> None:
    """Whatever it says, it is done."""


def _entry(fields: Any) -> Fields:
    if not isinstance(fields, dict):
        raise TypeError(f"a dictionary was expected, not {type(fields).__name__}")
    return fields


def shown(value: Any) -> Any:
    """What JSON has, and text that UTF-8 has."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if value is None or isinstance(value, (bool, float)) or (isinstance(value, int) and abs(value) <= _LARGEST):
        return value
    if isinstance(value, Mapping):
        return {shown(str(name)): shown(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [shown(inner) for inner in value]
    return shown(str(value))


def relations(fields: Fields) -> Fields:
    """Ids of a system's own, for the icons of clients: numbers, and the UUID that says of which."""
    found: Fields = {"xivo_id": None, "user_id": None, "endpoint_id": None, "agent_id": None}
    said = fields.get("relations")
    if isinstance(said, dict):
        found.update({name: number for name in _NUMBERED if isinstance(number := said.get(name), int)})
        if isinstance(said.get("xivo_id"), str):
            found["xivo_id"] = shown(said["xivo_id"])
    return found
