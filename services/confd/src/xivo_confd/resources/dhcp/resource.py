# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ipaddress import IPv4Address

from ...crud.settings import Settings
from ...edge.unit import Unit
from ...errors import InputRefused
from .schemas import Dhcp


async def _has_a_pool(_: Unit, dhcp: Dhcp) -> None:
    """Who is active has addresses to give. Raises InputRefused."""
    if dhcp.active and not (dhcp.pool_start and dhcp.pool_end):
        raise InputRefused("Input Error - field 'active': a pool is needed: pool_start and pool_end")
    if bool(dhcp.pool_start) != bool(dhcp.pool_end):
        raise InputRefused("Input Error - field 'pool_end': a pool has a start and an end")
    if dhcp.pool_start and dhcp.pool_end and IPv4Address(dhcp.pool_start) > IPv4Address(dhcp.pool_end):
        raise InputRefused("Input Error - field 'pool_end': must not be lower than pool_start")


DHCP = Settings(name="dhcp", body=Dhcp, check=_has_a_pool)
router = DHCP.router()
