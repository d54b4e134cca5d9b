# SPDX-License-Identifier: GPL-3.0-or-later
"""Request bodies: strict types, and the words that clients know for what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

DATABASE_INTEGER_MAX = 2**31 - 1


def _matching(pattern: str) -> Callable[[str], str]:
    def matching(value: str) -> str:
        if re.search(pattern, value) is None:
            raise PydanticCustomError(
                "string_pattern_mismatch", "String should match pattern '{pattern}'", {"pattern": pattern}
            )
        return value

    return matching


# Text may have lines. A Line ends in one of Asterisk's files, where a control character would begin another.
_TEXT = r"^[^\x00]*$"
_LINE = r"^[^\x00-\x1f\x7f]*$"
# The pattern is for the contract; a field with a pattern of its own loses this one, and not the validator.
Text = Annotated[str, Field(max_length=4096, pattern=_TEXT), AfterValidator(_matching(_TEXT))]
Line = Annotated[str, Field(pattern=_LINE), AfterValidator(_matching(_LINE))]
Id = Annotated[int, Field(ge=1, le=DATABASE_INTEGER_MAX)]


DOCUMENTED = "documented"
"""Type of a `PydanticCustomError` whose text is the manual's own for this field; a line for each message."""


class Body(BaseModel):
    """What a client sends. Nothing is converted and nothing unknown is ignored."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def given(self) -> dict[str, Any]:
        """The fields that the client sent, for partial updates."""
        return self.model_dump(exclude_unset=True)


_EXPECTED = {
    "string_type": "unicode string",
    "string_unicode": "unicode string",
    "string_sub_type": "unicode string",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "int_type": "integer",
    "int_parsing": "integer",
    "int_parsing_size": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "list_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
    "mapping_type": "object",
}


def messages(errors: Iterable[Mapping[str, Any]]) -> list[str]:
    """Pydantic's findings in the grammar of the released API: ``Input Error - ...``."""
    missing: list[str] = []
    unknown: list[str] = []
    others: list[str] = []
    for error in errors:
        kind, location = error["type"], error["loc"][1:]
        field = _name(location)
        if kind == "json_invalid":
            others.append("Input Error - the body is not valid JSON")
        elif kind == DOCUMENTED:
            others.extend(str(error["msg"]).split("\n"))
        elif not location:
            others.append("Input Error - the body must be a JSON object")
        elif kind == "missing":
            missing.append(field)
        elif kind == "extra_forbidden":
            unknown.append(field)
        else:
            others.append(_describe(kind, field, error))
    found = []
    if missing:
        found.append(f"Input Error - missing parameters: {', '.join(missing)}")
    if unknown:
        found.append(f"Input Error - unknown parameters: {', '.join(unknown)}")
    return found + list(dict.fromkeys(others))


def _name(location: Sequence[object]) -> str:
    text = ".".join(str(part) for part in location)
    return text.encode("utf-8", "replace").decode()


def _describe(kind: str, field: str, error: Mapping[str, Any]) -> str:
    context = error.get("ctx", {})
    if kind in _EXPECTED:
        return f"Input Error - field '{field}': wrong type. Should be a {_EXPECTED[kind]}"
    # After a validator of its own, a text is a value to pydantic
    of_a_value = context.get("field_type") == "Value"
    if kind == "string_too_short" or (kind == "too_short" and of_a_value):
        return f"Input Error - field '{field}': must have a minimum length of {context['min_length']}"
    if kind == "string_too_long" or (kind == "too_long" and of_a_value):
        return f"Input Error - field '{field}': must have a maximum length of {context['max_length']}"
    if kind in {"literal_error", "enum"}:
        choices = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return f"Input Error - '{field}' must be one of ({choices})"
    if kind == "value_error":
        return f"Input Error - field '{field}': {context['error']}"
    if kind == "string_pattern_mismatch":
        known = {_TEXT: "must be a text", _LINE: "must be on one line"}
        pattern = context["pattern"]
        return f"Input Error - field '{field}': {known.get(pattern, f'must match {pattern}')}"
    detail = str(error["msg"])
    return f"Input Error - field '{field}': {detail[0].lower()}{detail[1:]}"
