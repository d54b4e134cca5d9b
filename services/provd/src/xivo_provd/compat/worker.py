# SPDX-License-Identifier: GPL-3.0-or-later
"""The process of one isolated plugin: started when it is first needed, ended when it errs, started again later."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
import secrets
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson

from ..plugin.errors import PluginError, RawConfigError

logger = logging.getLogger(__name__)

MAX_LINE = 32 * 1024 * 1024
MAX_CALLS = 16
MAX_WAITING = 512
LOAD_SECONDS = 15.0
FAILURES_COUNT_SECONDS = 600.0
MAX_BACKOFF_SECONDS = 60.0
_LOGGED_PER_MINUTE = 30
_END_SECONDS = 2.0
_COMPAT = ("xivo_provd_compat",)
_MARK = "XIVO_PROVD_WORKER"

Answer = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""What the plugin asks of the daemon: (name, arguments) → the answer. What it raises is told to the plugin."""


class Worker:
    """Calls are answered in their order; at most ``MAX_CALLS`` are in the process at a time.

    Every fault of the process (too slow, too large, gone) fails the calls under way and ends it; after each fault in
    the last ten minutes it stays down twice as long, up to a minute, and calls fail at once.
    """

    def __init__(
        self,
        plugin_id: str,
        folder: Path,
        load_arguments: dict[str, Any],
        answer: Answer,
        start_slots: asyncio.Semaphore,
        *,
        command: tuple[str, ...] = _COMPAT,
        max_backoff_seconds: float | None = None,
    ) -> None:
        """``command``: the module that the process runs, and what stands before folder and descriptor."""
        self.plugin_id = plugin_id
        self.loaded: dict[str, Any] = {}
        self._folder = folder
        self._load_arguments = load_arguments
        self._answer = answer
        self._command = command
        self._max_backoff_seconds = MAX_BACKOFF_SECONDS if max_backoff_seconds is None else max_backoff_seconds
        self._process: _Process | None = None
        self._ending: list[_Process] = []
        self._starting = asyncio.Lock()
        self._start_slots = start_slots
        self._start: asyncio.Task[_Process] | None = None
        self._slots = asyncio.Semaphore(MAX_CALLS)
        self._waiting = 0
        self._faults: deque[float] = deque(maxlen=16)
        self._down_until = 0.0
        self._is_closed = False
        self.last_fault: str | None = None
        self.faults = 0

    async def call(self, name: str, arguments: dict[str, Any], seconds: float) -> Any:
        """The hook's answer. Raises PluginError, RawConfigError."""
        if self._waiting >= MAX_WAITING:
            raise PluginError(f"plugin {self.plugin_id} is too busy")
        self._waiting += 1
        try:
            async with self._slots:
                process = await self._started_within(seconds)
                try:
                    return await process.call(name, arguments, seconds)
                except _Fault as fault:
                    self._failed(process, f"{name}: {fault}")
                    raise PluginError(f"plugin {self.plugin_id}: {name}: {fault}") from fault
        finally:
            self._waiting -= 1

    async def _started_within(self, seconds: float) -> _Process:
        """A phone does not wait until many workers have started; they go on. Raises PluginError."""
        if self._process is not None and not self._process.is_over:
            return self._process
        if self._start is None or self._start.done():
            self._start = asyncio.create_task(self.start(), name=f"start of {self.plugin_id}")
            self._start.add_done_callback(lambda task: task.cancelled() or task.exception())
        try:
            return await asyncio.wait_for(asyncio.shield(self._start), seconds)
        except TimeoutError:
            raise PluginError(f"plugin {self.plugin_id} is starting") from None

    async def start(self) -> _Process:
        """Running, with the plugin loaded. Raises PluginError: it does not load, or is down after faults."""
        async with self._starting, self._start_slots:
            if self._process is not None and not self._process.is_over:
                return self._process
            if self._process is not None:
                self._failed(self._process, "the process ended")
            if self._is_closed:
                raise PluginError(f"plugin {self.plugin_id} is unloaded")
            if (left := self._down_until - time.monotonic()) > 0:
                raise PluginError(f"plugin {self.plugin_id} is down for {left:.0f} s: {self.last_fault}")
            process = await _Process.spawn(self.plugin_id, self._folder, self._answer, self._command)
            self._ending = [known for known in self._ending if not known.has_ended] + [process]
            try:
                self.loaded = await process.call("load", self._load_arguments, LOAD_SECONDS)
            except (_Fault, PluginError, RawConfigError) as error:
                self._failed(process, str(error))
                raise PluginError(str(error)) from error
            except BaseException:
                process.kill()
                raise
            if self._is_closed:
                process.kill()
                raise PluginError(f"plugin {self.plugin_id} is unloaded")
            if not self.loaded.get("landlock"):
                logger.warning("plugin %s is not confined: the kernel has no Landlock", self.plugin_id)
            self._process = process
            return process

    @property
    def pid(self) -> int | None:
        return None if self._process is None or self._process.is_over else self._process.pid

    @property
    def fault(self) -> str | None:
        """Why it is down now."""
        return self.last_fault if self._down_until > time.monotonic() else None

    def close(self) -> None:
        """End it now and for ever."""
        self._is_closed = True
        if self._process is not None:
            self._process.kill()
            self._process = None

    async def closed(self) -> None:
        """End it, and wait until nothing of it is left."""
        self.close()
        if self._start is not None:
            await asyncio.gather(self._start, return_exceptions=True)
        async with self._starting:
            await asyncio.gather(*(process.ended() for process in self._ending))

    def _failed(self, process: _Process, reason: str) -> None:
        process.kill()
        if self._process is process:
            self._process = None
        if process.is_counted or self._is_closed:
            return
        process.is_counted = True
        now = time.monotonic()
        self._faults.append(now)
        self.faults += 1
        recent = sum(now - moment < FAILURES_COUNT_SECONDS for moment in self._faults)
        pause = min(2.0 ** (recent - 1), self._max_backoff_seconds) * random.uniform(0.8, 1.2)  # noqa: S311  jitter
        self._down_until = now + pause
        self.last_fault = reason
        logger.warning("plugin %s is down for %.1f s: %s", self.plugin_id, pause, reason)


