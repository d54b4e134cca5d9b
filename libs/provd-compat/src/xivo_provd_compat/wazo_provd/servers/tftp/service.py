# SPDX-License-Identifier: GPL-3.0-or-later
"""TFTP services of plugins."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Protocol

from .packet import ERR_FNF, Keyed, Packet


@dataclass
class TFTPRequest(Keyed):
    """``address`` is (IP address, port); which device asks is the daemon's to know, not the plugin's."""

    address: tuple[str, int]
    packet: Packet
    prov_dev: None = None


class Response(Protocol):
    """One of these is called, once."""

    def accept(self, fobj: Any) -> None:
        """Send what the file object reads."""

    def reject(self, errcode: int, errmsg: bytes) -> None: ...

    def ignore(self) -> None: ...


@dataclass(frozen=True)
class FileBelow:
    """A file by its path: the daemon sends it, or says that there is none."""

    path: str


class TFTPFileService:
    """The files of a folder."""

    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)

    def handle_read_request(self, request: TFTPRequest, response: Response) -> None:
        name = request.packet.filename.decode("utf-8", "surrogateescape").lstrip("/")
        path = os.path.normpath(os.path.join(self._path, name))
        if not path.startswith(self._path + os.sep) or "\0" in path:
            response.reject(ERR_FNF, b"File not found")
        else:
            response.accept(FileBelow(path))


class TFTPNullService:
    """Refuses every request."""

    def __init__(self, errcode: int = ERR_FNF, errmsg: bytes | str = b"File not found") -> None:
        self.errcode = errcode
        self.errmsg = errmsg.encode() if isinstance(errmsg, str) else errmsg

    def handle_read_request(self, _request: TFTPRequest, response: Response) -> None:
        response.reject(self.errcode, self.errmsg)
