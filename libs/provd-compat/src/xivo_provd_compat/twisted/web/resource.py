# SPDX-License-Identifier: GPL-3.0-or-later
"""``twisted.web.resource``: trees of resources, which the worker walks for the daemon."""

from __future__ import annotations

from typing import Any

NOT_FOUND = 404


class Resource:
    """A place in a tree; ``render_GET`` gives its content."""

    isLeaf = False

    def __init__(self) -> None:
        self.children: dict[bytes, Resource] = {}

    def putChild(self, path: bytes, child: Resource) -> None:
        self.children[path] = child

    def getChild(self, path: bytes, request: Any) -> Resource:
        """For names without a static child."""
        return NoResource("No such child resource.")

    def getChildWithDefault(self, path: bytes, request: Any) -> Resource:
        found = self.children.get(path)
        return found if found is not None else self.getChild(path, request)

    def render(self, request: Any) -> Any:
        method = getattr(self, f"render_{_text(request.method)}", None)
        if method is None:
            request.setResponseCode(405)
            return b""
        return method(request)

    def render_HEAD(self, request: Any) -> Any:
        render = getattr(self, "render_GET", None)
        return render(request) if render else b""


class ErrorPage(Resource):
    def __init__(self, status: int, brief: str, detail: str) -> None:
        super().__init__()
        self.code = status
        self.brief = brief
        self.detail = detail

    def getChild(self, path: bytes, request: Any) -> Resource:
        return self

    def render(self, request: Any) -> bytes:
        request.setResponseCode(self.code)
        return b""


class NoResource(ErrorPage):
    def __init__(self, message: str = "Sorry, resource not found.") -> None:
        super().__init__(NOT_FOUND, "No Such Resource", message)


class ForbiddenResource(ErrorPage):
    def __init__(self, message: str = "Sorry, resource is forbidden.") -> None:
        super().__init__(403, "Forbidden Resource", message)


def _text(method: Any) -> str:
    return method.decode("ascii", "replace") if isinstance(method, bytes) else str(method)
