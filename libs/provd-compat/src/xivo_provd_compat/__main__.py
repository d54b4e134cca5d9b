# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m xivo_provd_compat <plugin folder> <socket's file descriptor>``: one plugin's worker."""

from __future__ import annotations

import logging
import os
import socket
import sys
import traceback
from typing import Any

from . import host, limits
from .aliases import install_aliases
from .channel import Channel, Message
from .hooks import Hooks
from .twisted.internet.defer import Deferred, Failure
from .wazo_provd.devices.config import RawConfigError

logger = logging.getLogger("plugin")

_MAX_TEXT = 500


class Worker:
    def __init__(self, hooks: Hooks, channel: Channel, plugin_dir: str) -> None:
        self._hooks = hooks
        self._channel = channel
        self._folder = plugin_dir + os.sep

    def handle(self, message: Message) -> None:
        """Call the hook and answer, now or when its Deferred fires."""
        limits.allow_cpu()
        try:
            result = self._hooks.call(message["call"], message["args"])
        except BaseException as error:  # noqa: BLE001  sys.exit in a hook is an error like others
            self._answer(message, Failure(error))
            return
        if isinstance(result, Deferred):
            result.addBoth(lambda outcome: self._answer(message, outcome))
        else:
            self._answer(message, result)

    def _answer(self, message: Message, outcome: Any) -> None:
        number = message["id"]
        if isinstance(outcome, Failure):
            error = outcome.value
            kind = "raw_config" if isinstance(error, RawConfigError) else "plugin"
            text = str(error)[:_MAX_TEXT]
            text = text if kind == "raw_config" else f"{type(error).__name__}: {text}{self._place_of(error)}"
            self._channel.send({"id": number, "error": {"kind": kind, "text": text}})
            return
        # What a plugin's synchronisation ends with means nothing to anybody.
        result = None if message["call"] == "synchronize" else outcome
        try:
            self._channel.send({"id": number, "result": result})
        except (TypeError, ValueError) as error:
            self._channel.send({"id": number, "error": {"kind": "plugin", "text": f"not an answer: {error}"}})

    def _place_of(self, error: BaseException) -> str:
        """The last line of the plugin's code or templates that led to it."""
        places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
        own = [(name.removeprefix(self._folder), line) for name, line in places if name.startswith(self._folder)]
        return f" ({own[-1][0]}, line {own[-1][1]})" if own else ""


def main() -> int:
    plugin_dir, descriptor = os.path.realpath(sys.argv[1]), int(sys.argv[2])
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    connection = socket.socket(fileno=descriptor)
    connection.set_inheritable(False)
    abi = limits.restrict(plugin_dir)
    install_aliases()
    os.chdir(plugin_dir)
    channel = Channel(connection, lambda error: logger.error("in a call of a thread: %r", error))
    host.set_host(channel)
    channel.serve(Worker(Hooks(plugin_dir, abi), channel, plugin_dir).handle)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
