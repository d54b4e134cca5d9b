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
DEEPEST = 32
"""Of an answer as a whole; no directory's entry has as many lists in lists."""


def entries(answer: Any) -> list[Fields]:
    """Raises `TypeError` for what is no list of dictionaries."""
    if answer is None:
        return []
    if not isinstance(answer, Iterable) or isinstance(answer, (str, bytes, Mapping)):
        raise TypeError(f"a list of dictionaries was expected, not {type(answer).__name__}")
    found = list(islice(answer, MOST_RESULTS))
    return found if all(type(fields) is dict for fields in found) else [_entry(fields) for fields in found]


def one_entry(answer: Any) -> list[Fields]:
    """Raises `TypeError` for what is neither a dictionary nor None."""
    return [] if answer is None else [_entry(answer)]


def nothing(_answer: Any) -> None:
    """Whatever it says, it is done."""


def _entry(fields: Any) -> Fields:
    if not isinstance(fields, dict):
        raise TypeError(f"a dictionary was expected, not {type(fields).__name__}")
    return fields


def shown(value: Any, depth: int = DEEPEST) -> Any:
    """What JSON has, and text that UTF-8 has. Of lists within lists, what is deeper than ``depth`` is left out."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if value is None or isinstance(value, (bool, float)) or (isinstance(value, int) and abs(value) <= _LARGEST):
        return value
    if isinstance(value, Mapping):
        return {shown(str(name)): shown(inner, depth - 1) for name, inner in value.items()} if depth else None
    if isinstance(value, (list, tuple)):
        return [shown(inner, depth - 1) for inner in value] if depth else None
    return shown(str(value))


def relations(fields: Fields) -> Fields:
    """Ids of a system's own, for the icons of clients: numbers, and the UUID that says of which."""
    said = fields.get("relations")
    found: Fields = {"xivo_id": None, "user_id": None, "endpoint_id": None, "agent_id": None}
    if isinstance(said, dict):
        found.update({name: number for name in _NUMBERED if isinstance(number := said.get(name), int)})
        if isinstance(said.get("xivo_id"), str):
            found["xivo_id"] = shown(said["xivo_id"])
    return found
