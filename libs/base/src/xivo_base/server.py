# SPDX-License-Identifier: GPL-3.0-or-later
"""Serve one application on one or more ports until SIGTERM, and end within five seconds."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Generator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.lifespan.on import LifespanOn

from .settings import DaemonSettings

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 1
KEEP_ALIVE_SECONDS = 30


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals belong to `serve`, which ends all servers together."""
        yield


async def serve(app: ASGIApp, settings: DaemonSettings) -> bool:
    """Serve `rest_api` and its `extra_listeners` until SIGTERM or SIGINT; the application starts and stops once.

    Which listener a request came in by is `scope["server"]`. False if the application or a listener did not come up.
    """
    api = settings.rest_api
    places = [(api.host, api.port), *((extra.host, extra.port) for extra in api.extra_listeners)]
    servers = [_Server(_config(app, host, port)) for host, port in places]
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)

    lifespan = LifespanOn(uvicorn.Config(app, lifespan="on", log_config=None))
    await lifespan.startup()
    if lifespan.should_exit:
        return False
    tasks = [asyncio.create_task(_run(server)) for server in servers]
    for task in tasks:
        task.add_done_callback(lambda _: ended.set())
    while not (ended.is_set() or all(server.started for server in servers)):  # noqa: ASYNC110  uvicorn has no event
        await asyncio.sleep(0.01)
    if not ended.is_set():
        _settle()
        logger.info("will now serve")
    await ended.wait()
    failed = any(task.done() for task in tasks)
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*tasks)
    await lifespan.shutdown()
    return not failed


def _settle() -> None:
    """What was loaded to start stays for good: to look through it for garbage would stop all requests for a tenth of a
    second, again and again.
    """
    gc.collect()
    gc.freeze()


def _config(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        proxy_headers=False,
    )


async def _run(server: uvicorn.Server) -> None:
    with contextlib.suppress(SystemExit):  # a port that is taken: uvicorn has logged it, others end in order
        await server.serve()
