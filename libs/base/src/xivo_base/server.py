# SPDX-License-Identifier: GPL-3.0-or-later
"""Serve one application on one or more ports until SIGTERM, and end within five seconds."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Generator

import uvicorn
from starlette.types import ASGIApp

from .settings import DaemonSettings

DRAIN_SECONDS = 1
KEEP_ALIVE_SECONDS = 30


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals belong to `serve`, which ends all servers together."""
        yield


def _config(app: ASGIApp, host: str, port: int, *, lifespan: bool) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan="on" if lifespan else "off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        proxy_headers=False,
    )


async def serve(app: ASGIApp, settings: DaemonSettings) -> None:
    """The first listener runs the application's lifespan; `extra_listeners` share it.

    Which listener a request came in by is `scope["server"]`.
    """
    api = settings.rest_api
    first = _Server(_config(app, api.host, api.port, lifespan=True))
    others = [_Server(_config(app, extra.host, extra.port, lifespan=False)) for extra in api.extra_listeners]

    def end() -> None:
        for server in (first, *others):
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    main = asyncio.create_task(first.serve())
    while not first.started and not main.done():  # noqa: ASYNC110  uvicorn offers a flag, not an event
        await asyncio.sleep(0.01)
    await asyncio.gather(main, *(server.serve() for server in others if not main.done()))
