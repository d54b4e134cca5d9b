# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from functools import cache

from xivo_access.passwords import Passwords

from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import CallPermission
from .schemas import CallPermissionBody


class CallPermissionService(CrudService[CallPermission]):
    async def check(self, thing: CallPermission, fields: set[str]) -> None:
        if "password" in fields:
            thing.password_hash = await _passwords().hash(thing.password) if thing.password else None


@cache
def _passwords() -> Passwords:
    return Passwords(threads=1)


CALL_PERMISSIONS = Resource(
    plural="call_permissions",
    singular="call_permission",
    title="CallPermission",
    model=CallPermission,
    body=CallPermissionBody,
    hidden=frozenset({"password"}),
    service=CallPermissionService,
    members={"users": "user"},
)
router = CALL_PERMISSIONS.router()
