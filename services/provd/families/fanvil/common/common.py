# SPDX-License-Identifier: GPL-3.0-or-later
"""Fanvil C62P: text files of modules, each setting a name and, behind a colon, its value.

Source: Fanvil's "Auto provision" guide for its C series, and the README's list.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import ClassVar

from xivo_provd.plugin import Device, DeviceInfo, HTTPRequest, RawConfig, Request, RequestType, Timezone
from xivo_provd.plugin.sip_family import (
    FamilyPlugin,
    Fingerprint,
    Key,
    codecs_of,
    locale_of,
    mac_in_filename,
)

logger = logging.getLogger("plugin.xivo-fanvil")

VENDOR, MODEL = "Fanvil", "C62P"
OUI = "00:a8:59"
# The keys behind the phone's seven fixed ones.
FIRST_KEY = 8
MEMORY_KEY = "1"
KEY_SUFFIXES = {"speeddial": "/f", "blf": "/b", "park": "/c"}
LANGUAGES = {"de": "de", "en": "en", "es": "es", "fr": "fr", "it": "it", "nl": "nl"}
DTMF_MODES = {"RTP-in-band": "0", "RTP-out-of-band": "1", "SIP-INFO": "2"}
TRANSPORTS = {"udp": "0", "tcp": "1", "tls": "3"}
CODECS = {"pcmu": "0", "pcma": "1", "g722": "9", "g729": "17"}
# What the phone dials instead of acting alone. The same extension switches off what is on.
SERVICE_CODES = {
    "DND": "exten_dnd",
    "CFU": "exten_fwd_unconditional",
    "CFB": "exten_fwd_busy",
    "CFN": "exten_fwd_no_answer",
}
CODEC_NUMBERS = range(1, 7)
# By minutes from UTC: the place of a zone in the list of 75 zones that the telephone's pages show.
ZONES = {
    -720: 0, -660: 1, -600: 2, -540: 3, -480: 4, -420: 7, -360: 9, -300: 13, -240: 15, -210: 18, -180: 19, -120: 22,
    -60: 23, 0: 26, 60: 27, 120: 32, 180: 40, 210: 42, 240: 43, 270: 45, 300: 47, 330: 48, 345: 49, 360: 51, 390: 53,
    420: 54, 480: 56, 540: 61, 570: 64, 600: 67, 660: 71, 720: 72, 780: 74,
}  # fmt: skip
FIRMWARE = "Fanvil/firmware/2012070649327421.z"

_OLD_AGENT = re.compile(r"^(?:$|voip ?phone)", re.IGNORECASE)


class FanvilFingerprint(Fingerprint):
    """Early firmware does not say its name by HTTP: only the file that it asks for tells what it is."""

    def extract(self, request: Request, request_type: RequestType) -> DeviceInfo | None:
        if isinstance(request, HTTPRequest) and _OLD_AGENT.match(request.user_agent):
            return self.of_file(request.path)
        return super().extract(request, request_type)


FINGERPRINT = FanvilFingerprint(
    vendor=VENDOR,
    # e.g. "Fanvil C62 2.3.233.46 00a859aabbcc"
    agents=(
        re.compile(
            r"^Fanvil (?P<model>[\w-]{1,20}) (?P<version>\d+(?:\.\d+){1,5})(?: (?P<mac>[0-9a-f]{12}))?$", re.IGNORECASE
        ),
    ),
    files=(
        re.compile(r"^f0(?P<model>C0062)0000\.cfg$", re.IGNORECASE),
        re.compile(r"^(?P<mac>[0-9a-f]{12})\.cfg$", re.IGNORECASE),
    ),
    vendor_classes=(re.compile(r"^fanvil\W+(?P<model>C62P?)\b", re.IGNORECASE), re.compile(r"^fanvil", re.IGNORECASE)),
    ouis=(OUI,),
    spell=lambda text: MODEL if text.upper() in ("C0062", "C62", "C62P") else text,
)


class BaseFanvilPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT
    COMMON_FILES: ClassVar[Mapping[str, str]] = {
        "f0C00620000.cfg": "common.tpl",
        "Fanvil/f0C00620000.cfg": "common.tpl",
    }

    def configure_common(self, raw_config: RawConfig) -> None:
        """Only an installed firmware is named: the telephone would look for it at each boot."""
        raw_config["XX_firmware"] = FIRMWARE if self.static_file(FIRMWARE) else None
        super().configure_common(raw_config)

    def filenames(self, device: Device) -> list[str]:
        """At the root, and where a server address that ends in ``/Fanvil`` leads."""
        name = f"{mac_in_filename(device)}.cfg"
        return [name, f"Fanvil/{name}"]

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        language, _ = locale_of(raw_config)
        keys: Mapping[int, Key] = raw_config["XX_keys"]
        wanted = codecs_of(raw_config, CODECS)
        raw_config["XX_zone"] = _zone(raw_config["XX_timezone"])
        raw_config["XX_language"] = LANGUAGES.get(language)
        raw_config["XX_transport"] = TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "0")
        raw_config["XX_dtmf_modes"] = DTMF_MODES
        raw_config["XX_codecs"] = list(zip(CODEC_NUMBERS, [*wanted, *["-1"] * len(CODEC_NUMBERS)], strict=False))
        raw_config["XX_service_codes"] = [
            (f"{service}{state}", raw_config.get(name) or "")
            for service, name in SERVICE_CODES.items()
            for state in ("On", "Off")
        ]
        raw_config["XX_memory_keys"] = [
            (FIRST_KEY - 1 + position, _value(keys.get(position)), keys[position].label if position in keys else "")
            for position in range(1, raw_config["XX_model"].function_keys + 1)
        ]


def _zone(zone: Timezone | None) -> int | None:
    """Summer time has settings of its own, so that the offset is enough."""
    if zone is None:
        return None
    if zone.offset_minutes not in ZONES:
        logger.warning("no time zone is set: the telephone's list has none like %s", zone.name)
    return ZONES.get(zone.offset_minutes)


def _value(key: Key | None) -> str:
    """``number@line/f`` calls, ``/b`` watches and picks up, ``/c`` parks."""
    if key is None:
        return ""
    return f"{key.value}@{key.line}{KEY_SUFFIXES.get(key.kind, '/f')}{key.pickup}"
