# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...edge.bodies import Body, Line, Text

Rule = Annotated[Line, Field(min_length=1, max_length=1024)]


class QueueSkillRuleBody(Body):
    """Rules in their order: ``WT < 60, english > 50``, then ``english``. ``$lang`` is a skill named with the set."""

    name: Annotated[Line, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    description: Text = ""
    rules: Annotated[list[Rule], Field(default_factory=list, max_length=100)]
