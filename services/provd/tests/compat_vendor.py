# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugins in the successor project's form: a vendor of our own, built as its sources are, and small ones."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import runpy
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

ACME = Path(__file__).parent / "compat_plugins" / "acme"
ACME_ID = "wazo-acme-v2"
ACME_MAC = "00:0a:0b:12:34:56"
ACME_AGENT = "Acme A20 2.0 000a0b123456"

PLUGIN_INFO = {"version": "1", "description": "", "capabilities": {}}
BASE = "from wazo_provd.plugins import StandardPlugin\n\nclass P(StandardPlugin):\n    IS_PLUGIN = True\n"


def build_acme(target: Path) -> Path:
    """The vendor's plugin folder, made by its own ``build.py``."""
    builders: dict[str, tuple[str, Callable[[str], None]]] = {}

    def declare(build_id: str, plugin_id: str, std_dirs: bool = True) -> Any:
        def register(function: Callable[[str], None]) -> Callable[[str], None]:
            builders[build_id] = (plugin_id, function)
            return function

        return register

    with contextlib.chdir(ACME):
        runpy.run_path("build.py", {"target": declare})
        plugin_id, build = builders["v2"]
        folder = target / plugin_id
        folder.mkdir(parents=True)
        build(str(folder))
    for name in ("cache", "installed", "templates", "tftpboot"):
        (folder / "var" / name).mkdir(parents=True)
    return folder


def write_compat(folder: Path, plugin_id: str, code: str, **info: Any) -> Path:
    """A plugin of one file."""
    path = folder / plugin_id
    path.mkdir(parents=True)
    (path / "plugin-info").write_text(json.dumps({**PLUGIN_INFO, **info}))
    (path / "entry.py").write_text(code)
    for name in ("cache", "installed", "templates", "tftpboot"):
        (path / "var" / name).mkdir(parents=True)
    return path


def publish(plugins: Path, target: Path) -> None:
    """What ``pgbuild.py`` makes: an archive a plugin and ``plugins.db``; without the SHA-256 sums that ours have."""
    target.mkdir(parents=True, exist_ok=True)
    index = {}
    for path in sorted(plugins.iterdir()):
        info = json.loads((path / "plugin-info").read_text())
        filename = f"{path.name}-{info['version']}.tar.bz2"
        with tarfile.open(target / filename, "w:bz2") as archive:
            archive.add(path, path.name)
        content = (target / filename).read_bytes()
        index[path.name] = {
            "filename": filename,
            **{key: info[key] for key in ("version", "description", "description_fr", "capabilities") if key in info},
            "dsize": len(content),
            "sha1sum": hashlib.sha1(content).hexdigest(),
        }
    (target / "plugins.db").write_text(json.dumps(index))


class WebServer:
    """A static web server on this machine; ``asked`` are the paths, ``through`` those asked for as by a proxy."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        server = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append(self.path)
                if self.path.startswith("http://vendor.example/"):
                    self.path = self.path.removeprefix("http://vendor.example")
                super().do_GET()

            def log_message(self, *_args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=os.fspath(folder)))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def file_section(name: str, content: bytes, url: str | None, **options: str) -> str:
    lines = [f"[file_{name}]", f"size: {len(content)}", f"sha1sum: {hashlib.sha1(content).hexdigest()}"]
    if url:
        lines.append(f"url: {url}")
    return "\n".join([*lines, *(f"{key}: {value}" for key, value in options.items())]) + "\n\n"


def package(name: str, files: str = "", install: str = "", **options: str) -> str:
    lines = [f"[pkg_{name}]", "description: x", f"files: {files}", f"install: {install}"]
    options.setdefault("version", "1.0")
    return "\n".join([*lines, *(f"{key}: {value}" for key, value in options.items())]) + "\n"


def installer(name: str, *lines: str) -> str:
    return "\n".join([f"[install_{name}]", *lines]) + "\n"


@contextlib.contextmanager
def web_server(folder: Path) -> Iterator[WebServer]:
    folder.mkdir(parents=True, exist_ok=True)
    with WebServer(folder) as server:
        yield server
