# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers in paths."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from .bodies import DATABASE_INTEGER_MAX

# Anything else is an object that does not exist: the edge turns a wrong path into 404.
ResourceId = Annotated[int, Path(ge=0, le=DATABASE_INTEGER_MAX)]
