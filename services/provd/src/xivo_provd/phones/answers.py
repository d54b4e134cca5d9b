# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone gets, in words that HTTP and TFTP both can say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Outcome(Enum):
    SERVED = 200
    DENIED = 403
    NOT_FOUND = 404
    BANNED = 429
    UNAVAILABLE = 503


@dataclass(frozen=True)
class Answer:
    """``content`` of a generated file, or ``path`` of a static one."""

    outcome: Outcome
    content: bytes = b""
    path: Path | None = None
    retry_after: int | None = None


NOT_FOUND = Answer(Outcome.NOT_FOUND)
DENIED = Answer(Outcome.DENIED)
UNAVAILABLE = Answer(Outcome.UNAVAILABLE, retry_after=5)
