# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...edge.bodies import Body, Line, Text


class QueueSkillBody(Body):
    """``name`` is what rules call it, without capitals; ``category`` is the heading above it (CC-173)."""

    name: Annotated[Line, Field(min_length=1, max_length=64, pattern=r"^[a-z_][a-z0-9_-]*$")]
    category: Annotated[Line, Field(min_length=1, max_length=64)]
    description: Text = ""
