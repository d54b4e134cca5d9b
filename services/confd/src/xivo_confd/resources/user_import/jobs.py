# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports under way and the last finished ones. They live in this process: a restart forgets them."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from xivo_base.errors import ApiError

from ...edge.access import Caller
from .table import Problem

logger = logging.getLogger(__name__)

MOST_KEPT = 100
MOST_ERRORS_SHOWN = 1000


@dataclass(slots=True, eq=False)
class Job:
    """``done`` counts lines whose users are stored; an atomic import's become real when it is finished."""

    total: int
    dry_run: bool
    beginner: Caller
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    checked: int = 0
    done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    finished: bool = False
    problems: list[Problem] = field(default_factory=list)
    failure: BaseException | None = None

    def is_visible_to(self, caller: Caller) -> bool:
        """Who is limited to an entity sees his own: errors quote lines of the file."""
        return caller.entity_id is None or (caller.kind, caller.name) == (self.beginner.kind, self.beginner.name)

    def state(self) -> dict[str, Any]:
        errors = [
            {"line": problem.line, "column": problem.column, "message": problem.message}
            for problem in sorted(self.problems, key=lambda problem: problem.line or 0)
        ]
        if self.failure is not None:
            errors.insert(0, {"line": None, "column": None, "message": _told(self.failure)})
        return {
            "id": self.id,
            "dry_run": self.dry_run,
            "total": self.total,
            "checked": self.checked,
            "done": self.done,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": errors[:MOST_ERRORS_SHOWN],
            "errors_total": len(errors),
            "finished": self.finished,
        }


class Jobs:
    """A component: when the daemon stops, so do imports, and what is not committed is not stored."""

    name = "imports of users"

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Nothing runs before somebody asks."""

    async def stop(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def find(self, job_id: str, caller: Caller) -> Job | None:
        """The import, if the caller may see it."""
        job = self._jobs.get(job_id)
        return job if job is not None and job.is_visible_to(caller) else None

    def begin(self, job: Job, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """Imports take turns: two at once would only wait for each other's rows."""
        for old in [known.id for known in self._jobs.values() if known.finished][: -MOST_KEPT or None]:
            del self._jobs[old]
        self._jobs[job.id] = job
        task = asyncio.create_task(self._run(job, work), name=f"import {job.id}")
        self._tasks[job.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job.id, None))
        return task

    async def _run(self, job: Job, work: Callable[[], Awaitable[None]]) -> None:
        try:
            async with self._turn:
                await work()
        except ApiError as error:
            job.failure = error
        except Exception as error:
            logger.exception("import %s failed", job.id)
            job.failure = error
        finally:
            job.finished = True


def _told(error: BaseException) -> str:
    return "; ".join(error.messages) if isinstance(error, ApiError) else "Unexpected error"
