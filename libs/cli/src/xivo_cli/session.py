# SPDX-License-Identifier: GPL-3.0-or-later
"""Where confd is and who asks: options, environment, configuration file, in this order."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from xivo_clients.confd import SyncConfdClient

DEFAULT_URL = "http://127.0.0.1:9487"
TIMEOUT_SECONDS = 30.0
KEYS = ("url", "token", "username", "password", "ca")


class Misused(Exception):
    """What was asked for makes no sense; the text says why. Ends with 2."""


@dataclass(frozen=True, slots=True)
class Access:
    url: str = DEFAULT_URL
    token: str | None = None
    username: str | None = None
    password: str | None = None
    ca: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any], file: Path) -> Access:
        """``given`` has options and environment; None where they say nothing. Raises Misused for a bad file."""
        known = configured(file)
        return cls(**{key: given.get(key) or known[key] for key in KEYS if given.get(key) or known.get(key)})

    def http(self, transport: httpx.BaseTransport | None = None) -> httpx.Client:
        headers = {"X-Auth-Token": self.token} if self.token else {}
        digest = httpx.DigestAuth(self.username, self.password or "") if self.username and not self.token else None
        return httpx.Client(
            base_url=self.url,
            headers=headers,
            auth=digest,
            timeout=TIMEOUT_SECONDS,
            transport=transport,
            verify=_trusted(self.ca),
            trust_env=False,
        )


class Session:
    """Made when a command needs it; ``transport`` stands in for the network."""

    def __init__(self, access: Access, transport: httpx.BaseTransport | None = None, *, as_json: bool = False) -> None:
        self.http = access.http(transport)
        self.confd = SyncConfdClient(self.http)
        self.url = access.url
        self.as_json = as_json


def session_of(ctx: Any) -> Session:
    """Of the whole command; made at its first use. Tests put a transport in its place."""
    root = ctx.find_root()
    if not isinstance(root.obj, Session):
        given = root.params
        access = Access.of(given, given.get("config") or default_file())
        root.obj = Session(access, root.obj, as_json=bool(given.get("json")))
    found: Session = root.obj
    return found


def default_file() -> Path:
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "xivo" / "cli.yml"


def configured(file: Path) -> dict[str, str]:
    """What the file says, if it is there. Raises Misused if others may read it: it holds credentials."""
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Misused(f"{file}: {error.strerror}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise Misused(f"{file} holds credentials: chmod 600 {file}")
    try:
        content = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise Misused(f"{file} is not YAML") from error
    if not isinstance(content, dict) or (unknown := sorted(set(content) - set(KEYS))):
        raise Misused(
            f"{file}: known are {', '.join(KEYS)}"
            + (f", not {', '.join(unknown)}" if isinstance(content, dict) else "")
        )
    return {key: str(value) for key, value in content.items()}


def _trusted(ca: str | None) -> Any:
    if ca is None:
        return True
    import ssl  # noqa: PLC0415  (most calls are not encrypted, and it loads slowly)

    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:
        raise Misused(f"{ca}: {error.strerror or error}") from error
