# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...edge.bodies import Body, Line, Text


class AgentGroupBody(Body):
    name: Annotated[Line, Field(min_length=1, max_length=128)]
    description: Text = ""
