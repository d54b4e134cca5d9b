# SPDX-License-Identifier: GPL-3.0-or-later
"""From lines of a file to users: read all, check all, then store all or what is good."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager

from sqlalchemy.exc import IntegrityError

from ...conflicts import constraint_of
from ...edge.unit import Unit
from .dao import ImportDao
from .draft import Batch, Draft, Plan
from .groups import GROUPS
from .jobs import Job
from .table import Problem, Table

BATCH = 50  # lines; other requests are served between two

Writing = Callable[[], AbstractAsyncContextManager[Unit]]


class Importer:
    def __init__(self, plan: Plan, writing: Writing, job: Job) -> None:
        self._plan = plan
        self._groups = [group(plan) for group in GROUPS]
        self._writing = writing
        self._job = job

    async def run(self, table: Table, *, atomic: bool) -> None:
        """Raises Unavailable and DatabaseUnavailable; what is wrong with the file is in the job."""
        self._job.problems += table.problems
        drafts = await asyncio.to_thread(self._read, table)
        for group in self._groups:
            await group.prepare(drafts)
        if atomic or self._job.dry_run:
            await self._at_once(drafts)
        else:
            await self._by_batches(drafts)

    def _read(self, table: Table) -> list[Draft]:
        drafts = [Draft(row) for row in table.rows]
        for draft in drafts:
            for group in self._groups:
                group.read(draft)
        return drafts

    async def _at_once(self, drafts: list[Draft]) -> None:
        try:
            async with self._writing() as unit:
                for batch in _batches(unit, drafts):
                    await self._check(batch)
                if self._job.problems or self._job.dry_run:
                    await unit.session.rollback()
                    self._count([draft for draft in drafts if not draft.problems] if self._job.dry_run else [])
                    return
                for batch in _batches(unit, drafts):
                    await self._write(batch)
        except IntegrityError as error:
            self._job.problems.append(Problem(None, None, _conflict(error)))
            self._job.done = 0
        else:
            self._count(drafts)

    async def _by_batches(self, drafts: list[Draft]) -> None:
        for start in range(0, len(drafts), BATCH):
            some = drafts[start : start + BATCH]
            try:
                async with self._writing() as unit:
                    batch = Batch(unit, some)
                    await self._check(batch)
                    good = [draft for draft in some if not draft.problems]
                    await self._write(Batch(unit, good))
            except IntegrityError as error:
                self._job.problems += [Problem(draft.row.line, None, _conflict(error)) for draft in good]
            else:
                self._count(good)

    async def _check(self, batch: Batch) -> None:
        # What an update assigns is stored by `write`, not by the next query.
        with batch.unit.session.no_autoflush:
            for group in self._groups:
                await group.check(batch)
        dao = ImportDao(batch.unit.session)
        for draft in batch.drafts:
            if draft.problems:
                self._job.problems += draft.problems
                dao.forget(draft.user, draft.line, draft.extension, *draft.beside)
        self._job.checked += len(batch.drafts)

    async def _write(self, batch: Batch) -> None:
        for group in self._groups:
            await group.write(batch)
        await batch.unit.seal()
        self._job.done += len(batch.drafts)

    def _count(self, drafts: list[Draft]) -> None:
        if self._plan.creating:
            self._job.created += len(drafts)
            return
        updated = sum(bool(draft.changed) for draft in drafts)
        self._job.updated += updated
        self._job.unchanged += len(drafts) - updated


def _batches(unit: Unit, drafts: list[Draft]) -> Iterator[Batch]:
    for start in range(0, len(drafts), BATCH):
        yield Batch(unit, drafts[start : start + BATCH])


def _conflict(error: IntegrityError) -> str:
    return f"somebody else changed this meanwhile ({constraint_of(error)}); try again"
