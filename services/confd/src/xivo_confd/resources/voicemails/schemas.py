# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ...crud.ids import ContextName
from ...edge.bodies import DOCUMENTED, Body, Line

LANGUAGES = ("de_DE", "en_US", "es_ES", "fr_FR", "fr_CA", "it_IT", "nl_NL")
"""In the manual's order (API-124)."""

MAX_MESSAGES = (1, 10, 15, 20, 25, *range(50, 201, 25), *range(300, 1001, 100), 2000, 3000, 4000)

OPTIONS = frozenset(
    {
        "attachfmt",
        "envelope",
        "forcegreetings",
        "forcename",
        "hidefromdir",
        "maxsecs",
        "minsecs",
        "moveheard",
        "nextaftercmd",
        "operator",
        "passwordlocation",
        "review",
        "saycid",
        "sayduration",
        "saydurationm",
        "sendvoicemail",
        "tempgreetwarn",
        "volgain",
    }
)
"""Of Asterisk's, those that stay inside the mailbox: no commands, no contexts."""


def _number(value: Any) -> Any:
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        message = "Invalid parameters: number {number} must be a sequence of positive numbers"
        raise PydanticCustomError(DOCUMENTED, message, {"number": value})
    return value


def _password(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise PydanticCustomError(DOCUMENTED, "Invalid parameters: password")
    return value


def _max_messages(value: int) -> int:
    if value <= 0:
        raise PydanticCustomError(DOCUMENTED, "Invalid parameters: max_messages must be greater than 0")
    if value not in MAX_MESSAGES:
        raise ValueError(f"must be one of {', '.join(str(known) for known in MAX_MESSAGES)}")
    return value


def _option(value: list[str]) -> list[str]:
    if value[0] not in OPTIONS:
        raise ValueError(f"{value[0]} must be one of {', '.join(sorted(OPTIONS))}")
    return value


Number = Annotated[
    str,
    BeforeValidator(_number),
    Field(min_length=1, max_length=40),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+$", "minLength": 1, "maxLength": 40}),
]
Password = Annotated[
    str,
    AfterValidator(_password),
    Field(max_length=80),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+$", "maxLength": 80}),
]
MaxMessages = Annotated[
    int, AfterValidator(_max_messages), WithJsonSchema({"type": "integer", "enum": list(MAX_MESSAGES)})
]
# One address in one field of a line of voicemail.conf, whose separators are , and |
Email = Annotated[Line, Field(min_length=3, max_length=255, pattern=r"^[^@\s,;|<>\"\\]+@[^@\s,;|<>\"\\]+$")]
OptionValue = Annotated[Line, Field(max_length=80, pattern=r"^[A-Za-z0-9_.:/+-]*$")]

Option = Annotated[list[OptionValue], Field(min_length=2, max_length=2), AfterValidator(_option)]


class VoicemailBody(Body):
    """``options`` are further options of Asterisk for this mailbox, as pairs of name and value.

    ``timezone`` is the name of one of the general settings' ``timezones`` (API-118, API-121).
    """

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    number: Number
    context: ContextName
    password: Password | None = None
    email: Email | None = None
    pager: Email | None = None
    language: Annotated[Line, Field(max_length=20)] | None = None
    timezone: Annotated[Line, Field(max_length=40)] | None = None
    max_messages: MaxMessages | None = None
    attach_audio: bool = False
    delete_messages: bool = False
    ask_password: bool = False
    enabled: bool = True
    options: Annotated[
        list[Option],
        Field(default_factory=list, max_length=50),
    ]

    @model_validator(mode="before")
    @classmethod
    def _name_what_is_missing(cls, given: Any) -> Any:
        """In the manual's words, and in those of the released daemon."""
        if isinstance(given, dict):
            missing = [name for name, info in cls.model_fields.items() if info.is_required() and name not in given]
            if missing:
                message = "Missing parameters: {names}\nInput Error - missing parameters: {names}"
                raise PydanticCustomError(DOCUMENTED, message, {"names": ", ".join(missing)})
        return given


class Names(BaseModel):
    total: int
    items: list[str]
