# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.settings import Settings
from .schemas import QueuesGeneral

QUEUES_GENERAL = Settings(name="queues_general", body=QueuesGeneral)
router = QUEUES_GENERAL.router()
