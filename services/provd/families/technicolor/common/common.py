# SPDX-License-Identifier: GPL-3.0-or-later
"""Technicolor (Thomson) ST2022 and ST2030: an ``.inf`` file for the model, a text file of sections for each phone.

Sources: Thomson ST2022 and ST2030 administrator's guides ("Auto provisioning"); the phones' own common configuration
files (``comconf``) of 2.74 and 4.78.1, which hold every setting with its value of delivery.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Sequence
from typing import ClassVar

import jinja2
from xivo_provd.plugin import Device, RawConfig, SummerTime, Timezone
from xivo_provd.plugin.sip_family import (
    FamilyPlugin,
    Fingerprint,
    Key,
    Support,
    codecs_of,
    locale_of,
    mac_in_filename,
)

logger = logging.getLogger("plugin.xivo-technicolor")

VENDOR = "Technicolor"
LANGUAGES = {"en": "0", "fr": "1", "es": "2", "de": "3"}
COUNTRIES = frozenset({"DE", "ES", "FR", "US"})
DTMF_MODES = {"RTP-in-band": "0", "RTP-out-of-band": "1", "SIP-INFO": "4"}
TRANSPORTS = {"udp": "0", "tcp": "1", "tls": "2"}
KEY_MODES = {"speeddial": "L", "park": "L", "blf": "S"}
# CodecPriority names all the phone's codecs; they stand in the order of delivery.
CODECS = {"pcma": "g711a", "pcmu": "g711mu", "g729": "g729", "g723": "g723", "g722": "g722", "ilbc": "ilbc"}
CODEC_NAMES = ("g711a", "g711mu", "g729", "g723", "gsmwbamr", "g722", "l16", "ilbc", "ilbc133")
DIRECTORY_NAMES = {"en": "Enterprise directory", "fr": "Annuaire entreprise"}

# The months and weeks between which summer time lasts, by the name of who keeps it so.
_SUMMERS = {(3, 5, 10, 5): "EU", (3, 2, 11, 1): "US", (10, 1, 4, 1): "AU", (9, 5, 4, 1): "NZ", (3, 4, 10, 5): "IL"}
# The phone's own list, NtpZoneNum 0 to 63: minutes from UTC in winter, and whose summer time it keeps.
ZONES: tuple[tuple[int, str], ...] = (
    (-720, ""), (-660, ""), (-600, ""), (-540, "US"), (-480, "US"), (-420, ""), (-420, "US"), (-360, "US"),
    (-360, ""), (-360, ""), (-300, ""), (-300, "US"), (-300, ""), (-240, "US"), (-240, ""), (-210, "US"),
    (-180, ""), (-180, ""), (-120, ""), (-60, "EU"), (0, ""), (0, "EU"), (60, "EU"), (60, "EU"),
    (60, "EU"), (60, "EU"), (120, "EU"), (120, "EU"), (120, ""), (120, ""), (120, "EU"), (120, "IL"),
    (180, ""), (180, ""), (180, ""), (210, ""), (240, ""), (240, ""), (270, ""), (300, ""),
    (300, ""), (330, ""), (345, ""), (360, ""), (360, ""), (390, ""), (420, ""), (480, ""),
    (480, ""), (480, ""), (540, ""), (540, ""), (540, ""), (570, "AU"), (570, ""), (600, ""),
    (600, "AU"), (600, ""), (600, "AU"), (600, ""), (660, ""), (720, "NZ"), (720, ""), (780, ""),
)  # fmt: skip

FINGERPRINT = Fingerprint(
    vendor=VENDOR,
    # e.g. "THOMSON ST2030 hw5 fw2.74 00-14-7F-E1-47-B3"
    agents=(
        re.compile(
            r"^thomson (?P<model>\w{1,20}) hw\S{1,20} fw(?P<version>[\w.]{1,30}) "
            r"(?P<mac>(?:[0-9a-f]{2}-){5}[0-9a-f]{2})$",
            re.IGNORECASE,
        ),
    ),
    files=(
        re.compile(r"^(?P<model>ST20(?:22|30))S\.inf$", re.IGNORECASE),
        re.compile(r"^(?P<model>ST20(?:22|30))S_(?P<mac>[0-9A-F]{12})\.txt$", re.IGNORECASE),
    ),
    spell=str.upper,
)


class BaseTechnicolorPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT
    ENCODING = "iso-8859-1"
    LINES_TAKE_KEYS = True

    MODEL: ClassVar[str]
    FEATURE_KEYS: ClassVar[int]
    """How many keys its configuration knows, those of expansion modules included."""
    BINARIES: ClassVar[dict[str, str]]
    """The setting of the ``.inf`` file that names each file of the firmware."""

    def filenames(self, device: Device) -> list[str]:
        return [f"{self.MODEL}S_{mac_in_filename(device, uppercase=True)}.txt"]

    def configure_common(self, raw_config: RawConfig) -> None:
        # A phone that is told of a firmware which is not there asks for it again and again.
        binaries = {
            setting: name for setting, name in self.BINARIES.items() if self.static_file(f"binary/{name}") is not None
        }
        template = self._tpl_helper.get_template("common.tpl")
        self.write(f"{self.MODEL}S.inf", self._tpl_helper.render(template, {**raw_config, "XX_binaries": binaries}))

    def key_positions(self, _support: Support) -> int:
        return self.FEATURE_KEYS

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        language, country = locale_of(raw_config)
        raw_config["XX_language_type"] = LANGUAGES.get(language, "0")
        raw_config["XX_country_code"] = country if country in COUNTRIES else "US"
        raw_config["XX_dtmf_mode_flag"] = DTMF_MODES.get(raw_config.get("sip_dtmf_mode") or "", "1")
        raw_config["XX_transport_flag"] = TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "0")
        raw_config["XX_codec_priority"] = codec_priority(codecs_of(raw_config, CODECS))
        raw_config["XX_zone_number"] = zone_number(raw_config["XX_timezone"])
        raw_config["XX_feature_keys"] = [
            _feature_key(raw_config["XX_keys"].get(position)) for position in range(1, self.FEATURE_KEYS + 1)
        ]
        # The manual's table does not say whether the directory was tried; the phone has a setting for it.
        url = raw_config.get("X_xivo_phonebook_url")
        raw_config["XX_directory_url"] = f"{url}?term=#SEARCH" if url else ""
        raw_config["XX_directory_name"] = DIRECTORY_NAMES.get(language, DIRECTORY_NAMES["en"]) if url else ""

    def dump(self, template: jinja2.Template, context: RawConfig, filename: str, encoding: str = "utf-8") -> None:
        """The phone takes a file in only when its serial number of 12 digits is another than last time."""
        content = template.render({**context, "XX_config_sn": "0" * 12})
        serial = int(hashlib.sha256(content.encode()).hexdigest()[:16], 16) % 10**12
        # Its display knows Latin-1 only.
        self.write(filename, template.render({**context, "XX_config_sn": f"{serial:012}"}).encode(encoding, "replace"))


def codec_priority(wanted: Sequence[str]) -> str:
    """E.g. ``g711a(2)g711mu(3)...``: those that are not wanted come behind, no word is known that leaves one out."""
    order = [*wanted, *(name for name in CODEC_NAMES if name not in wanted)]
    return "".join(f"{name}({order.index(name) + 1})" for name in CODEC_NAMES)


def zone_number(zone: Timezone | None) -> int | None:
    """The first entry of the phone's list with this offset and summer time, else with this offset."""
    if zone is None:
        return None
    summer = _summer_of(zone.summer_time)
    fitting = [number for number, (offset, _) in enumerate(ZONES) if offset == zone.offset_minutes]
    exact = [number for number in fitting if ZONES[number][1] == summer]
    if not exact:
        logger.warning("the phone's list has no time zone with the rule of %s", zone.name)
    return next(iter(exact or fitting), None)


def _summer_of(summer: SummerTime | None) -> str | None:
    if summer is None:
        return ""
    return _SUMMERS.get((summer.start.month, summer.start.week, summer.end.month, summer.end.week))


def _feature_key(key: Key | None) -> str:
    """``L`` a key that calls, or a line key when it calls nobody; ``S`` one that watches."""
    mode = KEY_MODES.get(key.kind, "L") if key else "L"
    return f"{mode}/<sip:{key.value if key else ''}>"
