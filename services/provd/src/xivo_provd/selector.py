# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``q`` parameter: a bounded subset of Mongo's selectors, turned into SQL over a JSONB document.

``{"ip": "10.0.0.1"}``, dotted paths, ``$eq $ne $gt $gte $lt $lte $in $nin $exists $contains``, ``$and``, ``$or``.
As in Mongo, a value equals a list that contains it, and null equals a missing field. Values are bound parameters.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, cast, false, func, literal, not_, or_, true
from sqlalchemy.dialects.postgresql import JSONB, TEXT

from .errors import InvalidSelector

MAX_CONDITIONS = 50
MAX_TEXT = 4096
_SCALARS = (str, int, float, bool, type(None))

Condition = ColumnElement[bool]


def parse_selector(text: str | None, document: SQLColumnExpression[Any]) -> Condition:
    """The condition for a WHERE clause. Raises InvalidSelector."""
    if not text:
        return true()
    if len(text) > MAX_TEXT:
        raise InvalidSelector(reason="it is too long")
    try:
        selector = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidSelector(reason="it is not JSON") from error
    return _Compiler(document).selector(selector)


def path_of(document: SQLColumnExpression[Any], key: str) -> ColumnElement[Any]:
    """The value at a dotted path, as JSONB."""
    if not key or len(key) > 200 or "\0" in key or key.count(".") > 10:
        raise InvalidSelector(reason="a field name is not valid")
    return func.jsonb_extract_path(document, *[literal(part, TEXT) for part in key.split(".")], type_=JSONB)


class _Compiler:
    def __init__(self, document: SQLColumnExpression[Any]) -> None:
        self._document = document
        self._left = MAX_CONDITIONS

    def selector(self, selector: Any, depth: int = 0) -> Condition:
        if not isinstance(selector, dict) or depth > 5:
            raise InvalidSelector(reason="it is not an object")
        return and_(true(), *[self._clause(key, value, depth) for key, value in selector.items()])

    def _clause(self, key: str, value: Any, depth: int) -> Condition:
        self._left -= 1
        if self._left < 0:
            raise InvalidSelector(reason="it has too many conditions")
        if key in ("$and", "$or"):
            if not isinstance(value, list) or not value:
                raise InvalidSelector(reason=f"{key} needs a list")
            parts = [self.selector(part, depth + 1) for part in value]
            return and_(*parts) if key == "$and" else or_(*parts)
        if key.startswith("$"):
            raise InvalidSelector(reason=f"{key} is not known")
        field = path_of(self._document, key)
        if isinstance(value, dict) and value and all(name.startswith("$") for name in value):
            return and_(*[self._operator(field, name, operand) for name, operand in value.items()])
        return _equal(field, value)

    def _operator(self, field: ColumnElement[Any], name: str, operand: Any) -> Condition:
        operators: dict[str, Callable[[ColumnElement[Any], Any], Condition]] = {
            "$eq": _equal,
            "$ne": lambda field, value: not_(_equal(field, value)),
            "$in": _any_of,
            "$nin": lambda field, values: not_(_any_of(field, values)),
            "$exists": _exists,
            "$contains": lambda field, value: func.coalesce(
                and_(func.jsonb_typeof(field) == "array", field.contains(_json([value]))), false()
            ),
            "$gt": _compare(lambda field, value: field > value),
            "$gte": _compare(lambda field, value: field >= value),
            "$ge": _compare(lambda field, value: field >= value),
            "$lt": _compare(lambda field, value: field < value),
            "$lte": _compare(lambda field, value: field <= value),
            "$le": _compare(lambda field, value: field <= value),
        }
        if name not in operators:
            raise InvalidSelector(reason=f"{name} is not known")
        return operators[name](field, operand)


def _json(value: Any) -> ColumnElement[Any]:
    if "\\u0000" in json.dumps(value):
        raise InvalidSelector(reason="a value is not valid")
    return literal(value, JSONB(none_as_null=False)) if value is not None else cast("null", JSONB)


def _equal(field: ColumnElement[Any], value: Any) -> Condition:
    if value is None:
        return or_(field.is_(None), func.jsonb_typeof(field) == "null")
    if isinstance(value, _SCALARS):
        return func.coalesce(field.contains(_json(value)), false())
    return func.coalesce(field == _json(value), false())


def _any_of(field: ColumnElement[Any], values: Any) -> Condition:
    """Values only: a list in the document is not searched."""
    if not isinstance(values, list) or len(values) > 1000 or not all(isinstance(value, _SCALARS) for value in values):
        raise InvalidSelector(reason="$in needs a list of values")
    present = [value for value in values if value is not None]
    is_value = func.jsonb_typeof(field).not_in(["array", "object"])
    conditions: list[Condition] = [func.coalesce(and_(is_value, _json(present).contains(field)), false())]
    if len(present) < len(values):
        conditions.append(_equal(field, None))
    return or_(*conditions)


def _exists(field: ColumnElement[Any], wanted: Any) -> Condition:
    return field.is_not(None) if wanted else field.is_(None)


def _compare(
    operator: Callable[[ColumnElement[Any], ColumnElement[Any]], Condition],
) -> Callable[[ColumnElement[Any], Any], Condition]:
    def compare(field: ColumnElement[Any], value: Any) -> Condition:
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise InvalidSelector(reason="only texts and numbers can be compared")
        kind = "string" if isinstance(value, str) else "number"
        return func.coalesce(and_(func.jsonb_typeof(field) == kind, operator(field, _json(value))), false())

    return compare
