# SPDX-License-Identifier: GPL-3.0-or-later
"""Aastra (Mitel) 6700i, 6800i and 9000i: settings as in its administrator guides for SIP firmware 2.6 to 4.x."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from xivo_provd.plugin import Device, RawConfig, Timezone
from xivo_provd.plugin.sip_family import (
    FamilyPlugin,
    Fingerprint,
    Support,
    codecs_of,
    locale_of,
    mac_in_filename,
)

FOLDER = "Aastra"

# The phone's own keys: how many of which sort, in the order in which the user's keys fill them.
KEYS = {
    "6730i": (("prgkey", 8),),
    "6731i": (("prgkey", 8),),
    "6735i": (("prgkey", 6), ("softkey", 20)),
    "6737i": (("topsoftkey", 10), ("softkey", 20)),
    "6739i": (("softkey", 55),),
    "6753i": (("prgkey", 6),),
    "6755i": (("prgkey", 6), ("softkey", 20)),
    "6757i": (("topsoftkey", 10), ("softkey", 20)),
    "6863i": (("prgkey", 3),),
    "6865i": (("prgkey", 8),),
    "6867i": (("topsoftkey", 20), ("softkey", 18)),
    "6869i": (("topsoftkey", 44), ("softkey", 24)),
    "9143i": (("prgkey", 7),),
    "9480i": (("softkey", 6),),
    "9480CT": (("softkey", 6),),
}
MODULES = 3
# Keys are numbered as if each module were the largest that the phone takes: M675i, M685i.
KEYS_OF_MODULE = {"6865i": 84, "6867i": 84, "6869i": 84}
MODULE_KEYS = 60

LANGUAGES = {
    "de": ("lang_de.txt", "German"),
    "es": ("lang_es.txt", "Spanish"),
    "fr": ("lang_fr.txt", "French"),
    "it": ("lang_it.txt", "Italian"),
    "nl": ("lang_nl_nl.txt", "Dutch"),
    "pt": ("lang_pt.txt", "Portuguese"),
}
TONE_SETS = {"AU": "Australia", "DE": "Germany", "FR": "France", "GB": "UK", "IT": "Italy", "MX": "Mexico",
             "CA": "US", "US": "US"}  # fmt: skip
DTMF = {"RTP-in-band": ("0", "0"), "RTP-out-of-band": ("1", "0"), "SIP-INFO": ("1", "1")}
SRTP = {"disabled": "0", "preferred": "1", "required": "2"}
TRANSPORTS = {"udp": "1", "tcp": "2", "tls": "4"}
CODECS = {"pcmu": "0", "pcma": "8", "g722": "9", "g729": "18"}
# A sum of 1 fatal, 2 error, 4 warning, 32 information ...; everything.
LOG_LEVELS = {"critical": "1", "error": "3", "warning": "7", "info": "39", "debug": "65535"}
LOG_MODULES = ("linemgr", "user interface", "sip", "ept", "ind", "kbd", "net", "provis", "rtpt", "snd", "stun")
DIRECTORY = {"de": "Verzeichnis", "es": "Directorio", "fr": "Annuaire", "it": "Rubrica"}

_SPELLINGS = {"51i": "6751i", "53i": "6753i", "55i": "6755i", "57i": "6757i", "9480iCT": "9480CT"}


def _spell(model: str) -> str:
    return _SPELLINGS.get(model, model)


@dataclass(frozen=True)
class PhoneKey:
    name: str
    type: str
    value: str
    label: str
    line: int


class BaseAastraPlugin(FamilyPlugin):
    VENDOR: ClassVar[str] = "Aastra"
    FINGERPRINT: ClassVar[Fingerprint] = Fingerprint(
        vendor="Aastra",
        # Aastra6731i MAC:00-08-5D-23-74-29 V:3.3.1.2235-SIP
        agents=(
            re.compile(
                r"^(?:Aastra|Mitel)(?P<model>\w{1,10}) MAC:(?P<mac>[0-9A-F]{2}(?:-[0-9A-F]{2}){5})"
                r" V:(?P<version>[\d.]{1,20})-SIP$"
            ),
        ),
        files=(re.compile(r"^(?P<mac>[0-9A-F]{12})\.cfg$", re.IGNORECASE), re.compile(r"^aastra\.cfg$")),
        vendor_classes=(re.compile(r"^AastraIPPhone(?P<model>\w{1,10})"),),
        ouis=("00:08:5d", "00:10:bc"),
        spell=_spell,
    )
    COMMON_FILES: ClassVar[dict[str, str]] = {f"{FOLDER}/aastra.cfg": "common.tpl", "aastra.cfg": "common.tpl"}

    def filenames(self, device: Device) -> list[str]:
        name = f"{mac_in_filename(device, uppercase=True)}.cfg"
        return [f"{FOLDER}/{name}", name]

    def key_positions(self, support: Support) -> int:
        modules = MODULES if support.expansion_modules else 0
        return support.function_keys + modules * KEYS_OF_MODULE.get(support.model, MODULE_KEYS)

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        language, country = locale_of(raw_config)
        raw_config["XX_folder"] = FOLDER
        raw_config["XX_language"] = LANGUAGES.get(language)
        raw_config["XX_tone_set"] = TONE_SETS.get(country, "Europe" if country else None)
        raw_config["XX_directory_name"] = DIRECTORY.get(language, "Directory")
        raw_config["XX_clock"] = _clock(raw_config["XX_timezone"])
        raw_config["XX_transport"] = TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "1")
        raw_config["XX_dtmf"] = DTMF
        raw_config["XX_srtp"] = SRTP
        raw_config["XX_codecs"] = ",".join(
            f"payload={payload};ptime=20;silsupp=off" for payload in codecs_of(raw_config, CODECS)
        )
        raw_config["XX_log_level"] = LOG_LEVELS.get(raw_config.get("syslog_level") or "", "7")
        raw_config["XX_log_modules"] = LOG_MODULES
        raw_config["XX_phone_keys"] = self._phone_keys(raw_config)
        raw_config["XX_parking"] = {
            key.line: key.value for key in reversed(list(raw_config["XX_keys"].values())) if key.kind == "park"
        }

    @staticmethod
    def _phone_keys(raw_config: RawConfig) -> list[PhoneKey]:
        keys = []
        for key in raw_config["XX_keys"].values():
            name = _key_name(raw_config["XX_model"], key.position)
            value = f"asterisk;{key.value}" if key.kind == "park" else key.value
            keys.append(PhoneKey(name, key.kind, value, key.label or key.value, key.line))
        return keys


def _key_name(support: Support, position: int) -> str:
    left = position
    for sort, count in KEYS.get(support.model, ()):
        if left <= count:
            return f"{sort}{left}"
        left -= count
    module, key = divmod(left - 1, KEYS_OF_MODULE.get(support.model, MODULE_KEYS))
    return f"expmod{module + 1} key{key + 1}"


def _clock(zone: Timezone | None) -> dict[str, Any]:
    """The ``time zone`` and ``dst`` settings by name; minutes count to the west, days from Sunday = 1."""
    if zone is None:
        return {}
    found: dict[str, Any] = {"time zone name": "Custom", "time zone minutes": -zone.offset_minutes}
    if zone.summer_time is None:
        return {**found, "dst config": 0}
    found |= {
        "dst config": 3,
        "dst minutes": min(int(zone.summer_time.saved.total_seconds()) // 60, 60),
        "dst [start|end] relative date": 1,
    }
    for name, change in (("start", zone.summer_time.start), ("end", zone.summer_time.end)):
        found |= {
            f"dst {name} month": change.month,
            f"dst {name} week": -1 if change.week == 5 else change.week,
            f"dst {name} day": change.weekday % 7 + 1,
            f"dst {name} hour": min(max(change.hour, 0), 23),
        }
    return found
