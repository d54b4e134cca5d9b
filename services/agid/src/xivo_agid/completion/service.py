# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the two together. chan_pjsip offers nothing for it, so this watches devices and calls back by itself."""

import asyncio
import logging
import time
from collections.abc import Callable
from enum import StrEnum

import httpx
from prometheus_client import Counter, Gauge
from xivo_asterisk.devstate import DeviceState
from xivo_base.tasks import supervise
from xivo_bus.event import Message
from xivo_clients.amid import AmidClient

from xivo_agid.completion.offers import Attempt, Offers
from xivo_agid.completion.requests import Request, Requests, concerned
from xivo_agid.settings import CompletionSettings
from xivo_agid.snapshot import Configuration, Snapshot, User

logger = logging.getLogger(__name__)

EVENTS = ["ami.DialBegin", "ami.DialEnd", "ami.Hangup", "ami.DeviceStateChange"]
CONTEXT = "xivo-completion"
SLACK = 5.0
"""Seconds for Asterisk to say that a caller answered."""
_USED = {DeviceState.INUSE, DeviceState.BUSY, DeviceState.ONHOLD, DeviceState.RINGINUSE}
_outcomes = Counter("xivo_agid_completions_total", "What became of call completions that were asked for", ["outcome"])
_waiting = Gauge("xivo_agid_completions_waiting", "Call completions that wait")


class Answer(StrEnum):
    """What the caller of `*40` hears (ADM-078)."""

    ON = "on"
    OFF = "off"
    ERROR = "error"


