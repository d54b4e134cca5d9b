# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.resource import Resource
from ...crud.service import CrudService
from .dao import count
from .errors import TooManyPickups
from .model import LIMIT, Pickup
from .schemas import PickupBody


class PickupService(CrudService[Pickup]):
    async def check(self, thing: Pickup, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        if thing.id is None and await count(self.unit.session) >= LIMIT:
            raise TooManyPickups


PICKUPS = Resource(
    plural="pickups",
    singular="pickup",
    title="Pickup",
    model=Pickup,
    body=PickupBody,
    service=PickupService,
    members={"interceptors.users": "user", "intercepted.users": "user"},
)
router = PICKUPS.router()
