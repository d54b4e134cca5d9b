# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pydantic import BaseModel, Field


class ImportProblem(BaseModel):
    line: int | None = Field(description="counted from 1, which is the header")
    column: str | None
    message: str


class ImportState(BaseModel):
    """How far an import is. Of a dry run, ``created`` and ``updated`` say what would be."""

    id: str
    dry_run: bool
    total: int = Field(description="users in the file")
    checked: int
    done: int
    created: int
    updated: int
    unchanged: int
    errors: list[ImportProblem] = Field(description="the first thousand")
    errors_total: int
    finished: bool
