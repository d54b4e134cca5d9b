# SPDX-License-Identifier: GPL-3.0-or-later
"""Vendors' files from a web server: an index with the sum of each, signed; then the files (manual 1.12.12).

What is fetched stands between the image's files and the administrator's own. dhcpd can run programs (``execute``):
that, files from elsewhere (``include``) and a port for whoever would change it (``omapi-port``) are refused in what
comes over a network.
"""

import base64
import configparser
import hashlib
import json
import re
import shutil
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import files
from .files import Folders
from .variables import Variables

SETTINGS = Path("/etc/xivo/dhcpd-update.conf")
INDEX = "dhcpd_update.db"
SECONDS = 20
MOST_BYTES = 65536
MOST_FILES = 100
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\.conf")
_FORBIDDEN = re.compile(r"\b(execute|include|omapi-port)\b", re.IGNORECASE)
"""To dhcpd a keyword is the same in capitals (dhcpd.conf(5))."""


class NotFetched(Exception):
    """Nothing was changed; the text is for the administrator."""


@dataclass(frozen=True)
class Settings:
    """Without a server there is nothing to fetch."""

    server: str = ""
    keys: tuple[str, ...] = ()
    proxies: tuple[tuple[str, str], ...] = ()


def read_settings(path: Path) -> Settings:
    """Sections ``[general]`` (server, keys) and ``[proxy]`` (http, https, ftp). Raises NotFetched."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path)
        server = parser.get("general", "server", fallback="").strip()
        keys = tuple(parser.get("general", "keys", fallback="").split())
        proxies = tuple(parser.items("proxy")) if parser.has_section("proxy") else ()
    except (configparser.Error, OSError, UnicodeError) as error:
        raise NotFetched(f"{path}: {error}") from error
    scheme = urllib.parse.urlsplit(server).scheme
    if server and scheme not in ("http", "https"):
        raise NotFetched(f"{path}: server is not a web address")
    if scheme == "http" and not keys:
        raise NotFetched(f"{path}: a server without TLS needs keys, which say whose files are taken")
    return Settings(server, keys, tuple((name, url) for name, url in proxies if url))


def fetch(settings: Settings, folders: Folders, known: Variables) -> list[str]:
    """Take what the server has, if dhcpd would run on it; the names. Raises NotFetched, NotConfigured."""
    with tempfile.TemporaryDirectory(dir=folders.target, prefix=".fetched-") as name:
        fresh = Path(name, "fetched")
        fresh.mkdir()
        vendors = download(settings)
        for filename, text in vendors.items():
            (fresh / filename).write_text(text)
        trial = replace(folders, fetched=fresh)
        findings = files.check(trial, files.render(trial, known))
        if findings:
            raise NotFetched("; ".join(findings))
        if folders.fetched.exists():
            folders.fetched.rename(Path(name, "old"))
        shutil.move(fresh, folders.fetched)
    return sorted(vendors)


def download(settings: Settings) -> dict[str, str]:
    """The files that the server has, by name. Raises NotFetched."""
    vendors = {}
    for filename, entry in _index(settings).items():
        content = _get(settings, filename)
        if hashlib.sha256(content).hexdigest() != entry.get("sha256sum"):
            raise NotFetched(f"{filename}: the sum is not the one of {INDEX}")
        vendors[filename] = _allowed(filename, content)
    return vendors


def _index(settings: Settings) -> dict[str, dict[str, object]]:
    content = _get(settings, INDEX)
    if settings.keys and not _is_signed(content, _get(settings, f"{INDEX}.sig"), settings.keys):
        raise NotFetched(f"{INDEX} is not signed by one of the keys")
    try:
        index = json.loads(content)
    except ValueError as error:
        raise NotFetched(f"{INDEX}: {error}") from error
    if not isinstance(index, dict) or len(index) > MOST_FILES:
        raise NotFetched(f"{INDEX} is no index, or too long")
    for filename, entry in index.items():
        if not _NAME.fullmatch(filename) or not isinstance(entry, dict):
            raise NotFetched(f"{INDEX}: {filename!r} is not the name of a vendor's file")
    return index


def _is_signed(content: bytes, signature: bytes, keys: tuple[str, ...]) -> bool:
    """As plugin repositories are: Ed25519, base64."""
    for key in keys:
        try:
            raw = base64.b64decode(signature.strip(), validate=True)
            Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True)).verify(raw, content)
        except (ValueError, InvalidSignature):
            continue
        return True
    return False


def _allowed(filename: str, content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeError as error:
        raise NotFetched(f"{filename}: {error}") from error
    if found := _FORBIDDEN.search(text):
        raise NotFetched(f"{filename}: {found[0]} is not allowed")
    return text


def _get(settings: Settings, name: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(dict(settings.proxies)))
    end = time.monotonic() + SECONDS
    content = b""
    try:
        with opener.open(f"{settings.server.rstrip('/')}/{name}", timeout=SECONDS) as answer:
            # in parts: the time-out is for each of them
            while len(content) <= MOST_BYTES and (part := answer.read1(MOST_BYTES)):
                content += part
                if time.monotonic() > end:
                    raise NotFetched(f"{name} did not come within {SECONDS} s")
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise NotFetched(f"{name}: {error}") from error
    if len(content) > MOST_BYTES:
        raise NotFetched(f"{name} is larger than {MOST_BYTES} octets")
    return content
