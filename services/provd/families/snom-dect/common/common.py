# SPDX-License-Identifier: GPL-3.0-or-later
"""Snom's DECT bases M300, M700 and M900: a base has servers, and an account for each handset.

Source: Snom M300/M700/M900 administration manual, "Provisioning".
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from xivo_provd.plugin import Device, RawConfig
from xivo_provd.plugin.sip_family import (
    FamilyPlugin,
    Fingerprint,
    SipLine,
    Support,
    codecs_of,
    locale_of,
    mac_in_filename,
)

logger = logging.getLogger("plugin.xivo-snom-dect")

VENDOR = "Snom"
SERVERS = 10
LANGUAGES = {"de": "Deutsch", "en": "English", "es": "Espanol", "fr": "Francais", "it": "Italiano",
             "nl": "Dutch"}  # fmt: skip
TONE_SCHEMES = {"CA": "USA", "DE": "GER", "ES": "ESP", "FR": "FRA", "IT": "ITA", "NL": "NLD", "US": "USA"}
TRANSPORTS = {"udp": "udp", "tcp": "tcp", "tls": "tls"}
SRTP = {"disabled": "disabled", "preferred": "optional", "required": "mandatory"}
# RFC 5424's; 6 is the base's own.
LOG_LEVELS = {"critical": "2", "error": "3", "warning": "4", "info": "6", "debug": "7"}
CODECS = {"pcmu": "pcmu", "pcma": "pcma", "g722": "g722", "g726": "g726", "g729": "g729"}
# The base's own names of the zones; it knows their summer time.
ZONES = {
    "Africa/Cairo": "EGY+2", "Africa/Nairobi": "EAT+3", "America/Anchorage": "USA-9",
    "America/Argentina/Buenos_Aires": "ARG-3", "America/Chicago": "USA-6", "America/Denver": "USA-7",
    "America/Edmonton": "CAN-7", "America/Halifax": "CAN-4", "America/Los_Angeles": "USA-8",
    "America/Mexico_City": "MEX-6", "America/New_York": "USA-5", "America/St_Johns": "CAN-3.5",
    "America/Toronto": "CAN-5", "America/Vancouver": "CAN-8", "America/Winnipeg": "CAN-6", "Asia/Baghdad": "IRQ+3",
    "Asia/Baku": "AZE+4", "Asia/Bangkok": "THA+7", "Asia/Beirut": "LBN+2", "Asia/Jerusalem": "ISR+2",
    "Asia/Karachi": "PAK+5", "Asia/Kolkata": "IND+5.5", "Asia/Nicosia": "CYP+2", "Asia/Singapore": "SGP+8",
    "Asia/Tbilisi": "GEO+4", "Asia/Tehran": "IRN+3.5", "Asia/Tokyo": "JPN+9", "Asia/Yerevan": "ARM+4",
    "Atlantic/Azores": "PRT-1", "Atlantic/Canary": "ESP-0", "Atlantic/Faroe": "FRO-0", "Australia/Perth": "AUS+8",
    "Europe/Amsterdam": "NLD+1", "Europe/Athens": "GRC+2", "Europe/Berlin": "GER+1", "Europe/Bratislava": "SVK+1",
    "Europe/Brussels": "BEL+1", "Europe/Bucharest": "ROU+2", "Europe/Budapest": "HUN+1", "Europe/Chisinau": "MDA+2",
    "Europe/Copenhagen": "DNK+1", "Europe/Dublin": "IRL-0", "Europe/Gibraltar": "GIB+1", "Europe/Helsinki": "FIN+2",
    "Europe/Kyiv": "UKR+2", "Europe/Lisbon": "PRT-0", "Europe/London": "GBR-0", "Europe/Luxembourg": "LUX+1",
    "Europe/Madrid": "ESP+1", "Europe/Moscow": "RUS+3", "Europe/Oslo": "NOR+1", "Europe/Paris": "FRA+1",
    "Europe/Prague": "CZE+1", "Europe/Riga": "LVA+2", "Europe/Rome": "ITA+1", "Europe/Skopje": "MAK+1",
    "Europe/Sofia": "BGR+2", "Europe/Stockholm": "SWE+1", "Europe/Tallinn": "EST+2", "Europe/Vienna": "AUT+1",
    "Europe/Warsaw": "POL+1", "Europe/Zagreb": "HRV+1", "Europe/Zurich": "CHE+1", "Pacific/Auckland": "NZL+12",
    "Pacific/Noumea": "NCL+11",
}  # fmt: skip
DTMF_INFO = {"RTP-in-band": "off", "RTP-out-of-band": "off", "SIP-INFO": "sip_info_only"}

FINGERPRINT = Fingerprint(
    vendor=VENDOR,
    # e.g. "Mozilla/4.0 (compatible; Snom M900 05.20.0001 000413b60680)"
    agents=(
        re.compile(
            r"\bsnom ?(?P<model>M[379]00) (?P<version>\d{1,5}(?:\.\d{1,5}){1,5})(?: (?P<mac>[0-9a-f]{12}))?\b",
            re.IGNORECASE,
        ),
    ),
    files=(
        re.compile(r"^snom(?P<model>M[379]00)(?:-(?P<mac>[0-9A-F]{12}))?\.(?:htm|xml)$", re.IGNORECASE),
        re.compile(r"^(?P<mac>[0-9A-F]{12})\.xml$", re.IGNORECASE),
    ),
    vendor_classes=(re.compile(r"^snom ?(?P<model>M[379]00)", re.IGNORECASE),),
    # A MAC address alone is taken for a telephone's: the prefix is the same.
    ouis=(),
    spell=str.upper,
)
_FIRMWARE = re.compile(r"^(?P<model>M\d\d\d?)_v(?P<version>\d{4})_b(?P<branch>\d{4})\.fwu$")


@dataclass(frozen=True)
class Server:
    """One of the base's SIP servers; its accounts name it by number."""

    number: int
    host: str
    dtmf_info: str
    srtp: str


