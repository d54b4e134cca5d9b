# SPDX-License-Identifier: GPL-3.0-or-later
"""Snom's file names, User-Agents and XML settings, as in its provisioning documentation for firmware 8."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from xivo_provd.plugin import Device, RawConfig, Timezone
from xivo_provd.plugin.sip_family import (
    FamilyPlugin,
    Fingerprint,
    Key,
    SipLine,
    Support,
    codecs_of,
    locale_of,
    mac_in_filename,
)

logger = logging.getLogger("plugin.xivo-snom")

VENDOR = "Snom"
SHARED_KEYS = frozenset({"710", "715", "720", "D725", "760"})
# The manual gives no number for these.
KEYS = {"360": 12}
# Vision (7xx, 8xx) and D7 (7xx) add keys behind the phone's own.
EXPANSION_KEYS = {"710": 54, "715": 54, "720": 54, "D725": 54, "760": 54, "820": 48, "821": 48, "870": 48}
# No directory key: the first soft key of the idle screen opens it.
SOFT_KEY_DIRECTORY = frozenset({"710", "715"})
SPEAKER = "PA1"
IDENTITIES = 12

LANGUAGES = {"de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "it": "Italiano",
             "nl": "Nederlands", "pl": "Polski", "pt": "Português", "ru": "Русский", "tr": "Turkce"}  # fmt: skip
TONE_SCHEMES = {"AU": "AUS", "BE": "BEL", "CA": "USA", "CH": "SWI", "DE": "GER", "ES": "SPA", "FR": "FRA",
                "GB": "GBR", "IT": "ITA", "NL": "NLD", "US": "USA"}  # fmt: skip
DIRECTORY_LABELS = {"de": "Verzeichnis", "en": "Directory", "es": "Directorio", "fr": "Annuaire", "it": "Rubrica"}
DTMF_INFO = {"RTP-in-band": "off", "RTP-out-of-band": "off", "SIP-INFO": "sip_info_only"}
CODECS = {"pcmu": "pcmu", "pcma": "pcma", "g722": "g722", "g729": "g729", "gsm": "gsm"}
SRTP = {"disabled": ("off", "off"), "preferred": ("on", "optional"), "required": ("on", "mandatory")}
LOG_LEVELS = {"critical": "2", "error": "3", "warning": "4", "info": "6", "debug": "9"}

_MODEL = r"(?P<model>(?:D7\d\d|MP|PA1|[378]\d\d))"


def _spell(text: str) -> str:
    model = text.upper()
    return "D725" if model == "725" else model


FINGERPRINT = Fingerprint(
    vendor=VENDOR,
    # e.g. "Mozilla/4.0 (compatible; snom720-SIP 8.7.5.17 SPEAr300 SNOM 1.4 00041312ABCD)",
    #      "Mozilla/4.0 (compatible; snom lid 3605; snom 320-SIP 8.7.5.17 1.1.3-s)"
    agents=(
        re.compile(
            r"\bsnom ?(?P<model>[A-Z]{0,2}\d{0,3})-SIP (?P<version>\d{1,5}(?:\.\d{1,5}){1,5})"
            r"(?=[^)]{0,150}\))(?:[^)]{0,150}?\b(?P<mac>0004[0-9A-F]{8})\b)?",
            re.IGNORECASE,
        ),
    ),
    files=(
        re.compile(rf"^snom{_MODEL}(?:-(?P<mac>[0-9A-F]{{12}}))?\.(?:htm|xml)$", re.IGNORECASE),
        re.compile(r"^(?P<mac>[0-9A-F]{12})\.(?:htm|xml)$", re.IGNORECASE),
    ),
    vendor_classes=(re.compile(rf"^snom ?{_MODEL}", re.IGNORECASE), re.compile(r"^snom", re.IGNORECASE)),
    ouis=("00:04:13",),
    spell=_spell,
)


class BaseSnomPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT
    NOTIFY = "check-sync;reboot=false"

    FIRMWARE: ClassVar[Mapping[str, str]] = {}
    """The file of the firmware by model, below ``var/tftpboot``."""

    def filenames(self, device: Device) -> list[str]:
        """The one that the phone makes up by itself, and the one for a setting URL with ``{mac}.xml``."""
        mac = mac_in_filename(device, uppercase=True)
        return [f"{mac}.xml", *([f"snom{device['model']}-{mac}.htm"] if device.get("model") else [])]

    def get_remote_state_trigger_filename(self, device: Device) -> str | None:
        return self.filenames(device)[-1] if device.get("mac") else None

    def configure_common(self, raw_config: RawConfig) -> None:
        template = self._tpl_helper.get_template("common.tpl")
        for model in self.models:
            self.dump(template, {**raw_config, "XX_firmware": self._firmware(model)}, f"snom{model}.htm")

    def _firmware(self, model: str) -> str | None:
        """Only what is installed: the phone would look for it at each boot."""
        firmware = self.FIRMWARE.get(model)
        return firmware if firmware and self.static_file(firmware) is not None else None

    def lines_on_keys(self, support: Support, lines: Mapping[int, SipLine]) -> list[int]:
        return list(lines) if support.model in SHARED_KEYS else []

    def key_positions(self, support: Support) -> int:
        own = KEYS.get(support.model, support.function_keys)
        return own + (EXPANSION_KEYS.get(support.model, 0) if support.expansion_modules else 0)

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        language, country = locale_of(raw_config)
        support: Support = raw_config["XX_model"]
        raw_config["XX_firmware"] = self._firmware(support.model)
        raw_config["XX_lang"] = LANGUAGES.get(language)
        raw_config["XX_tone_scheme"] = TONE_SCHEMES.get(country)
        raw_config["XX_timezone"] = _timezone(raw_config["XX_timezone"])
        raw_config["XX_codecs"] = ",".join([*codecs_of(raw_config, CODECS), "telephone-event"])
        raw_config["XX_log_level"] = LOG_LEVELS.get(raw_config.get("syslog_level") or "", "4")
        raw_config["XX_identities"] = _identities(raw_config["XX_lines"], raw_config.get("sip_transport") or "udp")
        raw_config["XX_fkeys"] = self._fkeys(support, raw_config)
        # Where the manual's table has no column for it, the key works too.
        raw_config["XX_directory_url"] = raw_config.get("X_xivo_phonebook_url") if support.model != SPEAKER else None
        raw_config["XX_directory_label"] = (
            DIRECTORY_LABELS.get(language, DIRECTORY_LABELS["en"]) if support.model in SOFT_KEY_DIRECTORY else None
        )

    def _fkeys(self, support: Support, raw_config: RawConfig) -> list[dict[str, Any]]:
        """All the phone's own keys and those of its modules that are used, the first one at index 0."""
        keys: dict[int, Key] = raw_config["XX_keys"]
        if raw_config["XX_switchboard"] and keys.get(1) and keys[1].kind != "line":
            logger.warning("a switchboard's first key answers calls: the function key there is ignored")
            keys = {position: key for position, key in keys.items() if position != 1}
        last = max([KEYS.get(support.model, support.function_keys), *keys])
        return [{"idx": position - 1, **_fkey(keys.get(position), raw_config)} for position in range(1, last + 1)]


