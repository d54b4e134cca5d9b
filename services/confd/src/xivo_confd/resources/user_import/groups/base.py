# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ..draft import Batch, Draft, Plan
from ..exporting import Page


class ColumnGroup:
    """Some columns and what they mean; one instance serves one import, in the order of these methods.

    A group never raises for what is in the file: it refuses on the draft.
    """

    columns: ClassVar[tuple[str, ...]]

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def read(self, draft: Draft) -> None:
        """Check the form of the cells. Runs in a thread; no database."""

    async def prepare(self, drafts: Sequence[Draft]) -> None:
        """Ask other daemons, before a transaction is begun."""

    async def check(self, batch: Batch) -> None:
        """Check against what is stored and make the objects, without storing anything.

        As many queries for a batch as for one line. What came before is in the drafts, refused ones included.
        """

    async def write(self, batch: Batch) -> None:
        """Store what `check` has made, and announce it."""

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        """The cells of each user of the page, by his id, in a constant number of queries."""
        del page
        return {}
