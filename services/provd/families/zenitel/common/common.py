# SPDX-License-Identifier: GPL-3.0-or-later
"""Zenitel (STENTOFON) IP stations: files of sections over TFTP, restarted through their own web pages.

Source: Zenitel's AlphaWiki, "IP Station SIP configuration".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

import httpx
from xivo_provd.plugin import Device, RawConfig
from xivo_provd.plugin.phone_web import phone_client
from xivo_provd.plugin.sip_family import FamilyPlugin, Fingerprint, mac_in_filename

VENDOR, MODEL = "Zenitel", "IP station"
SPEED_DIALS = 3
ACCOUNT = ("admin", "alphaadmin")
"""Of a station as it is delivered."""

FINGERPRINT = Fingerprint(
    vendor=VENDOR,
    agents=(),
    files=(re.compile(r"^(?P<model>ipst_config)(?:_(?P<mac>(?:[0-9a-f]{2}_){5}[0-9a-f]{2}))?\.cfg$", re.IGNORECASE),),
    spell=lambda _name: MODEL,
)


class BaseZenitelPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT
    COMMON_FILES: ClassVar[Mapping[str, str]] = {"ipst_config.cfg": "common.tpl"}

    transport: httpx.AsyncBaseTransport | None = None
    """How the station's pages are reached, if not by the network."""

    def filenames(self, device: Device) -> list[str]:
        return [f"ipst_config_{mac_in_filename(device, '_')}.cfg"]

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        raw_config["XX_speed_dials"] = {
            position: key.value
            for position, key in raw_config["XX_keys"].items()
            if position <= SPEED_DIALS and key.kind != "line"
        }

    async def synchronize(self, device: Device, raw_config: RawConfig) -> None:
        account = (raw_config.get("admin_username") or ACCOUNT[0], raw_config.get("admin_password") or ACCOUNT[1])
        async with phone_client(device, self.transport, auth=httpx.BasicAuth(*account)) as station:
            answer = await station.post("/goform/zForm_send_cmd", data={"message": "Reboot"})
            answer.raise_for_status()
