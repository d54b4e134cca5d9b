# SPDX-License-Identifier: GPL-3.0-or-later
"""provd as confd meets it: devices, configurations, plugins and synchronisations, in memory."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any
from urllib.parse import parse_qs

import httpx

MEDIA_TYPE = "application/vnd.proformatique.provd+json"


class FakeProvd(httpx.AsyncBaseTransport):
    """Set ``away`` and nobody answers; ``requests`` are (method, path) of what came."""

    def __init__(self) -> None:
        self.devices: dict[str, dict[str, Any]] = {}
        self.configs: dict[str, dict[str, Any]] = {}
        self.plugins = {"xivo-aastra-3.2.2-SP3", "xivo-yealink-v80"}
        self.monitors: dict[str, str] = {}
        self.synchronized: list[str] = []
        self.reason: str | None = None
        self.outcome = "success"
        self.away = False
        self.requests: list[tuple[str, str]] = []
        self._ids = itertools.count(1)

    def phone(self, **fields: Any) -> str:
        """A phone that found provd by itself and waits for a provisioning code."""
        number = next(self._ids)
        device_id = f"{number:032x}"
        config_id = f"autoprov{1400000000 + number}"
        self.configs[config_id] = {"id": config_id, "parent_ids": ["autoprov"], "raw_config": {}, "transient": True}
        self.devices[device_id] = {
            "id": device_id,
            "mac": f"00:15:65:00:00:{number:02x}",
            "ip": f"10.0.0.{number}",
            "vendor": "Yealink",
            "model": "T46G",
            "version": "28.80.0.125",
            "plugin": "xivo-yealink-v80",
            "added": "auto",
            "config": config_id,
            "configured": True,
            **fields,
        }
        return device_id

    def sip_lines(self, device_id: str) -> dict[str, Any]:
        """What the phone would register with; autoprov phones have none of their own."""
        return self.configs[self.devices[device_id]["config"]]["raw_config"].get("sip_lines", {})

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("no route to provd", request=request)
        path = request.url.path.removeprefix("/provd")
        self.requests.append((request.method, path))
        body = json.loads(await request.aread() or b"null")
        query = {key: values[0] for key, values in parse_qs(request.url.query.decode()).items()}
        if request.method in ("POST", "PUT"):
            assert request.headers["Content-Type"] == MEDIA_TYPE
        found = re.fullmatch(r"/(dev_mgr/devices|cfg_mgr/configs)(?:/([^/]+))?", path)
        if found:
            return self._documents(request.method, *found.groups(), query, body)
        if path == "/cfg_mgr/autocreate":
            config_id = f"autoprov{1500000000 + next(self._ids)}"
            self.configs[config_id] = {"id": config_id, "parent_ids": ["autoprov"], "raw_config": {}}
            return _answer(201, {"id": config_id})
        if path == "/pg_mgr/plugins":
            return _answer(200, {"plugins": {plugin: {"links": []} for plugin in self.plugins}})
        if path == "/dev_mgr/synchronize":
            return self._synchronize(body["id"])
        if found := re.fullmatch(r"/dev_mgr/synchronize/(\d+)", path):
            if request.method == "DELETE":
                del self.monitors[found[1]]
                return httpx.Response(204)
            told = {"reason": self.reason} if self.reason else {}
            return _answer(200, {"status": self.monitors[found[1]], **told})
        return _answer(404, {"error": "no such page", "error_id": "not-found"})

    def _documents(
        self, method: str, collection: str, document_id: str | None, query: dict[str, str], body: Any
    ) -> httpx.Response:
        documents = self.devices if collection.startswith("dev") else self.configs
        key = collection.rpartition("/")[2].removesuffix("s")
        if document_id is None and method == "GET":
            selector = json.loads(query.get("q", "{}"))
            chosen = [d for d in documents.values() if all(d.get(name) == selector[name] for name in selector)]
            if fields := query.get("fields"):
                chosen = [{name: d[name] for name in fields.split(",") if name in d} for d in chosen]
            return _answer(200, {f"{key}s": chosen})
        if document_id is None:
            document = body[key]
            document.setdefault("id", f"{next(self._ids):032x}")
            if document["id"] in documents:
                return _answer(409, {"error": "there is one", "error_id": "taken"})
            documents[document["id"]] = self._stored(key, document)
            return _answer(201, {"id": document["id"]})
        if document_id not in documents:
            return _answer(404, {"error": f"no such {key}", "error_id": "not-found"})
        if method == "GET":
            return _answer(200, {key: documents[document_id]})
        if method == "PUT":
            documents[document_id] = self._stored(key, body[key])
        else:
            del documents[document_id]
        return httpx.Response(204)

    def _stored(self, key: str, document: dict[str, Any]) -> dict[str, Any]:
        if key == "device":
            # provd says itself whether it can configure the phone
            document["configured"] = document.get("plugin") in self.plugins and document.get("config") in self.configs
        return document

    def _synchronize(self, device_id: str) -> httpx.Response:
        if device_id not in self.devices:
            return _answer(400, {"error": "invalid device ID", "error_id": "invalid-device-id"})
        self.synchronized.append(device_id)
        monitor = str(len(self.synchronized))
        self.monitors[monitor] = self.outcome
        return httpx.Response(201, headers={"Location": f"/provd/dev_mgr/synchronize/{monitor}"})


def _answer(status: int, content: Any) -> httpx.Response:
    return httpx.Response(status, content=json.dumps(content), headers={"Content-Type": MEDIA_TYPE})
