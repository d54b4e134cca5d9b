# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations in progress: their state, the status text, and the monitors that clients poll and delete."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

FINISHED_KEPT_SECONDS = 3600.0
UNFINISHED_KEPT_SECONDS = 6 * 3600.0
MAX_MONITORS = 1000


class State(StrEnum):
    WAITING = "waiting"
    PROGRESS = "progress"
    SUCCESS = "success"
    FAIL = "fail"


_HEAD = re.compile(
    r"(?:(?P<label>[^|();]*)\|)?(?P<state>waiting|progress|success|fail)(?:;(?P<current>\d+)(?:/(?P<end>\d+))?)?"
)


@dataclass
class Operation:
    """``str()`` gives the status: ``[label|]state[;current[/end]](sub)*``; ``reason`` says why it failed."""

    label: str | None = None
    state: State = State.WAITING
    current: int | None = None
    end: int | None = None
    subs: list[Operation] = field(default_factory=list)
    reason: str | None = None

    @property
    def is_finished(self) -> bool:
        return self.state in (State.SUCCESS, State.FAIL)

    def fail(self, reason: str) -> None:
        self.state, self.reason = State.FAIL, reason

    def document(self) -> dict[str, str]:
        """As clients see it."""
        return {"status": str(self), **({"reason": self.reason} if self.reason else {})}

    def __str__(self) -> str:
        text = f"{self.label}|{self.state}" if self.label else str(self.state)
        if self.current is not None:
            text += f";{self.current}"
            if self.end is not None:
                text += f"/{self.end}"
        return text + "".join(f"({sub})" for sub in self.subs)


def parse_status(text: str) -> Operation:
    """The inverse of ``str()``. Raises ValueError."""
    operation, position = _parse(text, 0)
    if position != len(text):
        raise ValueError(f"{text!r}: unexpected text at {position}")
    return operation


def _parse(text: str, position: int) -> tuple[Operation, int]:
    match = _HEAD.match(text, position)
    if match is None:
        raise ValueError(f"{text!r}: no state at {position}")
    operation = Operation(
        match["label"] or None,
        State(match["state"]),
        int(match["current"]) if match["current"] else None,
        int(match["end"]) if match["end"] else None,
    )
    position = match.end()
    while position < len(text) and text[position] == "(":
        sub, position = _parse(text, position + 1)
        operation.subs.append(sub)
        if text[position : position + 1] != ")":
            raise ValueError(f"{text!r}: no closing parenthesis at {position}")
        position += 1
    return operation, position


@dataclass
class _Monitor:
    operation: Operation
    created: float
    finished: float | None = None


class Monitors:
    """The monitors of one collection (``/provd/dev_mgr/synchronize``).

    Clients are asked to delete theirs; those that they forget go an hour after the end of the operation, six
    hours after its start, or when there are a thousand younger ones.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next_id = 1
        self._monitors: dict[str, _Monitor] = {}

    def __len__(self) -> int:
        return len(self._monitors)

    def add(self, operation: Operation) -> str:
        self._purge()
        monitor_id = str(self._next_id)
        self._next_id += 1
        self._monitors[monitor_id] = _Monitor(operation, self._clock())
        return monitor_id

    def get(self, monitor_id: str) -> Operation | None:
        self._purge()
        monitor = self._monitors.get(monitor_id)
        return monitor.operation if monitor else None

    def discard(self, monitor_id: str) -> bool:
        """Forget the monitor; the operation goes on."""
        return self._monitors.pop(monitor_id, None) is not None

    def _purge(self) -> None:
        now = self._clock()
        for monitor_id, monitor in list(self._monitors.items()):
            if monitor.operation.is_finished and monitor.finished is None:
                monitor.finished = now
            if now - monitor.created > UNFINISHED_KEPT_SECONDS or (
                monitor.finished is not None and now - monitor.finished > FINISHED_KEPT_SECONDS
            ):
                del self._monitors[monitor_id]
        while len(self._monitors) >= MAX_MONITORS:
            del self._monitors[next(iter(self._monitors))]
