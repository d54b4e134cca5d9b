# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import Refusal


class DefaultStays(Refusal):
    templates = ("Resource Error - ParkingLot default cannot be deleted",)
