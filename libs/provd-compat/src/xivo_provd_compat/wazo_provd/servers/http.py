# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP services of plugins."""

from __future__ import annotations

import os
from typing import Any

from ...twisted.web.resource import NoResource, Resource
from .http_site import Request


class HTTPNoListingFileService(Resource):
    """The files of a folder, without listings.

    Whether there is such a file is the daemon's to know: files of phones are rendered when they are asked for.
    """

    def __init__(self, path: str, *_ignored: Any, **_options: Any) -> None:
        super().__init__()
        self.path = os.fspath(path)

    def getChild(self, path: bytes, request: Request) -> Resource:
        name = path.decode("utf-8", "surrogateescape")
        if name in ("", ".", "..") or "/" in name or "\0" in name:
            return NoResource("File not found.")
        return HTTPNoListingFileService(os.path.join(self.path, name))

    def render_GET(self, request: Request) -> bytes:
        request.setResponseCode(404)
        return b""


__all__ = ["HTTPNoListingFileService", "NoResource", "Request", "Resource"]
