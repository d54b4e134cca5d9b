# SPDX-License-Identifier: GPL-3.0-or-later
"""What callers asked for, until it is done, too late or no longer wanted; kept over restarts."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Request:
    """``device`` is the caller's telephone, which is called back. ``used``: the one who is wanted has been busy since.

    ``recalled``: when the caller's telephone began to ring; None before. Times are seconds since 1970.
    """

    caller: int
    wanted: int
    device: str
    until: float
    used: bool = False
    recalled: float | None = None


class Requests:
    """One a caller."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._of_caller: dict[int, Request] = {}

    def load(self) -> None:
        if self._file is None:
            return
        try:
            found = [Request(**row) for row in json.loads(self._file.read_bytes())]
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError) as error:
            logger.warning("no call completion of before is known: %s: %s", self._file, error)
            return
        self._of_caller = {request.caller: request for request in found}

    def save(self) -> None:
        if self._file is None:
            return
        new = self._file.with_suffix(".new")
        try:
            new.write_text(json.dumps([asdict(request) for request in self]))
            new.replace(self._file)
        except OSError as error:
            logger.warning("call completions would not survive a restart: %s", error)

    def __iter__(self) -> Iterator[Request]:
        return iter(list(self._of_caller.values()))

    def __len__(self) -> int:
        return len(self._of_caller)

    def of(self, caller: int) -> Request | None:
        return self._of_caller.get(caller)

    def add(self, request: Request) -> None:
        self._of_caller[request.caller] = request

    def remove(self, request: Request) -> None:
        if self._of_caller.get(request.caller) is request:
            del self._of_caller[request.caller]


def concerned(requests: Iterable[Request]) -> set[int]:
    """The users whose telephones matter."""
    return {user for request in requests for user in (request.caller, request.wanted)}
