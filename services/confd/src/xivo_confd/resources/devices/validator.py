# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import ipaddress
import re
from typing import Any

import orjson

from ...provisioning.keeper import ConfigKeeper
from ...provisioning.provd import Document, Provd
from .errors import DeviceExists, InvalidDevice, NoSuchPlugin, NoSuchTemplate

_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", re.IGNORECASE)


# Cisco 7900, of which the manual says that they work in SCCP mode only: xivo-cisco-sccp-9.0.3, xivo-cisco-sccp-legacy.
_SCCP_PLUGIN = re.compile(r"^[a-z]+-cisco-sccp-")


def takes_line_of(device: Document, protocol: str) -> bool:
    """Whether the telephone can register a line of this protocol."""
    return protocol == "sccp" or not _SCCP_PLUGIN.match(device.get("plugin") or "")


class DeviceValidator:
    def __init__(self, provd: Provd, keeper: ConfigKeeper) -> None:
        self._provd = provd
        self._keeper = keeper

    async def validate(self, fields: dict[str, Any], device_id: str | None = None) -> None:
        """Refuse what the manual refuses; `device_id` is the device being changed."""
        self._form(fields)
        mac = fields.get("mac")
        if mac is not None and any(
            found["id"] != device_id for found in await self._provd.devices({"mac": mac.lower()})
        ):
            raise DeviceExists(mac=mac)
        plugin = fields.get("plugin")
        if plugin is not None and plugin not in await self._provd.plugins():
            raise NoSuchPlugin(plugin=plugin)
        template = fields.get("template_id")
        if template is not None and not await self._is_template(template):
            raise NoSuchTemplate(template_id=template)

    @staticmethod
    def _form(fields: dict[str, Any]) -> None:
        ip, mac, options = fields.get("ip"), fields.get("mac"), fields.get("options")
        if ip is not None and not _is_ipv4(ip):
            raise InvalidDevice(field="ip")
        if mac is not None and not _MAC.fullmatch(mac):
            raise InvalidDevice(field="mac")
        if options is not None and not (isinstance(options, dict) and _is_storable(options)):
            raise InvalidDevice(field="options")
        if options and not isinstance(options.get("switchboard", False), bool):
            raise InvalidDevice(field="options.switchboard")

    async def _is_template(self, template: str) -> bool:
        return bool(re.fullmatch(r"[A-Za-z0-9_.-]+", template)) and await self._keeper.has_template(template)


def _is_storable(options: dict[str, Any]) -> bool:
    """Whether everybody can write it as JSON: no half characters, no endless numbers."""
    try:
        return bool(orjson.loads(orjson.dumps(options)) == options) and b"\\u0000" not in orjson.dumps(options)
    except (TypeError, ValueError):
        return False


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True
