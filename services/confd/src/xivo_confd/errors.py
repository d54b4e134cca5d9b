# SPDX-License-Identifier: GPL-3.0-or-later
"""What confd answers when it refuses: each refusal is a class with its documented texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from fastapi import Response
from xivo_base.errors import ApiError

from .edge.answers import json


class Refusal(ApiError):
    """An answer with an error status and a list of messages.

    ``templates`` are formatted with the keyword arguments given. Where the manual and the released clients
    print two different texts for one situation, both are sent, the manual's first (docs/adr: error messages).
    """

    status = 400
    templates: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.error_id = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()
        cls.template = cls.templates[0] if cls.templates else ""

    @property
    def messages(self) -> list[str]:
        return [template.format(**self.params) for template in self.templates]


class NotFound(Refusal):
    status = 404


class InputRefused(Refusal):
    """The request's form is wrong; messages are ready-made (``Input Error - ...``)."""

    def __init__(self, *messages: str) -> None:
        super().__init__()
        self._messages = list(messages)

    @property
    def messages(self) -> list[str]:
        return self._messages


class Unauthorized(Refusal):
    status = 401
    templates = ("Authentication Error - {reason}",)

    def __init__(self, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason=reason)
        self.headers = headers or {}


class Unavailable(Refusal):
    status = 503
    templates = ("Unexpected error: {what} is not available",)
    headers: Mapping[str, str] = {"Retry-After": "2"}


def render(status: int, messages: list[str], _error_id: str) -> Response:
    """A JSON list of strings, even for one (API-213); 406 and 415 have no body (API-214)."""
    if status in {406, 415}:
        return Response(status_code=status)
    if status >= 500:
        messages = [_unexpected(message) for message in messages]
    return json(messages, status)


def _unexpected(message: str) -> str:
    return message if message.startswith("Unexpected error") else f"Unexpected error: {message}"