class CallCompletion:
    """A component. `toggle` and `recalled` are asked by the dialplan, `hear` gets Asterisk's events.

    A request waits until the one who is wanted was on the telephone *after* it and is free (ADM-075), and the caller
    is free as well (ADM-076).
    """

    name = "call completion"

    def __init__(
        self,
        settings: CompletionSettings,
        configuration: Configuration,
        amid: AmidClient,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._configuration = configuration
        self._amid = amid
        self._clock = clock
        self._offers = Offers(settings.offer.total_seconds(), clock)
        self._requests = Requests(settings.file)
        self._states: dict[str, str] = {}
        self._unknown = True
        self._changed = asyncio.Event()
        self._loop = supervise(self._for_ever, self.name, longest=5.0)

    async def start(self) -> None:
        await asyncio.to_thread(self._requests.load)
        self._changed.set()
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()

    def begins(self, attempt: Attempt) -> None:
        """A user calls a user."""
        self._offers.begins(attempt)

    @property
    def now(self) -> float:
        return self._clock()

    def toggle(self, caller: int, device: str) -> Answer:
        """``device`` is the telephone on which he dialled `*40`."""
        active = self._requests.of(caller)
        if active is not None:
            self._finish(active, "cancelled")
            return Answer.OFF
        attempt = self._offers.take(caller)
        if attempt is None or attempt.wanted is None or not device:
            return Answer.ERROR
        seconds = self._settings.busy if attempt.busy else self._settings.no_answer
        self._requests.add(Request(caller, attempt.wanted, device, self._clock() + seconds.total_seconds()))
        self._unknown = True
        self._kept()
        return Answer.ON

    def recalled(self, caller: int) -> Request | None:
        """The caller answered: what he is called for."""
        request = self._requests.of(caller)
        return request if request is not None and request.recalled is not None else None

    def done(self, request: Request) -> None:
        """The one who was wanted is called now."""
        self._finish(request, "connected")

    def postponed(self, request: Request) -> None:
        """He must not be called now: perhaps when he is free again (ADM-083)."""
        request.recalled, request.used = None, False
        self._kept()

    async def hear(self, message: Message) -> None:
        """An event of Asterisk."""
        snapshot, event = self._configuration.current, message.data
        if snapshot is None:
            return
        match message.name:
            case "DeviceStateChange":
                if snapshot.users_by_interface.get(event.get("Device", "")) in concerned(self._requests):
                    self._now_is(event["Device"], event["State"])
            case "DialBegin":
                self._offers.rings(event, snapshot)
            case "DialEnd":
                self._offers.dial_ends(event, snapshot)
            case "Hangup":
                self._offers.hangs_up(event)

    async def missed(self, _message: Message | None = None) -> None:
        """The bus or Asterisk was away: nobody knows who telephoned meanwhile."""
        self._unknown = True
        self._changed.set()

    def _now_is(self, device: str, state: str) -> None:
        self._states[device] = state
        snapshot = self._configuration.current
        user = snapshot.users_by_interface.get(device) if snapshot else None
        for request in self._requests:
            if request.wanted == user and state in _USED and not request.used:
                request.used = True
                self._kept()
        self._changed.set()

    async def _for_ever(self) -> None:
        while True:
            await self._look()
            due = [request.until for request in self._requests]
            due += [request.recalled + self._longest_recall for request in self._requests if request.recalled]
            patience = max(0.05, min(due) - self._clock()) if due else None
            try:
                async with asyncio.timeout(1.0 if self._unknown and due else patience):
                    await self._changed.wait()
            except TimeoutError:
                pass
            self._changed.clear()

    async def _look(self) -> None:
        """One round: what is over, and who can be called back."""
        self._end_what_is_over()
        snapshot = self._configuration.current
        if snapshot is None or not len(self._requests):
            return
        if self._unknown and not await self._ask_states(snapshot):
            return
        for request in self._requests:
            caller, wanted = snapshot.users.get(request.caller), snapshot.users.get(request.wanted)
            if caller is None or wanted is None:
                self._finish(request, "gone")
            elif request.recalled is None and request.used and self._is_free(wanted) and self._is_free(caller):
                await self._call_back(request, wanted)

    @property
    def _longest_recall(self) -> float:
        return self._settings.recall.total_seconds() + SLACK

    def _end_what_is_over(self) -> None:
        now = self._clock()
        for request in self._requests:
            if request.recalled is not None and now >= request.recalled + self._longest_recall:
                self._finish(request, "unanswered")
            elif request.recalled is None and now >= request.until:
                self._finish(request, "too late")

    async def _ask_states(self, snapshot: Snapshot) -> bool:
        users = (snapshot.users.get(user) for user in concerned(self._requests))
        devices = {line.interface for user in users if user for line in user.lines}
        self._unknown = False
        self._states = dict.fromkeys(devices, DeviceState.UNKNOWN)
        try:
            for device in sorted(devices):
                told = await self._amid.action("Getvar", {"Variable": f"DEVICE_STATE({device})"})
                self._now_is(device, told[0].get("Value", DeviceState.UNKNOWN))
        except httpx.HTTPError as error:
            logger.warning("call completions wait: the states of telephones are not known: %r", error)
            self._unknown = True
            return False
        return True

    def _is_free(self, user: User) -> bool:
        states = [self._states.get(line.interface) for line in user.lines]
        return DeviceState.NOT_INUSE in states and not any(
            state in _USED or state == DeviceState.RINGING for state in states
        )

    async def _call_back(self, request: Request, wanted: User) -> None:
        request.recalled = self._clock()
        self._kept()
        action: dict[str, str | int | list[str]] = {
            "Channel": request.device,
            "Context": CONTEXT,
            "Exten": "s",
            "Priority": 1,
            "Timeout": int(self._settings.recall.total_seconds() * 1000),
            "CallerID": f'"{wanted.name.replace(chr(34), "")}" <{wanted.number or ""}>',
            "Variable": [f"XIVO_USERID={request.caller}"],
            "Async": "true",
        }
        try:
            told = await self._amid.action("Originate", action)
        except httpx.HTTPError as error:
            logger.warning("user %d could not be called back: %r", request.caller, error)
            request.recalled, self._unknown = None, True
            return
        if told[0].get("Response") == "Error":
            logger.warning("user %d could not be called back: %s", request.caller, told[0].get("Message"))
            self._finish(request, "failed")

    def _finish(self, request: Request, outcome: str) -> None:
        self._requests.remove(request)
        _outcomes.labels(outcome).inc()
        self._kept()

    def _kept(self) -> None:
        _waiting.set(len(self._requests))
        self._requests.save()
        self._changed.set()
