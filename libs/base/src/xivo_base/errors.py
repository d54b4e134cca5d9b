# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors that an API client sees: one class each, with status, stable id and message template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import orjson
from starlette.responses import Response

ErrorRenderer = Callable[[int, list[str], str], Response]
"""(status, messages, error id) → the body in the words of one API."""


class ApiError(Exception):
    """`QueueNotFound(queue_id=3)`: the keyword arguments fill the template and are kept in `params`."""

    status: ClassVar[int] = 500
    error_id: ClassVar[str] = "error"
    template: ClassVar[str] = "Error"
    headers: Mapping[str, str] = {}

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.template.format(**params))

    @property
    def messages(self) -> list[str]:
        """What the client is told; one API answers with several at once."""
        return [str(self)]


def render_error(status: int, messages: list[str], error_id: str) -> Response:
    """The house form: `{"error": text, "error_id": id}`."""
    return Response(
        orjson.dumps({"error": "; ".join(messages), "error_id": error_id}),
        status,
        media_type="application/json",
    )
