# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the request handlers and of the control of Asterisk."""

import asyncio
import contextlib
import logging
from datetime import timedelta

from xivo_asterisk.control import AsteriskControl
from xivo_asterisk.errors import AsteriskUnavailable
from xivo_base.errors import ApiError

from xivo_sysconfd.asterisk.cycle import Announcer, CycleRequest, CycleRunner
from xivo_sysconfd.errors import AsteriskAway, UnknownCommand, UnknownService
from xivo_sysconfd.events import Audience, RequestHandlers
from xivo_sysconfd.handlers.schemas import RequestHandlersAnswer, RequestHandlersBody, ServiceOrder
from xivo_sysconfd.settings import Settings

logger = logging.getLogger(__name__)

_AUDIENCES: tuple[Audience, ...] = ("ctibus", "agentbus", "dird")
_ORDER_TIMEOUT = timedelta(seconds=2)
_LOOK_SECONDS = 0.1


class RequestHandlersService:
    """Executes what `POST /exec_request_handlers` asks for."""

    def __init__(self, settings: Settings, runner: CycleRunner, announcer: Announcer) -> None:
        self._commands = settings.request_handlers.ipbx
        self._synchronous = settings.request_handlers.synchronous
        self._runner = runner
        self._announcer = announcer
        self._background: set[asyncio.Task[None]] = set()

    async def execute(self, body: RequestHandlersBody) -> RequestHandlersAnswer:
        """Raises UnknownCommand before anything is done, ConfigurationUnavailable."""
        commands: set[str] = set()
        for command in body.ipbx:
            if command not in self._commands:
                raise UnknownCommand(command=command)
            commands.update(self._commands[command])
        for audience in _AUDIENCES:
            handed: list[str] = getattr(body, audience)
            if handed:
                await self._announcer.publish(RequestHandlers(audience=audience, commands=handed))
        if not commands:
            return RequestHandlersAnswer(reloaded=[], pending=[])
        request = CycleRequest(commands, force=True)
        if not self._synchronous:
            self._start(request)
            return RequestHandlersAnswer(reloaded=[], pending=[])
        result = await self._runner.run(request)
        return RequestHandlersAnswer(reloaded=result.reloaded, pending=result.pending)

    def _start(self, request: CycleRequest) -> None:
        task = asyncio.create_task(self._run(request), name="request handlers")
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _run(self, request: CycleRequest) -> None:
        with contextlib.suppress(ApiError):
            await self._runner.run(request)


class AsteriskProcess:
    """Starts, stops and restarts Asterisk.

    Its container starts it again whenever it ends, except while the stopped flag exists.
    """

    def __init__(self, settings: Settings, control: AsteriskControl, runner: CycleRunner) -> None:
        self._flag = settings.asterisk.stopped_flag
        self._boot_timeout = settings.asterisk.boot_timeout
        self._commands = {command for file in settings.asterisk.files.values() for command in file.reload}
        self._control = control
        self._runner = runner

    async def order(self, service: str, order: ServiceOrder) -> None:
        """Returns when it is done. Raises UnknownService, AsteriskAway, ConfigurationUnavailable."""
        if service != "asterisk":
            raise UnknownService(service=service)
        logger.info("Asterisk: %s", order)
        try:
            if order == "reload":
                await self._runner.run(CycleRequest(set(self._commands), force=True))
            elif order == "stop":
                await self._stop()
            elif order == "restart":
                await self._restart()
            else:
                await self._start()
        except AsteriskUnavailable as error:
            raise AsteriskAway(cause=str(error)) from error

    async def _stop(self) -> None:
        await asyncio.to_thread(self._flag.touch)
        with contextlib.suppress(AsteriskUnavailable):
            await self._control.run("core stop now", within=_ORDER_TIMEOUT)

    async def _restart(self) -> None:
        await asyncio.to_thread(self._flag.unlink, missing_ok=True)
        try:
            async with asyncio.timeout(_ORDER_TIMEOUT.total_seconds()), self._control.attach() as console:
                with contextlib.suppress(AsteriskUnavailable):
                    await self._control.run("core restart now", within=_ORDER_TIMEOUT)
                await console.wait_gone()
        except TimeoutError as error:
            raise AsteriskUnavailable("it does not restart") from error
        await self._wait_up()

    async def _start(self) -> None:
        await asyncio.to_thread(self._flag.unlink, missing_ok=True)
        await self._wait_up()

    async def _wait_up(self) -> None:
        try:
            async with asyncio.timeout(self._boot_timeout.total_seconds()):
                while True:
                    try:
                        return await self._control.wait_fully_booted(within=self._boot_timeout)
                    except AsteriskUnavailable:
                        await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError as error:
            raise AsteriskUnavailable("it does not come up") from error
