# SPDX-License-Identifier: GPL-3.0-or-later
"""Which phone a request comes from, as far as the plugins can tell."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterable

from ..plugin import DeviceInfo, DeviceSupport, Plugin, Request, RequestType, is_normed_mac

logger = logging.getLogger(__name__)

_KEYS = ("mac", "sn", "uuid", "vendor", "model", "version")
_MAX_LENGTH = 120


def identify(plugins: Iterable[Plugin], request: Request, request_type: RequestType) -> DeviceInfo:
    """The fullest answer of all plugins; empty when none knows the phone."""
    best: DeviceInfo = {}
    for plugin in plugins:
        try:
            found = plugin.extract(request, request_type)
        except Exception:
            logger.exception("plugin %s cannot read a request", plugin.id)
            continue
        if found:
            clean = {key: value for key, value in found.items() if key in _KEYS and _is_plain(value)}
            if "mac" in clean and not is_normed_mac(clean["mac"]):
                del clean["mac"]
            if len(clean) > len(best):
                best = clean
    return best


def associate(plugins: Iterable[Plugin], device: DeviceInfo) -> Plugin | None:
    """The plugin that supports the device best, if one does at all."""
    best: tuple[DeviceSupport, Plugin] | None = None
    for plugin in plugins:
        try:
            support = plugin.pg_associator.associate(device)
        except Exception:
            logger.exception("plugin %s cannot judge a device", plugin.id)
            continue
        if support >= DeviceSupport.PROBABLE and (best is None or (support, plugin.id) > (best[0], best[1].id)):
            best = (support, plugin)
    return best[1] if best else None


def is_one_phone(info: DeviceInfo) -> bool:
    return any(key in info for key in ("mac", "sn", "uuid"))


def normal_address(text: str) -> str:
    """IPv4 addresses that came over an IPv6 socket in their own form."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _MAX_LENGTH and value.isprintable()
