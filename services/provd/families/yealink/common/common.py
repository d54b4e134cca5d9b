# SPDX-License-Identifier: GPL-3.0-or-later
"""Yealink's file names, User-Agents and settings, as in its auto provisioning guide (IP phones family)."""

from __future__ import annotations

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

VENDOR = "Yealink"
OUIS = ("00:15:65", "24:9a:d8", "44:db:d2", "80:5e:0c", "80:5e:c0", "c4:fc:22")

# Appendix "common CFG file name" of the guide: y0000000000NN.cfg
BOOT_FILES = {
    "T28P": "00", "T26P": "04", "T22P": "05", "T20P": "07", "VP530P": "23", "W52P": "25", "T46G": "28", "T42G": "29",
    "T19P": "31", "T32G": "32", "T21P": "34", "T48G": "35", "T41P": "36", "T38G": "38", "T23G": "44", "T27P": "45",
    "T29G": "46", "T49G": "51", "T21P_E2": "52", "T19P_E2": "53", "T40P": "54", "W60B": "77",
}  # fmt: skip
MODEL_OF_BOOT_FILE = {number: model for model, number in BOOT_FILES.items()}

# Physical keys: (line keys, memory keys). Lines take the first line keys, the user's keys the rest, in this order.
KEYS = {
    "T20P": (2, 0), "T21P": (2, 0), "T21P_E2": (2, 0), "T22P": (3, 0), "T23G": (3, 0), "T26P": (3, 10),
    "T27P": (21, 0), "T28P": (6, 10), "T29G": (27, 0), "T32G": (3, 0), "T38G": (6, 10), "T40P": (3, 0),
    "T41P": (15, 0), "T42G": (15, 0), "T46G": (27, 0), "T48G": (29, 0), "T49G": (29, 0),
}  # fmt: skip
EXPANSION_KEYS = {"T26P": 38, "T28P": 38, "T27P": 40, "T29G": 40, "T46G": 40, "T48G": 40}
EXPANSION_MODULES = 6
# The number of a kind of handset, with which the versions of its firmware begin.
HANDSETS = {"W52H": "26", "W53H": "88", "W56H": "61"}
# By base: its handsets and the setting that names their firmware, which is the handset's from X.81 on.
HANDSET_FIRMWARE = {
    "W52P": {"W52H": "over_the_air.url"},
    "W60B": {handset: f"over_the_air.url.{handset.lower()}" for handset in HANDSETS},
}
# A W56P is the base of a W52P with another handset; some telephones leave out a letter.
OTHER_NAMES = {"W56P": "W52P", "VP530": "VP530P"}
# Their supervised keys count the lines from zero.
LINES_FROM_ZERO = frozenset({"T32G", "T38G"})

LANGUAGES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch",
             "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "tr": "Turkish"}  # fmt: skip
HANDSET_LANGUAGES = {"en": "0", "fr": "1", "de": "2", "it": "3"}
TONE_COUNTRIES = {"AU": "Australia", "BE": "Belgium", "CH": "Switzerland", "DE": "Germany", "ES": "Spain",
                  "FR": "France", "GB": "Great Britain", "IT": "Italy", "NL": "Netherlands",
                  "US": "United States"}  # fmt: skip
DTMF_TYPES = {"RTP-in-band": "0", "RTP-out-of-band": "1", "SIP-INFO": "2"}
TRANSPORTS = {"udp": "0", "tcp": "1", "tls": "2"}
SRTP_MODES = {"disabled": "0", "preferred": "1", "required": "2"}
SYSLOG_LEVELS = {"critical": "2", "error": "3", "warning": "4", "info": "6", "debug": "7"}
# name in the raw configuration → (name, RTP payload type) in the files
CODECS = {"pcmu": ("PCMU", "0"), "pcma": ("PCMA", "8"), "g722": ("G722", "9"), "g729": ("G729", "18"),
          "opus": ("opus", "107"), "ilbc": ("iLBC", "106")}  # fmt: skip
KEY_TYPES = {"line": "15", "speeddial": "13", "blf": "16", "park": "10"}
NO_KEY = "0"


