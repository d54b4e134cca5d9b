# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plugin answers, made into entries that every view can show, whatever a directory or its author put there."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

from .plugins import Fields
from .table import MOST_RESULTS

Answer = TypeVar("Answer")
RELATIONS = "relations"
_NUMBERED = ("user_id", "endpoint_id", "agent_id")


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
    if not isinstance(fields, Mapping):
        raise TypeError(f"a dictionary was expected, not {type(fields).__name__}")
    found = {_text(name): _value(value) for name, value in fields.items()}
    if RELATIONS in found:
        found[RELATIONS] = _relations(found[RELATIONS])
    return found


def _value(value: Any) -> Any:
    """What JSON has, and text that UTF-8 has."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return {_text(name): _value(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(inner) for inner in value]
    return _text(value)


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if text.isascii() else text.encode(errors="replace").decode()


def _relations(value: Any) -> Fields:
    """Ids of a system's own: numbers, and the UUID that says of which."""
    if not isinstance(value, dict):
        return {}
    numbers = {name: number for name in _NUMBERED if isinstance(number := value.get(name), int)}
    xivo_id = value.get("xivo_id")
    return {"xivo_id": xivo_id, **numbers} if isinstance(xivo_id, str) else numbers
