# SPDX-License-Identifier: GPL-3.0-or-later
"""Polycom SoundPoint IP, SoundStation IP and VVX: parameters of the "Polycom UC Software Administrators' Guide" (4.0.x,
5.x) and of the administrator's guides for SIP 3.1 and 3.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from xivo_provd.plugin import Device, DeviceInfo, HTTPRequest, RawConfig, Timezone
from xivo_provd.plugin.sip_family import (
    FamilyPlugin,
    Fingerprint,
    Key,
    Support,
    locale_of,
    mac_in_filename,
)

LANGUAGES = {
    "de": "German_Germany",
    "en": "English_United_States",
    "es": "Spanish_Spain",
    "fr": "French_France",
    "it": "Italian_Italy",
    "nl": "Dutch_Netherlands",
    "pt": "Portuguese_Portugal",
}
DIRECTORY = {"de": "Verzeichnis", "es": "Directorio", "fr": "Annuaire", "it": "Rubrica"}
# What each soft key is called: do not disturb, the three forwards, none of them any more; and what a forward asks for.
SOFT_KEYS = {
    "de": ("Ruhe", "Uml. immer", "Uml. besetzt", "Uml. spaeter", "Uml. aus", "Ziel"),
    "en": ("DND", "Fwd all", "Fwd busy", "Fwd no ans", "Fwd off", "Forward to"),
    "es": ("No molestar", "Desvio", "Desv. ocup.", "Desv. n/r", "Sin desvio", "Desviar a"),
    "fr": ("NPD", "Renvoi", "Renv. occup", "Renv. n/rep", "Sans renvoi", "Renvoyer vers"),
    "it": ("Non dist.", "Devia", "Devia occ.", "Devia n/r", "No deviaz.", "Devia a"),
}
FORWARDS = ("exten_fwd_unconditional", "exten_fwd_busy", "exten_fwd_no_answer")
# The prompt's number, and how many digits it takes: "Enhanced Feature Keys", macro action codes.
ASK = "$P1N20$"
DIAL = "$Tinvite$"
SYSLOG_LEVELS = {"critical": "5", "error": "4", "warning": "3", "info": "2", "debug": "1"}
TRANSPORTS = {"udp": "UDPOnly", "tcp": "TCPOnly", "tls": "TLS"}
# The user's password of a phone as it is delivered.
DELIVERY_PASSWORD = "123"  # noqa: S105  known to everybody
# Three VVX modules of 28 keys on three pages, behind the phone's own.
MODULE_POSITIONS = 3 * 84

_SPELLING = re.compile(r"^(SPIP|SSIP|VVX)_?(\d+)$")
# What only the SIP application asks for; the boot program has a version of its own.
_OF_APPLICATION = re.compile(r"-(?:user|phone|web|license)\.cfg$|-directory\.xml$")


def _spell(model: str) -> str | None:
    match = _SPELLING.match(model)
    if match is None:
        return None
    return f"{'SPIP' if match[1] == 'SSIP' else match[1]}{match[2]}"


@dataclass(frozen=True)
class PolycomFingerprint(Fingerprint):
    def _of_http(self, request: HTTPRequest) -> DeviceInfo | None:
        found = super()._of_http(request)
        is_application = "Type/" not in request.user_agent and _OF_APPLICATION.search(request.path)
        if found and not (is_application or "Type/Application" in request.user_agent):
            found.pop("version", None)
        return found


class BasePolycomPlugin(FamilyPlugin):
    VENDOR: ClassVar[str] = "Polycom"
    FINGERPRINT: ClassVar[Fingerprint] = PolycomFingerprint(
        vendor="Polycom",
        # FileTransport PolycomSoundStationIP-SSIP_6000-UA/4.0.4.2906 Type/Application
        agents=(re.compile(r"^FileTransport Polycom\w{1,20}-(?P<model>\w{1,12})-UA/(?P<version>\d[\d.]{0,20})"),),
        files=(
            re.compile(r"^(?!0{12})(?P<mac>[\da-f]{12})(?:-user)?\.cfg$", re.IGNORECASE),
            re.compile(r"^0{12}\.cfg$"),
        ),
        vendor_classes=(re.compile(r"^Polycom-(?P<model>[A-Z]+_?\d+)"),),
        ouis=("00:04:f2", "64:16:7f"),
        spell=_spell,
    )
    COMMON_FILES: ClassVar[dict[str, str]] = {"000000000000.cfg": "application.tpl"}
    ROOT: ClassVar[str] = "polycomConfig"
    CODECS: ClassVar[dict[str, str]] = {"g722": "G722", "pcma": "G711_A", "pcmu": "G711_Mu", "g729": "G729_AB"}
    PLACES_KEYS: ClassVar[bool] = False
    """Whether each key's position can be said; otherwise watched numbers fill the keys behind the lines in order."""
    HAS_SOFT_KEYS: ClassVar[bool] = True
    """Whether a soft key can dial what it is told (SIP 3.2 and later)."""
    HAS_LOCK: ClassVar[bool] = True
    """Whether the phone can be locked (UC Software 3.3 and later)."""

    def filenames(self, device: Device) -> list[str]:
        return [f"{mac_in_filename(device)}-user.cfg"]

    def configure(self, device: Device, raw_config: RawConfig) -> None:
        """With the file that a phone asks for at first, which leads it to the other."""
        super().configure(device, raw_config)
        application = self._tpl_helper.get_template("application.tpl")
        self.dump(application, raw_config, f"{mac_in_filename(device)}.cfg", self.ENCODING)

    def key_positions(self, support: Support) -> int:
        return support.function_keys + (MODULE_POSITIONS if self.PLACES_KEYS and support.expansion_modules else 0)

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        language, _ = locale_of(raw_config)
        raw_config["XX_root"] = self.ROOT
        raw_config["XX_language"] = LANGUAGES.get(language, "English_United_States")
        raw_config["XX_directory_name"] = DIRECTORY.get(language, "Directory")
        raw_config["XX_soft_keys"] = _soft_keys(raw_config, language) if self.HAS_SOFT_KEYS else []
        raw_config["XX_lock"] = _lock(raw_config) if self.HAS_LOCK else None
        raw_config["XX_forward_prompt"] = SOFT_KEYS.get(language, SOFT_KEYS["en"])[-1]
        raw_config["XX_syslog_level"] = SYSLOG_LEVELS.get(raw_config.get("syslog_level") or "", "3")
        raw_config["XX_transport"] = TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "UDPOnly")
        raw_config["XX_clock"] = _clock(raw_config["XX_timezone"])
        wanted = [name for name in raw_config["codecs"] if name in self.CODECS]
        raw_config["XX_codecs"] = {
            spelling: wanted.index(name) + 1 if name in wanted else 0 for name, spelling in self.CODECS.items()
        }
        watched = [key for key in raw_config["XX_keys"].values() if key.kind != "line"]
        raw_config["XX_watched"] = list(enumerate(watched, 1))
        raw_config["XX_placed"] = _placed(raw_config["XX_keys"]) if self.PLACES_KEYS else []


