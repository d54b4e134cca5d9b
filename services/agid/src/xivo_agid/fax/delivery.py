# SPDX-License-Identifier: GPL-3.0-or-later
"""Faxes wait in the spool folder until each of their back-ends has had them; no call waits for that."""

import asyncio
import contextlib
import ftplib
import json
import logging
import smtplib
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from prometheus_client import Counter
from xivo_base.tasks import Supervised, supervise
from xivo_bus import Event

from xivo_agid.fax.backends import NotDelivered
from xivo_agid.fax.job import DONE, Fax
from xivo_agid.fax.rules import BadFaxRules, FaxRules, load
from xivo_agid.settings import FaxSettings
from xivo_agid.toll import Announces

logger = logging.getLogger(__name__)

AT_ONCE_SECONDS = 15.0
"""In which Asterisk tells of the end of a call itself."""
_received = Counter("xivo_agid_faxes_received_total", "Faxes that Asterisk received, or failed to", ["status"])
_delivered = Counter("xivo_agid_faxes_delivered_total", "Faxes that a back-end took", ["backend"])
_failures = (NotDelivered, OSError, ftplib.Error, smtplib.SMTPException, TimeoutError)


class FaxReceived(Event):
    """A fax came in. ``status`` is FAILED if it broke off; then nobody is sent anything."""

    name: ClassVar[str] = "fax_received"
    routing_key: ClassVar[str] = "calls.fax.received"

    status: str
    pages: int
    caller_number: str
    number: str
    error: str


class FaxDelivery:
    """A component: looks after the spool folder, also for what an earlier run left there."""

    name = "fax"

    def __init__(self, settings: FaxSettings, announces: Announces, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._announces = announces
        self._clock = clock
        self._new = asyncio.Event()
        self._loop: Supervised | None = None

    async def start(self) -> None:
        """Rules that cannot be are told once; calls go on, and faxes wait for the next start."""
        try:
            rules = await asyncio.to_thread(load, self._settings)
        except BadFaxRules as error:
            logger.critical("faxes are kept in %s, for the rules are wrong: %s", self._settings.spool, error)
            return
        self._loop = supervise(partial(self._run, rules), "fax delivery", longest=60.0)
        await self._loop.start()

    async def stop(self) -> None:
        if self._loop is not None:
            await self._loop.stop()

    async def over(self, fax: Fax, status: str, error: str) -> None:
        """The call is over. Raises OSError."""
        if status == "SUCCESS":
            await self.receive(fax)
        else:
            await self.broke_off(fax, error or "the caller hung up")
        await asyncio.to_thread(self._done(fax.file).unlink, missing_ok=True)

    async def receive(self, fax: Fax) -> None:
        """Keeps it on disk until it is delivered. Raises OSError."""
        await asyncio.to_thread(self._write, fax)
        _received.labels("SUCCESS").inc()
        await self._tell(fax, "SUCCESS", "")
        self._new.set()

    async def broke_off(self, fax: Fax, error: str) -> None:
        """What came of it stays in the spool folder."""
        _received.labels("FAILED").inc()
        logger.warning("the fax from %s to %s broke off: %s", fax.srcnum, fax.dstnum, error)
        await self._tell(fax, "FAILED", error)

    async def _tell(self, fax: Fax, status: str, error: str) -> None:
        event = FaxReceived(status=status, pages=fax.pages, caller_number=fax.srcnum, number=fax.dstnum, error=error)
        await self._announces.publish(event)

    async def _run(self, rules: FaxRules) -> None:
        while True:
            self._new.clear()
            await self._take_what_was_missed()
            await self._deliver_what_is_due(rules)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._settings.look_again.total_seconds()):
                    await self._new.wait()

    async def _take_what_was_missed(self) -> None:
        """Calls that were over while nobody answered Asterisk."""
        for path in sorted(await asyncio.to_thread(lambda: list(self._settings.spool.glob(f"*{DONE}")))):
            try:
                if self._clock() - (await asyncio.to_thread(path.stat)).st_mtime < AT_ONCE_SECONDS:
                    continue
                await self.over(*_noted(path.name, await asyncio.to_thread(path.read_text)))
            except (OSError, ValueError):
                logger.exception("%s cannot be taken over", path)
                with contextlib.suppress(OSError):
                    await asyncio.to_thread(path.rename, path.with_suffix(".unreadable"))

    async def _deliver_what_is_due(self, rules: FaxRules) -> None:
        for job in sorted(await asyncio.to_thread(lambda: list(self._settings.spool.glob("*.json")))):
            try:
                fax = Fax.parse(json.loads(await asyncio.to_thread(job.read_text)))
            except (OSError, TypeError, ValueError):
                logger.exception("%s cannot be read", job)
                continue
            if fax.not_before <= self._clock():
                await self._deliver(fax, rules)

    async def _deliver(self, fax: Fax, rules: FaxRules) -> None:
        tiff = fax.tiff(self._settings.spool)
        left = [name for name in fax.left if name in rules.backends] or list(rules.of(fax.dstnum))
        if not left:
            logger.warning("nobody said what to do with faxes to %s: %s is kept", fax.dstnum, tiff)
        kept: list[str] = []
        for name in left:
            try:
                await rules.backends[name].deliver(fax, tiff)
                _delivered.labels(name).inc()
            except _failures as error:
                logger.warning("the back-end %s did not take the fax %s: %s", name, fax.file, error)
                kept.append(name)
            except Exception:
                logger.exception("the back-end %s broke at the fax %s", name, fax.file)
                kept.append(name)
        if left and not kept:
            await asyncio.to_thread(self._remove, fax)
            return
        fax.left, fax.attempts = kept, fax.attempts + 1
        pause = min(self._settings.first_retry.total_seconds() * 2 ** (fax.attempts - 1), 3600.0)
        fax.not_before = self._clock() + pause
        await asyncio.to_thread(self._write, fax)

    def _write(self, fax: Fax) -> None:
        job = self._job(fax)
        new = job.with_suffix(".new")
        new.write_text(json.dumps(fax.as_object()))
        new.replace(job)

    def _remove(self, fax: Fax) -> None:
        self._job(fax).unlink(missing_ok=True)
        fax.tiff(self._settings.spool).unlink(missing_ok=True)

    def _done(self, file: str) -> Path:
        return self._settings.spool / f"{file}{DONE}"

    def _job(self, fax: Fax) -> Path:
        return fax.tiff(self._settings.spool).with_suffix(".json")


def _noted(name: str, line: str) -> tuple[Fax, str, str]:
    """The fax, FAXSTATUS and FAXERROR that Asterisk wrote down. Raises ValueError for what it did not write."""
    email, dstnum, status, pages, error = line.strip().split("|", 4)
    fax = Fax.received(name.removesuffix(DONE), email, dstnum, pages)
    if fax is None:
        raise ValueError(f"{name} is no fax's name")
    return fax, status, error
