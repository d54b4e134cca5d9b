# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound


class CtiProfileNotFound(NotFound):
    templates = ("Resource Not Found - CtiProfile was not found ('id': {profile_id})",)
