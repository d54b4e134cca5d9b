# SPDX-License-Identifier: GPL-3.0-or-later
"""One cycle: fetch what is stale, check it, write it, have Asterisk read it."""

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx
from prometheus_client import Counter, Histogram
from xivo_asterisk.control import AsteriskControl
from xivo_asterisk.errors import AsteriskUnavailable
from xivo_base.availability import Availability
from xivo_bus.event import Event
from xivo_clients.confgend import ConfgendClient, GeneratedFile

from xivo_sysconfd.asterisk import message_lamps, old_contacts
from xivo_sysconfd.asterisk.files import AsteriskFiles
from xivo_sysconfd.errors import ConfigurationUnavailable
from xivo_sysconfd.events import AsteriskReloaded, FileRefused
from xivo_sysconfd.settings import DIALPLAN_RELOAD, AsteriskSettings

logger = logging.getLogger(__name__)

_RELOADS = Counter("xivo_sysconfd_reloads_total", "Cycles in which Asterisk reloaded something")
_COMMANDS = Counter("xivo_sysconfd_reload_commands_total", "Reload commands that Asterisk ran", ["command"])
_WRITES = Counter("xivo_sysconfd_files_written_total", "Files written for Asterisk", ["file"])
_REFUSED = Counter("xivo_sysconfd_files_refused_total", "Generated files found bad", ["file"])
_SECONDS = Histogram(
    "xivo_sysconfd_cycle_seconds",
    "Seconds of a cycle",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10),
)

PJSIP = "pjsip.conf"
MOST_FINDINGS = 20
_BUSY = "already in progress"
_NO_SUCH_COMMAND = "No such command"
_DIALPLAN_LOAD = "module load pbx_config.so"
"""An Asterisk that could not read its dialplan as it booted is without the module, and the command to reload it."""
_BUSY_PAUSE_SECONDS = 0.2
_BUSY_ATTEMPTS = 25


class Announcer(Protocol):
    async def publish(self, event: Event) -> bool: ...


@dataclass
class CycleRequest:
    """`commands` are run even if no file changed; `force` writes even while live reload is off; `booted` is Asterisk
    just now, with whatever administrators had put into its folders.
    """

    commands: set[str] = field(default_factory=set)
    force: bool = False
    booted: bool = False

    def merge(self, other: "CycleRequest") -> None:
        self.commands |= other.commands
        self.force = self.force or other.force
        self.booted = self.booted or other.booted


@dataclass
class CycleResult:
    """What a cycle did. `pending` are commands that wait for Asterisk to be there."""

    at: datetime
    seconds: float = 0.0
    written: list[str] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)
    held_back: list[str] = field(default_factory=list)
    reloaded: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)

    def describe(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "seconds": round(self.seconds, 3),
            "written": self.written,
            "refused": self.refused,
            "held_back": self.held_back,
            "reloaded": self.reloaded,
            "pending": self.pending,
        }


