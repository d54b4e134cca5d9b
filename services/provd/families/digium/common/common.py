# SPDX-License-Identifier: GPL-3.0-or-later
"""Digium D40, D50 and D70: "XML Configuration" of the Asterisk wiki, for phones without the Asterisk module."""

from __future__ import annotations

import logging
import re
from typing import ClassVar

from xivo_provd.plugin import Device, RawConfig
from xivo_provd.plugin.sip_family import FamilyPlugin, Fingerprint, codecs_of, mac_in_filename

logger = logging.getLogger("plugin.xivo-digium")

FOLDER = "Digium"
# SIP over TLS and SRTP are of the D6x and D80: "Digium Phones and Secure Calling".
TRANSPORTS = frozenset({"udp", "tcp"})
CODECS = {"pcmu": "PCMU", "pcma": "PCMA", "g722": "G722", "g726": "G726-32", "g729": "G729"}
HIGHEST_PRIORITY = 255
SYSLOG_LEVELS = {"critical": "error", "error": "error", "warning": "warning", "info": "information", "debug": "debug"}
# The phone's own names of the languages that it speaks.
LOCALES = frozenset({"de_DE", "en_GB", "en_US", "es_ES", "es_MX", "fr_CA", "fr_FR", "it_IT", "nl_NL", "pt_BR", "pt_PT"})

_FIRMWARE = re.compile(r"^(?P<version>\d+(?:_\d+)+)_(?P<model>D\d\d)_firmware\.eff$")


class BaseDigiumPlugin(FamilyPlugin):
    VENDOR: ClassVar[str] = "Digium"
    FINGERPRINT: ClassVar[Fingerprint] = Fingerprint(
        vendor="Digium",
        # Digium D40 1_1_0_0_48178
        agents=(re.compile(r"^Digium (?P<model>D\d\d) (?P<version>\d+(?:_\d+){2,5})\b"),),
        files=(re.compile(r"^(?!0{12})(?P<mac>[\da-f]{12})(?:-contacts\.xml|\.cfg)$", re.IGNORECASE),),
        # Until it has its settings the phone does not say its name; the folder is nobody else's.
        paths=(
            re.compile(r"^/Digium/(?!0{12})(?P<mac>[\da-f]{12})(?:-contacts\.xml|\.cfg)$", re.IGNORECASE),
            re.compile(r"^/Digium/"),
        ),
        vendor_classes=(re.compile(r"^digium_(?P<model>D\d\d)_(?P<version>\d+(?:_\d+){2,5})$"),),
        ouis=("00:0f:d3",),
        version=lambda version: version.replace("_", "."),
    )
    LINES_TAKE_KEYS: ClassVar[bool] = True

    def filenames(self, device: Device) -> list[str]:
        return [f"{FOLDER}/{mac_in_filename(device)}.cfg"]

    def configure(self, device: Device, raw_config: RawConfig) -> None:
        """Keys are the contacts of a second file, in their order, on the keys that the lines leave free."""
        super().configure(device, raw_config)
        contacts = self._tpl_helper.get_template("contacts.tpl")
        self.dump(contacts, raw_config, f"{FOLDER}/{mac_in_filename(device)}-contacts.xml", self.ENCODING)

    def prepare(self, device: Device, raw_config: RawConfig) -> None:
        raw_config["XX_mac"] = mac_in_filename(device)
        _check_dtmf(raw_config)
        raw_config["XX_transport"] = _transport(raw_config)
        raw_config["XX_codecs"] = _codecs(raw_config)
        raw_config["XX_syslog_level"] = SYSLOG_LEVELS.get(raw_config.get("syslog_level") or "", "warning")
        raw_config["XX_locale"] = raw_config.get("locale") if raw_config.get("locale") in LOCALES else "en_US"
        raw_config["XX_firmwares"] = self._firmwares()
        lines = raw_config["XX_lines"]
        raw_config["XX_contacts"] = [
            (key, (lines.get(key.line) or next(iter(lines.values()))).proxy_ip if lines else raw_config["ip"])
            for key in raw_config["XX_keys"].values()
            if key.kind != "line"
        ]

    def _firmwares(self) -> list[dict[str, str]]:
        """The installed files; a phone takes the one of its model."""
        folder = self._plugin_dir / "var" / "tftpboot" / FOLDER / "firmware"
        names = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
        return [{**match.groupdict(), "file": name} for name in names if (match := _FIRMWARE.match(name))]


def _check_dtmf(raw_config: RawConfig) -> None:
    """No setting has another mode than RFC 2833: the line has to be told."""
    for line in raw_config["XX_lines"].values():
        if line.dtmf_mode not in (None, "RTP-out-of-band"):
            logger.warning("line %s: these phones send DTMF as RFC 2833 only, not as %s", line.number, line.dtmf_mode)


def _transport(raw_config: RawConfig) -> str:
    wanted = raw_config.get("sip_transport") or "udp"
    if wanted in TRANSPORTS:
        return str(wanted)
    logger.warning("these phones have no SIP over %s: UDP is set", wanted)
    return "udp"


def _codecs(raw_config: RawConfig) -> list[tuple[str, int]]:
    """Each codec with its priority, the higher the earlier; 0 for one that is not wanted, nothing if none is."""
    wanted = codecs_of(raw_config, CODECS)
    if not wanted:
        return []
    return [(name, HIGHEST_PRIORITY - wanted.index(name) if name in wanted else 0) for name in CODECS.values()]