def _spell(text: str) -> str | None:
    """A boot file's number is as good as the model's name."""
    return MODEL_OF_BOOT_FILE.get(text) if text.isdigit() else OTHER_NAMES.get(text.upper(), text.upper())


class YealinkFingerprint(Fingerprint):
    """The file of a model that is not known tells nothing, not even the vendor."""

    def of_file(self, path: str) -> dict[str, Any] | None:
        found = super().of_file(path)
        return found if found and len(found) > 1 else None


FINGERPRINT = YealinkFingerprint(
    vendor=VENDOR,
    # e.g. "Yealink SIP-T46G 28.80.0.125 00:15:65:12:34:56", "Yealink SIP VP-T49G 51.80.0.10 00:15:65:12:34:56",
    #      "Yealink-T46G 28.71.0.81 28.1.0.128.0.0.0", "W52P 25.30.0.2 00:15:65:12:34:56"
    agents=(
        re.compile(
            r"^(?:yealink[\s-]{1,3}(?:SIP[- ])?(?:VP-)?|(?=(?:W\d|VP)\d))"
            r"(?P<model>[A-Z]{1,3}\d{1,4}[A-Z]{0,2}(?:_E2)?)"
            r"\s{1,3}(?P<version>\d+(?:\.\d+){3})"
            r"(?:\s{1,3}(?:(?P<mac>(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|[0-9a-f]{12})|\d+(?:\.\d+){6}))?\s*$",
            re.IGNORECASE,
        ),
    ),
    files=(
        re.compile(r"^y0{10}(?P<model>\d\d)\.cfg$", re.IGNORECASE),
        re.compile(r"^(?P<mac>[0-9a-f]{12})\.cfg$", re.IGNORECASE),
    ),
    vendor_classes=(re.compile(r"^yealink", re.IGNORECASE),),
    ouis=OUIS,
    spell=_spell,
)


class BaseYealinkPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT

    IS_LEGACY: ClassVar[bool] = False
    """Firmware before X.80: one SIP server without a number, another name for a key's pickup code."""
    STATIC: ClassVar[str] = ""
    """From X.81 on, how the names begin of settings that concern the device as such."""

    def filenames(self, device: Device) -> list[str]:
        return [f"{mac_in_filename(device)}.cfg"]

    def configure_common(self, raw_config: RawConfig) -> None:
        template = self._tpl_helper.get_template("common.tpl")
        for model, support in self.models.items():
            context = {
                **raw_config,
                "XX_model": model,
                "XX_static": self.STATIC,
                "XX_firmware": self._installed(".".join(support.firmware.split(".")[:2])),
                "XX_handset_firmwares": {
                    setting: path
                    for handset, setting in HANDSET_FIRMWARE.get(model, {}).items()
                    if (path := self._installed(HANDSETS[handset], handset))
                },
            }
            self.dump(template, context, f"y0000000000{BOOT_FILES[model]}.cfg")

    def _installed(self, release: str, name: str = "") -> str | None:
        """The newest file of a release: ``28.80.0.125.rom`` and ``T46-28.80.0.125.rom`` are both of 28.80.

        Only what is there: the phone would look for it at each boot. A file ``<name>.rom`` wins.
        """
        if name and self.static_file(path := f"firmware/{name}.rom"):
            return path
        pattern = re.compile(rf"(?:^|-)(?P<version>{re.escape(release)}(?:\.\d+){{2,3}})\.rom$")
        folder = self._plugin_dir / "var" / "tftpboot" / "firmware"
        names = [file.name for file in folder.iterdir()] if folder.is_dir() else []
        found = [(_numbers(match["version"]), name) for name in names if (match := pattern.search(name))]
        return f"firmware/{max(found)[1]}" if found else None

    def lines_on_keys(self, support: Support, lines: Mapping[int, SipLine]) -> list[int]:
        line_keys, _ = KEYS.get(support.model, (0, 0))
        return list(lines)[:line_keys]

    def key_positions(self, support: Support) -> int:
        return len(_key_names(support.model))

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        language, country = locale_of(raw_config)
        support: Support = raw_config["XX_model"]
        lines: Mapping[int, SipLine] = raw_config["XX_lines"]
        raw_config["XX_legacy"] = self.IS_LEGACY
        raw_config["XX_static"] = self.STATIC
        raw_config["XX_lang"] = LANGUAGES.get(language)
        raw_config["XX_handset_lang"] = HANDSET_LANGUAGES.get(language)
        raw_config["XX_country"] = TONE_COUNTRIES.get(country)
        raw_config["XX_timezone"] = _timezone(raw_config["XX_timezone"])
        raw_config["XX_syslog_level"] = SYSLOG_LEVELS.get(raw_config.get("syslog_level") or "", "4")
        raw_config["XX_codecs"] = codecs_of(raw_config, CODECS)
        raw_config["XX_all_codecs"] = list(CODECS.values())
        raw_config["XX_transport"] = TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "0")
        # Those without an account are emptied, so that the phone forgets old ones.
        raw_config["XX_accounts"] = {number: _account(lines.get(number)) for number in range(1, support.lines + 1)}
        raw_config["XX_key_settings"] = _key_settings(support.model, raw_config["XX_keys"])
        # The telephone dials the code and, behind it, the supervised number.
        raw_config["XX_pickup"] = raw_config.get("exten_pickup_call") or ""


