# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that renders the files of one plugin for which an administrator wrote templates.

The daemon renders everything else itself; see :mod:`xivo_provd.plugin.apart` for the other end.
"""

from __future__ import annotations

import base64
import traceback
from pathlib import Path
from socket import socket
from typing import Any

import jinja2
import orjson

# Nothing can be imported from other places once this process is confined.
from . import phone_web, sip_family, timezones  # noqa: F401
from .base import Plugin
from .errors import PluginError, RawConfigError
from .files import Files
from .loader import PluginLoader

MAX_BYTES = 2 * 1024 * 1024
"""What all files of one call may have together."""


def serve(connection: socket, folder: str, abi: int) -> None:
    """Until the daemon hangs up: a JSON object a line, as in :mod:`xivo_provd.compat.worker`."""
    plugin: Plugin | None = None
    with connection.makefile("rb") as lines:
        for line in lines:
            message = orjson.loads(line)
            answer: dict[str, Any] = {"id": message["id"]}
            try:
                if message["call"] == "load" or plugin is None:
                    plugin = _load(Path(folder), message["args"])
                    answer["result"] = {"landlock": abi}
                else:
                    answer["result"] = {"files": _encoded(_files(plugin, message["call"], message["args"]))}
            except RawConfigError as error:
                answer["error"] = {"kind": "raw_config", "text": str(error)}
            except Exception as error:  # noqa: BLE001  the template's author is told
                answer["error"] = {"kind": "plugin", "text": _told(error, folder)}
            connection.sendall(orjson.dumps(answer) + b"\n")


def _load(path: Path, arguments: dict[str, Any]) -> Plugin:
    # What a plugin may ask of the daemon it does not ask while it renders.
    return PluginLoader(path.parent, None, arguments["gen_cfg"], custom_apart=False).load(path.name)  # type: ignore[arg-type]


def _files(plugin: Plugin, call: str, arguments: dict[str, Any]) -> Files:
    if call == "configure_common":
        return plugin.render_common(arguments["raw_config"])
    return plugin.render(arguments["device"], arguments["raw_config"])


def _encoded(files: Files) -> dict[str, str]:
    if sum(map(len, files.values())) > MAX_BYTES:
        raise _TooLarge(f"the files are larger than {MAX_BYTES} octets")
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


class _TooLarge(PluginError):
    """The text says the limit."""


def _told(error: Exception, folder: str) -> str:
    """With the file and the line, where a template is to blame."""
    where = ""
    if isinstance(error, jinja2.TemplateSyntaxError):
        where = f"{error.filename or error.name}:{error.lineno}: "
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename.endswith(".tpl"):
                where = f"{frame.filename}:{frame.lineno}: "
    what = type(error).__name__
    if isinstance(error, _TooLarge):
        what = str(error)
    elif isinstance(error, jinja2.TemplateError):
        # What Jinja2 says is of names; messages of others may have values in them.
        what = f"{what}: {error.message}"
    return f"{where.removeprefix(folder + '/')}{what}"[:500]