@dataclass(frozen=True)
class Firmware:
    """``M700/M700_v0520_b0001.fwu``: what a base fetches for itself, or for its handsets of that type."""

    model: str
    version: str
    branch: str


class BaseSnomDectPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT
    NOTIFY = "check-sync;reboot=true"

    def filenames(self, device: Device) -> list[str]:
        return [f"{mac_in_filename(device, uppercase=True)}.xml"]

    def configure_common(self, raw_config: RawConfig) -> None:
        template = self._tpl_helper.get_template("common.tpl")
        for model in self.models:
            self.dump(template, raw_config, f"snom{model}.htm")

    def configure(self, device: Device, raw_config: RawConfig) -> None:
        """The file that the base makes up by itself only says where the settings are."""
        super().configure(device, raw_config)
        if device.get("model"):
            settings, mac = self.filenames(device)[0], mac_in_filename(device, uppercase=True)
            template = self._tpl_helper.get_template("pointer.tpl")
            self.dump(template, {**raw_config, "XX_settings": settings}, f"snom{device['model']}-{mac}.htm")

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        language, country = locale_of(raw_config)
        raw_config["XX_lang"] = LANGUAGES.get(language)
        raw_config["XX_tone_scheme"] = TONE_SCHEMES.get(country)
        raw_config["XX_zone"] = _zone(raw_config)
        raw_config["XX_transport"] = TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "udp")
        raw_config["XX_log_level"] = LOG_LEVELS.get(raw_config.get("syslog_level") or "", "6")
        support: Support = raw_config["XX_model"]
        firmwares = self._firmwares()
        raw_config["XX_firmware"] = firmwares.get(support.model)
        raw_config["XX_handset_firmwares"] = [
            firmware for model, firmware in firmwares.items() if model not in self.models
        ]
        raw_config["XX_codecs"] = ", ".join(codecs_of(raw_config, CODECS))
        lines: dict[int, SipLine] = raw_config["XX_lines"]
        servers = _servers(lines)
        raw_config["XX_servers"] = list(servers.values())
        raw_config["XX_accounts"] = [
            (line, servers[_address(line)].number) for line in lines.values() if _address(line) in servers
        ]
        raw_config["XX_directory_url"] = raw_config.get("X_xivo_phonebook_url")

    def _firmwares(self) -> dict[str, Firmware]:
        """The newest that is installed, by model."""
        folder = self._plugin_dir / "var" / "tftpboot"
        names = sorted(path.name for path in folder.glob("M*/M*.fwu"))
        found = [Firmware(**match.groupdict()) for name in names if (match := _FIRMWARE.match(name))]
        return {firmware.model: firmware for firmware in found}


def _zone(raw_config: RawConfig) -> str | None:
    zone = raw_config["XX_timezone"]
    if zone is None:
        return None
    if zone.name not in ZONES:
        logger.warning("no time zone is set: the base has no name for %s", zone.name)
    return ZONES.get(zone.name)


def _address(line: SipLine) -> str:
    return line.registrar_ip if line.registrar_port == 5060 else f"{line.registrar_ip}:{line.registrar_port}"


def _servers(lines: Mapping[int, SipLine]) -> dict[str, Server]:
    servers: dict[str, Server] = {}
    for line in lines.values():
        address = _address(line)
        if address in servers:
            continue
        if len(servers) == SERVERS:
            logger.warning("line %s is of another server than the %s that the base can have", line.number, SERVERS)
            continue
        servers[address] = Server(
            number=len(servers) + 1,
            host=address,
            dtmf_info=DTMF_INFO.get(line.dtmf_mode or "", "off"),
            srtp=SRTP.get(line.srtp_mode, SRTP["disabled"]),
        )
    return servers
