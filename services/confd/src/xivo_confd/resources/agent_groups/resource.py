# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.resource import Resource
from .model import AgentGroup
from .schemas import AgentGroupBody

DEFAULT_GROUP = "default"

AGENT_GROUPS = Resource(
    plural="agent_groups",
    singular="agent_group",
    title="AgentGroup",
    model=AgentGroup,
    body=AgentGroupBody,
    lasting=frozenset({DEFAULT_GROUP}),
)
router = AGENT_GROUPS.router()
