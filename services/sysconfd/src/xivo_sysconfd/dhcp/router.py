# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from xivo_access import requires

from xivo_sysconfd.dhcp.service import DhcpConfiguration
from xivo_sysconfd.handlers.schemas import ErrorBody

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": description}
    for status, description in (
        (401, "no valid token"),
        (403, "the token does not allow it"),
        (503, "confgend, provd or the token service is away"),
    )
}


class Applied(BaseModel):
    """An empty object."""


def make_dhcp_router(configuration: DhcpConfiguration) -> APIRouter:
    router = APIRouter(tags=["common configuration"], responses=_ERRORS)
    access = requires("sysconfd.commonconf_apply.create")

    @router.get("/commonconf_apply", **access)
    async def commonconf_apply() -> Applied:
        """Apply the system configuration: the DHCP server follows (API-172). The released path; POST does the same."""
        await configuration.apply()
        return Applied()

    @router.post("/commonconf_apply", **access)
    async def apply_common_configuration() -> Applied:
        """Apply the system configuration: the DHCP server follows (SYS-193)."""
        await configuration.apply()
        return Applied()

    update = requires("sysconfd.dhcpd_update.create")

    @router.get("/dhcpd_update", **update)
    async def dhcpd_update() -> Applied:
        """Have the DHCP server fetch vendors' files and restart (API-174). The released path; POST does the same.

        How it ends is in `/status`: `dhcp.update`.
        """
        await configuration.want_update()
        return Applied()

    @router.post("/dhcpd_update", **update)
    async def update_vendors() -> Applied:
        """Have the DHCP server fetch vendors' files and restart (DEV-177)."""
        await configuration.want_update()
        return Applied()

    return router
