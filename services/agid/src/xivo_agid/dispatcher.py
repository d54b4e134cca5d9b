# SPDX-License-Identifier: GPL-3.0-or-later
"""From the script's name to its handler."""

import logging
import time

from prometheus_client import Counter, Histogram
from xivo_asterisk.fastagi import AGIChannel, AGIHangup, AGIRequest, AGIServer
from xivo_base import request_id
from xivo_base.plugins import Plugins

from xivo_agid.settings import AgiSettings

logger = logging.getLogger(__name__)

_seconds = Histogram(
    "xivo_agid_request_seconds",
    "Time that a call waited for us",
    ["script"],
    buckets=(0.002, 0.005, 0.01, 0.03, 0.1, 1),
)
_errors = Counter("xivo_agid_errors_total", "Requests that a handler broke; the call went on without", ["script"])
_unknown = Counter("xivo_agid_unknown_scripts_total", "Requests that no handler answers")


class Dispatcher:
    """A component: the FastAGI server in front of the handlers."""

    name = "fastagi"

    def __init__(self, settings: AgiSettings, handlers: Plugins) -> None:
        self._handlers = handlers
        self.server = AGIServer(
            self.dispatch, host=settings.host, port=settings.port, command_timeout=settings.command_timeout
        )

    async def start(self) -> None:
        await self.server.start()

    async def stop(self) -> None:
        await self.server.stop()
        for handler in self._handlers.loaded.values():
            await handler.stop()

    async def dispatch(self, request: AGIRequest, channel: AGIChannel) -> None:
        """The call's id is the request id of all that follows from it."""
        handler = self._handlers.loaded.get(request.script)
        if handler is None:
            _unknown.inc()
            logger.warning("the dialplan asks for %r, which no handler answers", request.script)
            return
        begun = time.perf_counter()
        with request_id.bind(request.uniqueid or None):
            try:
                await handler.handle(request, channel)
            except AGIHangup:
                raise
            except Exception:
                _errors.labels(request.script).inc()
                raise
            finally:
                _seconds.labels(request.script).observe(time.perf_counter() - begun)
