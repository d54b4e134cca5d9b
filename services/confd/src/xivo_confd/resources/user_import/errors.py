# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound


class ImportNotFound(NotFound):
    templates = ("Resource Not Found - Import was not found ('id': '{job_id}')",)