class _Fault(Exception):
    """The process did what a worker must not do."""


class _Process:
    """One life of the worker."""

    def __init__(self, plugin_id: str, process: asyncio.subprocess.Process, mark: str, answer: Answer) -> None:
        self.pid = process.pid
        self.is_counted = False
        self._plugin_id = plugin_id
        self._process = process
        self._mark = mark
        self._answer = answer
        self._next_id = 1
        self._pending: dict[int, asyncio.Future[Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._writer: asyncio.StreamWriter | None = None
        self._is_over = False

    @classmethod
    async def spawn(cls, plugin_id: str, folder: Path, answer: Answer, command: tuple[str, ...]) -> _Process:
        """Raises PluginError."""
        ours, theirs = socket.socketpair()
        mark = secrets.token_hex(16)
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-B", "-m", *command, str(folder), str(theirs.fileno())),
                pass_fds=(theirs.fileno(),),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                cwd=folder,
                env=_environment(folder, mark),
            )
        except OSError as error:
            ours.close()
            raise PluginError(f"the worker does not start: {error}") from error
        finally:
            theirs.close()
        made = cls(plugin_id, process, mark, answer)
        try:
            reader, made._writer = await asyncio.open_connection(sock=ours, limit=MAX_LINE)
        except BaseException:
            made.kill()
            ours.close()
            raise
        made._spawn(made._read(reader))
        made._spawn(made._drain_output())
        return made

    @property
    def is_over(self) -> bool:
        return self._is_over or self._process.returncode is not None

    async def call(self, name: str, arguments: dict[str, Any], seconds: float) -> Any:
        """Raises _Fault, PluginError, RawConfigError."""
        if self._writer is None or self.is_over:
            raise _Fault("the process ended")
        number, self._next_id = self._next_id, self._next_id + 1
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._pending[number] = future
        try:
            async with asyncio.timeout(seconds):
                await self._send({"id": number, "call": name, "args": arguments})
                return await future
        except TimeoutError:
            raise _Fault(f"no answer within {seconds:g} s") from None
        except OSError as error:
            raise _Fault("the process ended") from error
        finally:
            self._pending.pop(number, None)

    def kill(self) -> None:
        """With everything that it started."""
        if not self._is_over:
            self._is_over = True
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            _kill_marked(self._mark)
            if self._writer is not None:
                self._writer.close()
            self._end("the process ended")

    @property
    def has_ended(self) -> bool:
        return self._is_over and not self._tasks

    async def ended(self) -> None:
        """End it, and wait until nothing of it is left."""
        self.kill()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=_END_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._writer is not None:
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()
        # Nothing else closes the pipe of a process whose children hold its other end.
        self._process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001

    def _end(self, reason: str) -> None:
        for future in self._pending.values():
            if not future.done():
                future.set_exception(_Fault(reason))

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work, name=f"worker of {self._plugin_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, message: dict[str, Any]) -> None:
        if self._writer is not None:
            self._writer.write(orjson.dumps(message, option=orjson.OPT_NON_STR_KEYS) + b"\n")
            await self._writer.drain()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                self._received(orjson.loads(line))
            reason = "the process ended"
        except (ValueError, KeyError, TypeError, AttributeError):
            reason = "its answer is not one, or too long"
        except OSError:
            reason = "the process ended"
        self._end(reason)
        self.kill()

    def _received(self, message: dict[str, Any]) -> None:
        if "ask" in message:
            self._spawn(self._answer_question(message["ask"], message["name"], message["args"]))
            return
        future = self._pending.get(message["id"])
        if future is None or future.done():
            return
        if "error" not in message:
            future.set_result(message["result"])
        elif message["error"]["kind"] == "raw_config":
            future.set_exception(RawConfigError(str(message["error"]["text"])))
        else:
            future.set_exception(PluginError(str(message["error"]["text"])))

    async def _answer_question(self, number: int, name: str, arguments: dict[str, Any]) -> None:
        try:
            reply = {"answer": number, "result": await self._answer(name, arguments)}
        except Exception as error:  # noqa: BLE001  the plugin is told
            reply = {"answer": number, "error": str(error) or type(error).__name__}
        with contextlib.suppress(OSError):
            await self._send(reply)

    async def _drain_output(self) -> None:
        """What the plugin prints goes to our log, a little of it."""
        output = self._process.stdout
        since, lines = 0.0, 0
        while output is not None and (data := await output.read(4096)):
            if time.monotonic() - since > 60:
                since, lines = time.monotonic(), 0
            for line in data.decode("utf-8", "replace").splitlines():
                lines += 1
                if lines <= _LOGGED_PER_MINUTE:
                    logger.info("plugin %s says: %s", self._plugin_id, ascii(line[:200])[1:-1])
        await self._process.wait()


def _environment(folder: Path, mark: str) -> dict[str, str]:
    """Nothing of ours: the daemon's has its secrets."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ") if name in os.environ}
    cache = str(folder / "var" / "cache")
    return {**kept, "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": cache, "TMPDIR": cache, _MARK: mark}


def _kill_marked(mark: str) -> None:
    """Those who left the process group still have the environment that they were born with."""
    wanted = f"{_MARK}={mark}".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if wanted in path.read_bytes().split(b"\0"):
                os.kill(int(path.parent.name), signal.SIGKILL)
        except OSError:
            continue