def _soft_keys(raw_config: RawConfig, language: str) -> list[tuple[int, str, str]]:
    """Number, label and action; the first number is the directory's."""
    silence, *forwards, no_forward, _ = SOFT_KEYS.get(language, SOFT_KEYS["en"])
    wanted = [
        (silence, raw_config.get("exten_dnd"), ""),
        *((label, raw_config.get(name), ASK) for label, name in zip(forwards, FORWARDS, strict=True)),
        (no_forward, raw_config.get("exten_fwd_disable_all"), ""),
    ]
    keys = [(label, f"{exten}{asked}{DIAL}") for label, exten, asked in wanted if exten]
    return [(number, label, action) for number, (label, action) in enumerate(keys, 2)]


def _lock(raw_config: RawConfig) -> int:
    """1 if the phone can be locked: a lock that the password of delivery opens is none."""
    return 1 if raw_config.get("user_password") not in (None, "", DELIVERY_PASSWORD) else 0


def _placed(keys: dict[int, Key]) -> list[tuple[int, str, int]]:
    """Position, category and index of ``lineKey``: the watched numbers take the BLF keys in their order."""
    return [
        (position, "Line", keys[position].line)
        if position in keys and keys[position].kind == "line"
        else (position, "BLF" if position in keys else "Unassigned", 0)
        for position in range(1, max(keys, default=0) + 1)
    ]


def _clock(zone: Timezone | None) -> dict[str, Any]:
    """Under ``tcpIpApp.sntp.``; days from Sunday = 1, and 1, 8, 15, 22 for the first to the fourth of the month."""
    if zone is None:
        return {}
    found: dict[str, Any] = {"gmtOffset": zone.offset_minutes * 60}
    if zone.summer_time is None:
        return {**found, "daylightSavings.enable": 0}
    found |= {"daylightSavings.enable": 1, "daylightSavings.fixedDayEnable": 0}
    for name, change in (("start", zone.summer_time.start), ("stop", zone.summer_time.end)):
        prefix = f"daylightSavings.{name}"
        found |= {
            f"{prefix}.month": change.month,
            f"{prefix}.time": min(max(change.hour, 0), 23),
            f"{prefix}.dayOfWeek": change.weekday % 7 + 1,
            f"{prefix}.dayOfWeek.lastInMonth": 1 if change.week == 5 else 0,
        }
        if change.week != 5:
            found[f"{prefix}.date"] = (change.week - 1) * 7 + 1
    return found