def _account(line: SipLine | None) -> dict[str, Any] | None:
    if line is None:
        return None
    proxy = (line.outbound_proxy_ip, line.outbound_proxy_port)
    if not line.outbound_proxy_ip and line.proxy_ip != line.registrar_ip:
        proxy = (line.proxy_ip, line.proxy_port)
    return {
        "line": line,
        "outbound_proxy_ip": proxy[0],
        "outbound_proxy_port": proxy[1],
        "dtmf_type": DTMF_TYPES.get(line.dtmf_mode or "", "1"),
        "srtp": SRTP_MODES.get(line.srtp_mode, "0"),
    }


def _own_keys(model: str) -> int:
    return sum(KEYS.get(model, (0, 0)))


def _key_names(model: str) -> list[str]:
    """The phone's own keys, then those of its modules."""
    line_keys, memory_keys = KEYS.get(model, (0, 0))
    return [
        *(f"linekey.{number}" for number in range(1, line_keys + 1)),
        *(f"memorykey.{number}" for number in range(1, memory_keys + 1)),
        *(
            f"expansion_module.{module}.key.{number}"
            for module in range(1, EXPANSION_MODULES + 1)
            for number in range(1, EXPANSION_KEYS.get(model, 0) + 1)
        ),
    ]


def _key_settings(model: str, keys: Mapping[int, Key]) -> list[dict[str, Any]]:
    """Each key of the phone once, the unused ones empty; of the modules those that are used."""
    return [
        {
            "name": name,
            "type": KEY_TYPES[key.kind] if (key := keys.get(position)) else NO_KEY,
            "key": key,
            "line": _line_of(model, key) if key else None,
        }
        for position, name in enumerate(_key_names(model), 1)
        if position <= _own_keys(model) or position in keys
    ]


def _line_of(model: str, key: Key) -> int:
    return key.line - 1 if model in LINES_FROM_ZERO and key.kind == "blf" else key.line


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def _timezone(zone: Timezone | None) -> dict[str, Any] | None:
    if zone is None:
        return None
    hours, minutes = divmod(abs(zone.offset_minutes), 60)
    sign = "-" if zone.offset_minutes < 0 else "+"
    found: dict[str, Any] = {"offset": f"{sign}{hours}" + (f":{minutes:02}" if minutes else "")}
    if zone.summer_time:
        start, end = zone.summer_time.start, zone.summer_time.end
        found["start"] = f"{start.month}/{start.week}/{start.weekday}/{min(max(start.hour, 0), 23)}"
        found["end"] = f"{end.month}/{end.week}/{end.weekday}/{min(max(end.hour, 0), 23)}"
        found["saved"] = int(zone.summer_time.saved.total_seconds()) // 60
    return found
