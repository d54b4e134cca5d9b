# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of a command line as values of fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .discovery import Field
from .session import Misused

_SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def body(options: Mapping[str, str | None], pairs: Iterable[str], fields: Iterable[Field]) -> dict[str, Any]:
    """From ``--field value`` and ``field=value`` or ``field:=json``. Raises Misused."""
    known = {field.name: field for field in fields}
    found: dict[str, Any] = {}
    for name, text in options.items():
        if text is not None:
            found[name] = value(known[name], text)
    for pair in pairs:
        name, equals, text = pair.partition("=")
        is_json, name = name.endswith(":"), name.removesuffix(":").replace("-", "_")
        if not equals:
            raise Misused(f"{pair}: fields are written field=value, or field:=json")
        if name not in known:
            raise Misused(f"{name} is no field; known are {', '.join(sorted(known))}")
        found[name] = _json(name, text) if is_json else value(known[name], text)
    return found


def value(field: Field, text: str) -> Any:
    """Of the field's type; without one that takes text, JSON is expected. Raises Misused."""
    if "string" in field.kinds or not field.kinds - {"null"}:
        return text
    if text == "" and "null" in field.kinds:
        return None
    if "boolean" in field.kinds and text.lower() in _SWITCH:
        return _SWITCH[text.lower()]
    found = _json(field.name, text)
    kinds = {"boolean": bool, "integer": int, "number": int | float, "array": list, "object": dict}
    if not any(_is(found, kinds[kind]) for kind in field.kinds if kind in kinds) and found is not None:
        raise Misused(f"{field.name}: {text} is not of type {' or '.join(sorted(field.kinds))}")
    return found


def _is(found: Any, kind: Any) -> bool:
    return isinstance(found, kind) and (kind is bool or not isinstance(found, bool))


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Misused(f"{name}: {text} is not JSON") from error
