# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.looks import DEFAULT_GROUP, WithLooks
from ...crud.resource import Resource
from .model import AgentStatus
from .schemas import SHIPPED, AgentStatusBody


class AgentStatusService(WithLooks[AgentStatus]):
    field = "statuses"
    states = tuple(SHIPPED)


AGENT_STATUS = Resource(
    plural="agent_status",
    singular="agent_status",
    title="AgentStatus",
    model=AgentStatus,
    body=AgentStatusBody,
    service=AgentStatusService,
    lasting=frozenset({DEFAULT_GROUP}),
)
router = AGENT_STATUS.router()
