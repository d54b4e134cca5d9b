# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import Refusal
from .model import LIMIT


class TooManyPickups(Refusal):
    templates = (f"Resource Error - there are already {LIMIT} pickups",)
