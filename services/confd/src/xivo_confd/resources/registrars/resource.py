# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import StillUsed, wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .dao import line_with
from .model import DEFAULT, Registrar
from .schemas import RegistrarBody

_NEED_A_HOST = ("backup", "proxy_main", "proxy_backup", "outbound_proxy")


class RegistrarService(CrudService[Registrar]):
    async def check(self, thing: Registrar, fields: set[str]) -> None:  # noqa: ARG002  the rule concerns the whole
        for server in _NEED_A_HOST:
            if getattr(thing, f"{server}_port") is not None and getattr(thing, f"{server}_host") is None:
                raise wrong_field(f"{server}_port", f"needs {server}_host")

    async def check_delete(self, thing: Registrar) -> None:
        line_id = await line_with(self.unit.session, thing.name)
        if line_id is not None:
            raise StillUsed(
                title="Registrar", kind="registrar", id=thing.id, owner="Line", owner_kind="line", owner_id=line_id
            )


REGISTRARS = Resource(
    plural="registrars",
    singular="registrar",
    title="Registrar",
    model=Registrar,
    body=RegistrarBody,
    service=RegistrarService,
    final=frozenset({"name"}),
    lasting=frozenset({DEFAULT}),
)
router = REGISTRARS.router()
