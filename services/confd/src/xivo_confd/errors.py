# SPDX-License-Identifier: GPL-3.0-or-later
"""What confd answers when it refuses: each refusal is a class with its documented text."""

from __future__ import annotations

import re
from typing import ClassVar


class Refusal(Exception):  # noqa: N818  (it is an answer, not a fault)
    """An answer with an error status and a list of messages.

    ``templates`` are formatted with the keyword arguments given. Where the manual and the released clients
    print two different texts for one situation, both are sent, the manual's first (docs/adr/error-messages.md).
    """

    status: ClassVar[int] = 400
    templates: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **values: object) -> None:
        self.values = values
        self.messages = [template.format_map(values) for template in self.templates]
        super().__init__("; ".join(self.messages))

    @property
    def error_id(self) -> str:
        """Stable name for logs and metrics: ``UserNotFound`` is ``user-not-found``."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(self).__name__).lower()

    @property
    def headers(self) -> dict[str, str]:
        return {}


class NotFound(Refusal):
    status = 404


class InputRefused(Refusal):
    """The request's form is wrong; messages are ready-made (``Input Error - ...``)."""

    def __init__(self, *messages: str) -> None:
        super().__init__()
        self.messages = list(messages)
        self.args = ("; ".join(messages),)


class Unauthorized(Refusal):
    status = 401
    templates = ("Authentication Error - {reason}",)

    def __init__(self, reason: str, challenge: str | None = None, cookie: str | None = None) -> None:
        super().__init__(reason=reason)
        self._challenge = challenge
        self._cookie = cookie

    @property
    def headers(self) -> dict[str, str]:
        headers = {"WWW-Authenticate": self._challenge} if self._challenge else {}
        if self._cookie:
            headers["Set-Cookie"] = self._cookie
        return headers


class Forbidden(Refusal):
    status = 403
    templates = ("Authorization Error - the permission {acl} is required",)


class Unavailable(Refusal):
    status = 503
    templates = ("Unexpected error: {what} is not available",)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "2"}
