# SPDX-License-Identifier: GPL-3.0-or-later
"""Which file a request means: a plugin's HTTP and TFTP services, walked without serving anything."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from typing import Any

from . import writes
from .wazo_provd.plugins import Plugin
from .wazo_provd.servers.http import HTTPNoListingFileService
from .wazo_provd.servers.http_site import Request
from .wazo_provd.servers.tftp.service import FileBelow, TFTPFileService, TFTPNullService, TFTPRequest

logger = logging.getLogger("plugin")

MAX_CONTENT = 8 * 1024 * 1024

FILES, TREE, NONE = "files", "tree", "none"
"""A service of the folder ``var/tftpboot`` as it is; one that must be asked; one that gives nothing."""

Resolved = dict[str, Any] | None
"""``{"path"}`` of a file of the plugin, or ``{"content"}`` in base64; None for no such file."""


def kind_of_http(plugin: Plugin) -> str:
    service = plugin.http_service
    if service is None:
        return NONE
    is_plain = type(service) is HTTPNoListingFileService and not service.children and _is_root(service.path)
    return FILES if is_plain else TREE


def kind_of_tftp(plugin: Plugin) -> str:
    service = plugin.tftp_service
    if service is None or type(service) is TFTPNullService:
        return NONE
    return FILES if type(service) is TFTPFileService and _is_root(service._path) else TREE  # noqa: SLF001  one of ours


def resolve_http(plugin: Plugin, request: Request) -> Resolved:
    return _or_of_a_phone(lambda: _resolve_http(plugin, request))


def _resolve_http(plugin: Plugin, request: Request) -> Resolved:
    resource = plugin.http_service
    _preprocess(resource, request)
    while request.postpath and not resource.isLeaf:
        segment = request.postpath.pop(0)
        request.prepath.append(segment)
        resource = resource.getChildWithDefault(segment, request)
    if isinstance(resource, HTTPNoListingFileService):
        return _file(resource.path)
    body = resource.render(request)
    if isinstance(body, bytes | str):
        request.write(body.encode() if isinstance(body, str) else body)
    elif not request.finished:
        return None
    return _content(bytes(request.content)) if request.code == 200 else None


def _preprocess(service: Any, request: Request) -> None:
    """A service may rewrite ``path`` and ``postpath`` before anything is looked up; one that fails rewrites nothing."""
    rewrite = getattr(service, "path_preprocess", None)
    if rewrite is None:
        return
    before = request.path, list(request.postpath)
    try:
        rewrite(request)
    except Exception as error:  # noqa: BLE001  the phone's own path may do
        logger.warning("path_preprocess of %r: %r", before[0], error)
        request.path, request.postpath = before


def _or_of_a_phone(resolve: Callable[[], Resolved]) -> Resolved:
    """A service that reads a file of a phone by itself does not find it: such files are the daemon's."""
    found = None
    with writes.missed() as names:
        try:
            found = resolve()
        except FileNotFoundError:
            if not names:
                raise
    return found or ({"path": names[0]} if len(names) == 1 else None)


class _Response:
    def __init__(self) -> None:
        self.resolved: Resolved = None

    def accept(self, fobj: Any) -> None:
        if isinstance(fobj, FileBelow):
            self.resolved = _file(fobj.path)
        else:
            with fobj:
                self.resolved = _content(fobj.read(MAX_CONTENT + 1))

    def reject(self, _errcode: int, _errmsg: bytes) -> None: ...

    def ignore(self) -> None: ...


def resolve_tftp(plugin: Plugin, request: TFTPRequest) -> Resolved:
    response = _Response()

    def resolve() -> Resolved:
        plugin.tftp_service.handle_read_request(request, response)
        return response.resolved

    return _or_of_a_phone(resolve)


def _file(path: str) -> Resolved:
    name = writes.name_below_root(path)
    return {"path": name} if name else None


def _content(content: bytes) -> Resolved:
    return {"content": base64.b64encode(content).decode()} if len(content) <= MAX_CONTENT else None


def _is_root(path: str) -> bool:
    return writes.name_below_root(f"{path}/x") == "x"
