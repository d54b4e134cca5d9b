# SPDX-License-Identifier: GPL-3.0-or-later
"""Panasonic KX-UT (the manual prints KX-HT): settings as ``NAME="value"``, lines that end in CR LF.

Source: KX-UT113/123/133/136 administrator's guide, "Configuration file specifications".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import jinja2
from xivo_provd.plugin import Device, RawConfig, Timezone
from xivo_provd.plugin.sip_family import (
    FamilyPlugin,
    Fingerprint,
    Key,
    Support,
    codecs_of,
    locale_of,
    mac_in_filename,
)
from xivo_provd.plugin.timezones import Change

VENDOR = "Panasonic"
# The manual gives no number; the other models have no keys that can be set.
FLEXIBLE_KEYS = {"KX-HT133": 24, "KX-HT136": 24}
KEY_FACILITIES = {"line": "DN", "speeddial": "ONETOUCH", "park": "ONETOUCH", "blf": "CONTACT"}
LANGUAGES = {"de": "DE", "en": "EN", "es": "ES", "fr": "FR", "it": "IT", "nl": "NL", "pt": "PT"}
DTMF_METHODS = {"RTP-out-of-band": "0", "RTP-in-band": "1", "SIP-INFO": "2"}
TRANSPORTS = {"udp": "0", "tcp": "1", "tls": "2"}
# 1: RTP is offered and both are taken
SRTP_MODES = {"required": "0", "preferred": "1", "disabled": "1"}
# The number of each codec in CODEC_ENABLEx and CODEC_PRIORITYx.
CODECS = {"g722": 0, "pcma": 1, "g729": 3, "pcmu": 4}


def _spell(text: str) -> str | None:
    """The matrix has the names that the manual prints."""
    match = re.fullmatch(r"KX-[UH]T(\d{3})", text.upper())
    return f"KX-HT{match[1]}" if match else text


FINGERPRINT = Fingerprint(
    vendor=VENDOR,
    # e.g. "Panasonic_KX-UT113/01.133 (0080f0c8c381)"
    agents=(
        re.compile(
            r"^Panasonic_(?P<model>[\w-]{1,20})/(?P<version>[\w.]{1,20}) \((?P<mac>[0-9a-f]{12})\)", re.IGNORECASE
        ),
    ),
    files=(
        re.compile(r"^(?P<model>KX-UT\d{3})\.cfg$", re.IGNORECASE),
        re.compile(r"^Config(?P<mac>[0-9A-F]{12})\.cfg$", re.IGNORECASE),
    ),
    ouis=("00:80:f0", "08:00:23"),
    spell=_spell,
)


class BasePanasonicPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT
    LINES_TAKE_KEYS = True

    FIRMWARE: ClassVar[Mapping[str, str]]
    """By model, as Panasonic names the files."""

    def filenames(self, device: Device) -> list[str]:
        return [f"Panasonic/Config{mac_in_filename(device, uppercase=True)}.cfg"]

    def configure_common(self, raw_config: RawConfig) -> None:
        template = self._tpl_helper.get_template("common.tpl")
        for model in self.models:
            self.dump(template, raw_config, f"{model.replace('KX-HT', 'KX-UT')}.cfg")

    def dump(self, template: jinja2.Template, context: RawConfig, filename: str, encoding: str = "utf-8") -> None:
        """Each line ends in CR LF, and the file in an empty line."""
        lines = template.render(context).rstrip("\n").split("\n")
        self.write(filename, "".join(f"{line}\r\n" for line in [*lines, ""]).encode(encoding))

    def key_positions(self, support: Support) -> int:
        return FLEXIBLE_KEYS.get(support.model, 0)

    def _firmware(self, model: str) -> str | None:
        """Only what is installed: the phone would ask for it at each boot."""
        path = f"firmware/{self.FIRMWARE[model]}" if model in self.FIRMWARE else ""
        return path if self.static_file(path) is not None else None

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        support: Support = raw_config["XX_model"]
        keys: Mapping[int, Key] = raw_config["XX_keys"]
        language, _ = locale_of(raw_config)
        wanted = codecs_of(raw_config, CODECS)
        raw_config["XX_language"] = LANGUAGES.get(language)
        raw_config["XX_time_zone"] = posix_rule(raw_config["XX_timezone"]) if raw_config["XX_timezone"] else None
        raw_config["XX_transport"] = TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "0")
        raw_config["XX_dtmf_methods"], raw_config["XX_srtp_modes"] = DTMF_METHODS, SRTP_MODES
        raw_config["XX_codecs"] = [
            (number, wanted.index(number) + 1 if number in wanted else None) for number in sorted(CODECS.values())
        ]
        raw_config["XX_firmware"] = self._firmware(support.model)
        raw_config["XX_flexible_keys"] = [
            (position, _key(keys.get(position))) for position in range(1, FLEXIBLE_KEYS.get(support.model, 0) + 1)
        ]


def posix_rule(zone: Timezone) -> str:
    """E.g. ``STD-1DST-2,M3.5.0/2,M10.5.0/3``, where west of Greenwich is positive."""
    standard = -zone.offset_minutes
    rule = f"STD{_hours(standard)}"
    if summer := zone.summer_time:
        saved = int(summer.saved.total_seconds()) // 60
        rule += f"DST{_hours(standard - saved)},{_change(summer.start)},{_change(summer.end)}"
    return rule


def _hours(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}{hours}" + (f":{rest:02}" if rest else "")


def _change(change: Change) -> str:
    minutes = int(change.time.total_seconds()) // 60
    return f"M{change.month}.{change.week}.{change.weekday % 7}/{_hours(minutes)}"


def _key(key: Key | None) -> dict[str, Any]:
    if key is None:
        return {"facility": "", "argument": "", "label": ""}
    argument = str(key.line) if key.kind == "line" else key.value
    return {"facility": f"X_PANASONIC_IPTEL_{KEY_FACILITIES[key.kind]}", "argument": argument, "label": key.label}
