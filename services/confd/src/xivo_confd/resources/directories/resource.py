# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
from urllib.parse import urlsplit

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import Directory
from .schemas import DirectoryBody

_FILE = re.compile(r"^(file://)?/data/(?!\.)[A-Za-z0-9_.-]+$")


class DirectoryService(CrudService[Directory]):
    async def check(self, thing: Directory, fields: set[str]) -> None:
        if not fields & {"type", "uri"}:
            return
        if thing.type == "file":
            if not _FILE.match(thing.uri):
                raise wrong_field("uri", "a file is in /data/, for example /data/contacts.csv")
        elif not _is_web_address(thing.uri):
            raise wrong_field("uri", "an address begins with http:// or https://")


def _is_web_address(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


DIRECTORIES = Resource(
    plural="directories",
    singular="directory",
    title="Directory",
    model=Directory,
    body=DirectoryBody,
    hidden=frozenset({"password"}),
    service=DirectoryService,
)
router = DIRECTORIES.router()
