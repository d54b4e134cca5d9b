# SPDX-License-Identifier: GPL-3.0-or-later
"""What the DHCP server knows of phones before they ask for a file."""

from __future__ import annotations

from prometheus_client import Counter

from ...dhcp import decode_options
from ...errors import BadRequest
from ...guard import NewPhones
from ...phones.identification import identify
from ...phones.registry import PhoneRegistry, TooManyPhones
from ...plugin import DHCPRequest, RequestType, norm_mac
from ...plugin.loader import PluginLoader
from ...unit import Unit
from .service import checked_address

IGNORED = Counter("xivo_provd_dhcp_phones_ignored_total", "Unknown phones of leases that were too many at once")


class LeaseService:
    def __init__(self, plugins: PluginLoader, registry: PhoneRegistry, new_phones: NewPhones) -> None:
        self._plugins = plugins
        self._registry = registry
        self._new_phones = new_phones

    async def committed(self, unit: Unit, ip: str, mac: str, options: list[str], *, behind_nat: bool) -> None:
        """A lease was given: the phone is a device from now on, if a plugin knows its vendor class, and its new address
        is trusted. One too many becomes a device when it asks for a file, or with its next lease. Raises BadRequest.
        """
        address, normal_mac = checked_address(ip), _mac(mac)
        try:
            request = DHCPRequest(address, normal_mac, decode_options(options))
        except ValueError as error:
            raise BadRequest(reason=str(error)) from error
        info = await identify(self._plugins, request, RequestType.DHCP)
        if not info and not await unit.devices.with_field("mac", normal_mac):
            return
        try:
            await self._registry.meet(
                unit,
                {**info, "mac": normal_mac},
                address,
                named=None,
                behind_nat=behind_nat,
                trusted=True,
                may_add=self._new_phones.one_more,
            )
        except TooManyPhones:
            IGNORED.inc()

    async def ended(self, unit: Unit, ip: str, mac: str) -> None:
        """The lease is over: nobody has the address. Raises BadRequest."""
        _mac(mac)
        await self._registry.release(unit, checked_address(ip))


def _mac(text: str) -> str:
    try:
        return norm_mac(text)
    except ValueError as error:
        raise BadRequest(reason=str(error)) from error
