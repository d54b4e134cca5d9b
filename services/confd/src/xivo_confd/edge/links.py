# SPDX-License-Identifier: GPL-3.0-or-later
"""Absolute links, as the client addressed us."""

from __future__ import annotations

from starlette.requests import Request

PREFIX = "/1.1"


class Links:
    """Builds ``{"rel", "href"}`` objects for one request."""

    def __init__(self, base: str) -> None:
        self._base = base

    @classmethod
    def of(cls, request: Request) -> Links:
        return cls(f"{request.url.scheme}://{request.url.netloc}{PREFIX}")

    def to(self, rel: str, path: object) -> dict[str, str]:
        """A link named like its collection: ``to("users", 3)`` leads to ``/1.1/users/3``."""
        return {"rel": rel, "href": f"{self._base}/{rel}/{path}"}

    def at(self, rel: str, path: str) -> dict[str, str]:
        """A link whose path is not its name: ``at("configuration", "configuration/live_reload")``."""
        return {"rel": rel, "href": f"{self._base}/{path}"}
