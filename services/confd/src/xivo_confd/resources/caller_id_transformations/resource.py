# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.settings import Settings
from .schemas import CallerIdTransformations

CALLER_ID_TRANSFORMATIONS = Settings(name="caller_id_transformations", body=CallerIdTransformations)
router = CALLER_ID_TRANSFORMATIONS.router()
