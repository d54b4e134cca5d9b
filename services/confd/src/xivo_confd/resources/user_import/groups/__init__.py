# SPDX-License-Identifier: GPL-3.0-or-later
"""Which columns a file of users can have. A group comes after those whose objects it needs."""

from __future__ import annotations

from .agent import AgentColumns
from .base import ColumnGroup
from .boss_secretary import BossSecretaryColumns
from .cti import CtiColumns
from .device import DeviceColumns
from .incall import IncallColumns
from .line import LineColumns
from .services import ServiceColumns
from .user import UserColumns
from .voicemail import VoicemailColumns

GROUPS: tuple[type[ColumnGroup], ...] = (
    UserColumns,
    CtiColumns,
    ServiceColumns,
    BossSecretaryColumns,
    LineColumns,
    VoicemailColumns,
    DeviceColumns,
    IncallColumns,
    AgentColumns,
)
COLUMNS: tuple[str, ...] = tuple(column for group in GROUPS for column in group.columns)
