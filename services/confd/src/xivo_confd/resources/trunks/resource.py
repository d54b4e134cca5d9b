# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
from typing import Any

from ...crud.errors import AlreadyExists, wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .dao import is_line_name, with_interface
from .model import Trunk
from .schemas import TrunkBody

DAHDI = re.compile(r"^dahdi/([gGrR][0-9]+|[0-9]+)$", re.IGNORECASE)


class TrunkService(CrudService[Trunk]):
    async def check(self, thing: Trunk, fields: set[str]) -> None:  # noqa: ARG002  all rules concern the whole
        endpoint = thing.endpoint
        if endpoint["protocol"] == "custom":
            await self._check_custom(thing, endpoint)
        else:
            await self._check_account(thing, endpoint)

    async def _check_custom(self, thing: Trunk, endpoint: dict[str, Any]) -> None:
        interface = endpoint["interface"]
        if interface.lower().startswith("dahdi/") and not DAHDI.match(interface):
            raise wrong_field("endpoint.interface", f"{interface} is no DAHDI group: dahdi/g0, G0, r0 or R0")  # ADM-284
        if thing.registration is not None:
            raise wrong_field("registration", "a customised trunk does not register")
        same = await with_interface(self.unit.session, thing)
        if same is not None:
            raise wrong_field("endpoint.interface", f"the trunk {same} has this interface")  # ADM-283

    async def _check_account(self, thing: Trunk, endpoint: dict[str, Any]) -> None:
        if endpoint["username"] != thing.name:
            raise wrong_field("endpoint.username", "must be the trunk's name")  # ADM-257
        if endpoint["host"] == "dynamic" and endpoint["type"] == "peer":
            raise wrong_field("endpoint.host", "a peer is known by its address")
        if endpoint["host"] == "dynamic" and thing.secret is None:
            raise wrong_field("secret", "who registers here needs one")
        if await is_line_name(self.unit.session, thing.name):
            raise AlreadyExists(title="Line", what=f"'name': '{thing.name}'")


TRUNKS = Resource(
    plural="trunks",
    singular="trunk",
    title="Trunk",
    model=Trunk,
    body=TrunkBody,
    hidden=frozenset({"secret", "registration_secret"}),
    service=TrunkService,
)
router = TRUNKS.router()
