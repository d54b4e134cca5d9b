# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .dao import others
from .errors import DefaultStays
from .model import DEFAULT, ParkingLot
from .schemas import ParkingLotBody

MOST_POSITIONS = 1000
RESERVED = frozenset({"general"})


class ParkingLotService(CrudService[ParkingLot]):
    async def check(self, thing: ParkingLot, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        if thing.name in RESERVED:
            raise wrong_field("name", f"{thing.name} is reserved")
        if not thing.slots_start <= thing.slots_end < thing.slots_start + MOST_POSITIONS:
            raise wrong_field("slots_end", f"there must be between 1 and {MOST_POSITIONS} positions")
        if _holds(thing, thing.exten):
            raise wrong_field("exten", "the number to park is among the positions")
        # Asterisk would refuse the whole file
        for other in await others(self.unit.session, thing.id):
            if thing.slots_start <= other.slots_end and other.slots_start <= thing.slots_end:
                raise wrong_field("slots_start", f"the positions overlap with those of {other.name}")
            if _holds(other, thing.exten) or _holds(thing, other.exten):
                raise wrong_field("exten", f"a number to park is among the positions of {thing.name} or {other.name}")

    async def check_delete(self, thing: ParkingLot) -> None:
        if thing.name == DEFAULT:
            raise DefaultStays


def _holds(lot: ParkingLot, exten: str) -> bool:
    return lot.slots_start <= int(exten) <= lot.slots_end


PARKING_LOTS = Resource(
    plural="parking_lots",
    singular="parking_lot",
    title="ParkingLot",
    model=ParkingLot,
    body=ParkingLotBody,
    service=ParkingLotService,
    final=frozenset({"name"}),
)
router = PARKING_LOTS.router()
