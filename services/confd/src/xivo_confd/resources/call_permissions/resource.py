# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.resource import Resource
from .model import CallPermission
from .schemas import CallPermissionBody

CALL_PERMISSIONS = Resource(
    plural="call_permissions",
    singular="call_permission",
    title="CallPermission",
    model=CallPermission,
    body=CallPermissionBody,
    hidden=frozenset({"password"}),
)
router = CALL_PERMISSIONS.router()
