# SPDX-License-Identifier: GPL-3.0-or-later
"""Avaya (Nortel) 1220 and 1230 IP Deskphones with SIP software: one setting a line, name and value parted by a space.

Source: "SIP Software for Avaya 1200 Series IP Deskphones, Administration", configuration files.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jinja2
from xivo_provd.plugin import Device, RawConfig, RawConfigError
from xivo_provd.plugin.sip_family import FamilyPlugin, Fingerprint, codecs_of, locale_of, mac_in_filename

VENDOR = "Avaya"
MAX_LINE = 79
LANGUAGES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch",
             "pt": "Portuguese"}  # fmt: skip
CODECS = {"pcmu": "PCMU", "pcma": "PCMA", "g722": "G722", "g729": "G729"}
# The guide: a codec is taken off the telephone's list by a name that it does not know.
NO_CODEC = "NONE"


def _version(text: str) -> str:
    """``04.01.13.00`` is 4.1.13."""
    numbers = [str(int(part)) for part in text.split(".")]
    return ".".join(numbers[:3] if numbers[3:] == ["0"] else numbers)


FINGERPRINT = Fingerprint(
    vendor=VENDOR,
    # e.g. "AVAYA/SIP12x0\xff/04.01.13.00": which model it is, only the file says
    agents=(re.compile(r"^AVAYA/SIP12x0[^/]{0,10}/(?P<version>\d\d(?:\.\d\d){3})$"),),
    files=(
        re.compile(r"^(?P<model>12[23]0)(?:SIP)?\.cfg$", re.IGNORECASE),
        re.compile(r"^SIP(?P<mac>[0-9A-F]{12})\.cfg$", re.IGNORECASE),
    ),
    # the guide, "Configure the DHCP server": null-terminated
    vendor_classes=(re.compile(r"^Nortel-SIP-Phone-A\0?$"),),
    # Nortel's prefixes, of before its telephones were Avaya's
    ouis=("00:13:65", "00:17:65", "00:1b:ba", "00:1e:ca", "00:24:b5", "b4:b0:17", "cc:f9:54", "f8:15:47"),
    spell=lambda text: f"{text} IP",
    version=_version,
)


class BaseAvayaPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT

    def filenames(self, device: Device) -> list[str]:
        return [f"SIP{mac_in_filename(device, uppercase=True)}.cfg"]

    def configure_common(self, raw_config: RawConfig) -> None:
        """The file of a telephone with SIP software, and that of one that still has UNIStim's."""
        for model in self.models:
            number = model.removesuffix(" IP")
            firmware = self._firmware(number)
            for name, is_sip in ((f"{number}SIP.cfg", True), (f"{number}.cfg", False)):
                template = self._tpl_helper.get_template("common.tpl")
                self.dump(template, {**raw_config, "XX_firmware": firmware, "XX_is_sip": is_sip}, name)

    def _firmware(self, number: str) -> str | None:
        """Only what is there, by the name that Avaya gives it: without its suffix it is the version too."""
        for name in (f"SIP{number}e04.01.13.00.bin", "SIP12x004.01.13.00.bin"):
            if self.static_file(name) is not None:
                return name.removesuffix(".bin")
        return None

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        language, _ = locale_of(raw_config)
        raw_config["XX_language"] = LANGUAGES.get(language)
        wanted = codecs_of(raw_config, CODECS)
        unused = [NO_CODEC] * (len(CODECS) - len(wanted))
        raw_config["XX_codecs"] = list(enumerate([*wanted, *unused], 1))
        raw_config["XX_offset"] = self._offset(raw_config.get("timezone"))

    def _offset(self, timezone: str | None) -> int | None:
        """In seconds, summer time included: the phone knows no rule, and asks again when it is resynchronised."""
        try:
            zone = ZoneInfo(timezone or "")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
        offset = self.now().astimezone(zone).utcoffset()
        return int(offset.total_seconds()) if offset is not None else None

    def now(self) -> datetime:
        return datetime.now(UTC)

    def dump(self, template: jinja2.Template, context: RawConfig, filename: str, encoding: str = "utf-8") -> None:
        """The phone gives up a file with a line of eighty characters. Raises RawConfigError."""
        content = template.render(context)
        if any(len(line) > MAX_LINE for line in content.split("\n")):
            raise RawConfigError("a value is too long for this telephone")
        self.write(filename, content.encode(encoding))