def _identities(lines: Mapping[int, SipLine], transport: str) -> dict[int, dict[str, Any]]:
    """The lines, then one identity more for each line that has a backup server."""
    identities = {number: _identity(line, transport) for number, line in lines.items() if number <= IDENTITIES}
    for number, line in lines.items():
        free = max(identities, default=0) + 1
        if not line.backup_registrar_ip or number not in identities or free > IDENTITIES:
            continue
        identities[number]["failover"] = free
        host = _host(line.backup_registrar_ip, line.backup_registrar_port)
        identities[free] = {
            **identities[number],
            "host": host,
            "outbound": "" if transport == "udp" else f"{host};transport={transport}",
            "failover": "none",
            "is_backup": True,
        }
    return identities


def _identity(line: SipLine, transport: str) -> dict[str, Any]:
    srtp, savp = SRTP.get(line.srtp_mode, SRTP["disabled"])
    return {
        "line": line,
        "host": _host(line.registrar_ip, line.registrar_port),
        "outbound": _outbound(line, transport),
        "failover": "none",
        "dtmf_info": DTMF_INFO.get(line.dtmf_mode or "", "off"),
        "srtp": srtp,
        "savp": savp,
        "is_backup": False,
    }


def _host(address: str, port: int) -> str:
    return address if port == 5060 else f"{address}:{port}"


def _outbound(line: SipLine, transport: str) -> str:
    if line.outbound_proxy_ip:
        address = _host(line.outbound_proxy_ip, line.outbound_proxy_port)
    elif transport != "udp" or line.proxy_ip != line.registrar_ip:
        address = _host(line.proxy_ip, line.proxy_port)
    else:
        return ""
    return address if transport == "udp" else f"{address};transport={transport}"


def _fkey(key: Key | None, raw_config: RawConfig) -> dict[str, Any]:
    if key is None:
        return {"context": "active", "value": "none", "label": ""}
    if key.kind == "line":
        return {"context": key.line, "value": "line", "label": ""}
    if key.kind == "blf":
        line = raw_config["XX_lines"].get(key.line)
        host = line.proxy_ip if line else raw_config.get("sip_proxy_ip") or raw_config["ip"]
        pickup = raw_config.get("exten_pickup_call")
        value = f"blf sip:{key.value}@{host}" + (f"|{pickup}" if pickup else "")
    else:
        value = f"{'orbit' if key.kind == 'park' else 'speed'} {key.value}"
    return {"context": key.line, "value": value, "label": key.label}


def _timezone(zone: Timezone | None) -> dict[str, str] | None:
    """``utc_offset`` in seconds; ``dst`` = saved seconds, start, end as month.week.weekday hh:mm:ss."""
    if zone is None:
        return None
    found = {"utc_offset": f"{zone.offset_minutes * 60:+d}", "dst": ""}
    if summer := zone.summer_time:
        changes = " ".join(
            f"{change.month:02}.{change.week:02}.{change.weekday:02} "
            f"{min(max(change.hour, 0), 23):02}:{change.minute:02}:00"
            for change in (summer.start, summer.end)
        )
        found["dst"] = f"{int(summer.saved.total_seconds())} {changes}"
    return found