class CycleRunner:
    """Runs cycles one after the other. Requests that come while one runs share the next one."""

    def __init__(
        self,
        settings: AsteriskSettings,
        confgend: ConfgendClient,
        files: AsteriskFiles,
        control: AsteriskControl,
        announcer: Announcer,
        availability: Availability,
    ) -> None:
        """`availability` is confgend's."""
        self._settings = settings
        self._confgend = confgend
        self._files = files
        self._control = control
        self._announcer = announcer
        self._availability = availability
        self._lock = asyncio.Lock()
        self._wanted = CycleRequest()
        self._next: asyncio.Task[CycleResult] | None = None
        self._etags: dict[str, str | None] = {}
        self._pending: set[str] = set()
        self._lost_accounts: set[str] = set()
        self._refused: dict[str, list[str]] = {}
        self.cycles = 0
        self.reloads = 0
        self.last: CycleResult | None = None
        self.current = False

    @property
    def pending(self) -> frozenset[str]:
        """Commands that Asterisk has still to run."""
        return frozenset(self._pending)

    @property
    def running(self) -> bool:
        """Whether a cycle goes on or is about to: what was written may not be loaded yet."""
        return self._lock.locked() or self._next is not None

    @property
    def refused(self) -> dict[str, list[str]]:
        """Files whose newest version was found bad, and why."""
        return dict(self._refused)

    async def run(self, request: CycleRequest) -> CycleResult:
        """A cycle that begins after this call. Raises ConfigurationUnavailable; what was asked for stays pending."""
        self._wanted.merge(request)
        if self._next is None:
            self._next = asyncio.create_task(self._run_next(), name="cycle")
        return await asyncio.shield(self._next)

    async def _run_next(self) -> CycleResult:
        async with self._lock:
            request, self._wanted = self._wanted, CycleRequest()
            self._next = None
            begun = time.perf_counter()
            result = CycleResult(datetime.now(UTC))
            self._pending |= request.commands
            try:
                await self._refresh(request, result)
            finally:
                await self._reload(result, booted=request.booted)
                result.seconds = time.perf_counter() - begun
                result.pending = sorted(self._pending)
                self.cycles += 1
                self.last = result
                _SECONDS.observe(result.seconds)
            return result

    async def _refresh(self, request: CycleRequest, result: CycleResult) -> None:
        names = list(self._settings.files)
        try:
            answers = await asyncio.gather(*(self._confgend.file(name, self._etags.get(name)) for name in names))
        except httpx.HTTPError as error:
            cause = str(error) or type(error).__name__
            self.current = False
            self._availability.down(cause)
            raise ConfigurationUnavailable(cause=cause) from error
        self._availability.up()
        for name, answer in zip(names, answers, strict=True):
            if answer is not None:
                try:
                    await self._take(name, answer, request, result)
                except OSError as error:
                    # no ETag is kept, so the next cycle tries again; the other files do not wait for this one
                    await self._refuse(name, [f"cannot be written: {error}"], result)
        self.current = True

    async def _take(self, name: str, answer: GeneratedFile, request: CycleRequest, result: CycleResult) -> None:
        present = await asyncio.to_thread(self._files.read, name)
        if present == answer.text:
            self._etags[name] = answer.etag
            self._refused.pop(name, None)
            return
        if not answer.live_reload and not request.force and present is not None:
            result.held_back.append(name)
            return
        findings = await asyncio.to_thread(self._files.check, name, answer.text)
        if findings:
            self._etags[name] = answer.etag
            await self._refuse(name, [str(finding) for finding in findings[:MOST_FINDINGS]], result)
            return
        await asyncio.to_thread(self._files.write, name, answer.text)
        self._etags[name] = answer.etag
        self._refused.pop(name, None)
        self._pending |= set(self._settings.files[name].reload)
        if name == PJSIP and present is not None:
            self._pending |= message_lamps.commands(present, answer.text)
            self._lost_accounts |= old_contacts.lost(present, answer.text)
        result.written.append(name)
        _WRITES.labels(name).inc()

    async def _refuse(self, name: str, findings: list[str], result: CycleResult) -> None:
        logger.error("generated %s is bad and was not written: %s", name, "; ".join(findings))
        result.refused[name] = findings
        self._refused[name] = findings
        _REFUSED.labels(name).inc()
        await self._announcer.publish(FileRefused(file=name, findings=findings))

    async def _set_bad_ones_aside(self, result: CycleResult) -> bool:
        """Whether there were any."""
        try:
            found = await asyncio.to_thread(self._files.set_bad_ones_aside)
        except OSError as error:
            logger.warning("administrators' dialplan files cannot be looked at: %s", error)
            return False
        for name, findings in found.items():
            logger.error("%s was renamed and is not loaded: %s", name, "; ".join(findings[:MOST_FINDINGS]))
            result.refused[name] = findings[:MOST_FINDINGS]
            _REFUSED.labels("by hand").inc()
            await self._announcer.publish(FileRefused(file=name, findings=findings[:MOST_FINDINGS]))
        return bool(found)

    async def _reload(self, result: CycleResult, *, booted: bool) -> None:
        if (booted or DIALPLAN_RELOAD in self._pending) and await self._set_bad_ones_aside(result):
            self._pending.add(DIALPLAN_RELOAD)
        for command in self._in_order(self._pending):
            try:
                await self._command(command)
            except AsteriskUnavailable as error:
                logger.info("%r waits for Asterisk: %s", command, error)
                break
            self._pending.discard(command)
            result.reloaded.append(command)
            # one of a single line is not a series of its own
            _COMMANDS.labels(" ".join(command.split()[:3])).inc()
        await self._forget_lost_accounts()
        if result.reloaded:
            self.reloads += 1
            _RELOADS.inc()
            logger.info("reloaded: %s (written: %s)", ", ".join(result.reloaded), ", ".join(result.written) or "-")
            await self._announcer.publish(AsteriskReloaded(files=result.written, commands=result.reloaded))

    async def _forget_lost_accounts(self) -> None:
        """Once Asterisk has read that they are gone; else in a later cycle."""
        if not self._lost_accounts or self._pending:
            return
        within = self._settings.command_timeout
        try:
            for command in old_contacts.commands(
                await self._control.run(old_contacts.SHOW, within=within), self._lost_accounts
            ):
                await self._control.run(command, within=within)
        except AsteriskUnavailable as error:
            logger.info("contacts of accounts that are gone stay until later: %s", error)
            return
        self._lost_accounts.clear()

    async def _command(self, command: str) -> None:
        """Raises AsteriskUnavailable, also when Asterisk stays busy with another reload."""
        for _ in range(_BUSY_ATTEMPTS):
            output = await self._control.run(command, within=self._settings.command_timeout)
            if command == DIALPLAN_RELOAD and output.startswith(_NO_SUCH_COMMAND):
                output = await self._control.run(_DIALPLAN_LOAD, within=self._settings.command_timeout)
            if _BUSY not in output:
                logger.debug("%s: %s", command, output.strip())
                return
            await asyncio.sleep(_BUSY_PAUSE_SECONDS)
        raise AsteriskUnavailable("busy with another reload")

    def _in_order(self, commands: Iterable[str]) -> list[str]:
        """As the files are listed, others after them: endpoints before the dialplan that hints at them."""
        known = [command for file in self._settings.files.values() for command in file.reload]
        return sorted(commands, key=lambda command: (known.index(command) if command in known else len(known), command))
