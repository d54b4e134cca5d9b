# SPDX-License-Identifier: GPL-3.0-or-later
"""Which phone a request comes from, as far as the plugins can tell."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from ..plugin import DeviceInfo, DeviceSupport, Plugin, PluginError, Request, RequestType, is_normed_mac

logger = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")

_KEYS = ("mac", "sn", "uuid", "vendor", "model", "version")
_MAX_LENGTH = 120


async def identify(plugins: Iterable[Plugin], request: Request, request_type: RequestType) -> DeviceInfo:
    """The fullest answer of all plugins; empty when none knows the phone."""
    best: DeviceInfo = {}
    for _plugin, found in await _ask(plugins, lambda plugin: plugin.identify(request, request_type)):
        if found:
            clean = {key: value for key, value in found.items() if key in _KEYS and _is_plain(value)}
            if "mac" in clean and not is_normed_mac(clean["mac"]):
                del clean["mac"]
            if len(clean) > len(best):
                best = clean
    return best


async def associate(plugins: Iterable[Plugin], device: DeviceInfo) -> Plugin | None:
    """The plugin that supports the device best, if one does at all."""
    best: tuple[int, Plugin] | None = None
    for plugin, support in await _ask(plugins, lambda plugin: plugin.support(device)):
        if support >= DeviceSupport.PROBABLE and (best is None or (support, plugin.id) > (best[0], best[1].id)):
            best = (support, plugin)
    return best[1] if best else None


async def _ask(plugins: Iterable[Plugin], ask: Callable[[Plugin], Awaitable[_Answer]]) -> list[tuple[Plugin, _Answer]]:
    """The answers of those that gave one, in the order of the plugins. Other processes are asked all at once."""
    asked = list(plugins)
    isolated = [plugin for plugin in asked if plugin.is_isolated]
    answers = dict(
        zip(isolated, await asyncio.gather(*(_answer(plugin, ask) for plugin in isolated)), strict=True)
        if isolated
        else ()
    )
    for plugin in asked:
        if not plugin.is_isolated:
            answers[plugin] = await _answer(plugin, ask)
    return [(plugin, answer[0]) for plugin in asked if (answer := answers[plugin]) is not None]


async def _answer(plugin: Plugin, ask: Callable[[Plugin], Awaitable[_Answer]]) -> tuple[_Answer] | None:
    try:
        return (await ask(plugin),)
    except PluginError as error:
        logger.warning("plugin %s does not know a phone: %s", plugin.id, error)
    except Exception:
        logger.exception("plugin %s does not know a phone", plugin.id)
    return None


def is_one_phone(info: DeviceInfo) -> bool:
    return any(key in info for key in ("mac", "sn", "uuid"))


def normal_address(text: str) -> str:
    """IPv4 addresses that came over an IPv6 socket in their own form."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _MAX_LENGTH and value.isprintable()
