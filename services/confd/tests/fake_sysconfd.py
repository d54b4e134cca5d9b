# SPDX-License-Identifier: GPL-3.0-or-later
"""The host agent's store of sound files."""

from __future__ import annotations

import httpx


class FakeSysconfd(httpx.AsyncBaseTransport):
    """``files`` by root, folder and name; ``away`` makes it unreachable."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, dict[str, bytes]]] = {"moh": {}, "sounds": {"monitor": {}}}
        self.away = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        root, folder, name = (*request.url.path.removeprefix("/media/").split("/"), "", "")[:3]
        folders = self.files[root]
        if not folder:
            return httpx.Response(200, json={"folders": sorted(folders)})
        if not name and request.method == "PUT":
            if folder in folders:
                return httpx.Response(400, json={"error": "exists"})
            folders[folder] = {}
            return httpx.Response(204)
        if folder not in folders:
            return httpx.Response(404)
        return self._in_folder(request, folders, folder, name)

    @staticmethod
    def _in_folder(
        request: httpx.Request, folders: dict[str, dict[str, bytes]], folder: str, name: str
    ) -> httpx.Response:
        files = folders[folder]
        if not name and request.method == "GET":
            shown = [
                {"name": key, "size": len(content), "modified": "2015-12-01T00:00:00Z"}
                for key, content in sorted(files.items())
            ]
            return httpx.Response(200, json={"files": shown})
        if not name:
            if folder == "monitor":
                return httpx.Response(400, json={"error": "the system's"})
            del folders[folder]
            return httpx.Response(204)
        if request.method == "PUT":
            files[name] = request.content
            return httpx.Response(204)
        if name not in files:
            return httpx.Response(404)
        if request.method == "GET":
            return httpx.Response(200, content=files[name])
        del files[name]
        return httpx.Response(204)
