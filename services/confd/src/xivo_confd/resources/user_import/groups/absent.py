# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from ..draft import Draft
from .base import ColumnGroup

_NOTHING: Mapping[str, frozenset[str]] = {
    "agentnumber": frozenset(),
}


class AbsentColumns(ColumnGroup):
    """Documented columns of what this system does not have: refused with a value, never ignored."""

    columns: ClassVar[tuple[str, ...]] = tuple(_NOTHING)

    def read(self, draft: Draft) -> None:
        for column, value in draft.given(self.columns).items():
            if value not in _NOTHING[column]:
                draft.refuse(column, "this column cannot be imported; leave it empty")
