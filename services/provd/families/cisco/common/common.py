# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco Small Business (Linksys, Sipura) telephones and analogue adapters: flat XML profiles, as in the "Cisco Small
Business IP Telephony Devices Provisioning Guide" and the administration guides of SPA300, SPA500, SPA9xx and the ATAs.

A parameter that a profile does not name keeps its value: the files name all that they ever set.
"""

from __future__ import annotations

import logging
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, ClassVar

from xivo_provd.plugin import Device, DeviceSupport, RawConfig, Timezone
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

logger = logging.getLogger("plugin.xivo-cisco")

MODULES = 2
MODULE_KEYS = 32
LANGUAGES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French"}
LOCALES = {"de": "de-DE", "en": "en-US", "es": "es-ES", "fr": "fr-FR"}
DIRECTORY = {"de": "Verzeichnis", "es": "Directorio", "fr": "Annuaire"}
# What each soft key is called: do not disturb, the three forwards, none of them any more.
SOFT_KEYS = {
    "de": ("Ruhe", "Uml. immer", "Uml. bes.", "Uml. n.A.", "Uml. aus"),
    "en": ("DND", "Fwd all", "Fwd busy", "Fwd n/a", "Fwd off"),
    "es": ("No molest.", "Desvio", "Desv. ocup.", "Desv. n/r", "Sin desvio"),
    "fr": ("NPD", "Renvoi", "Renv. occ.", "Renv. n/r", "Sans renvoi"),
}
SOFT_KEY_CODES = (
    "exten_dnd",
    "exten_fwd_unconditional",
    "exten_fwd_busy",
    "exten_fwd_no_answer",
    "exten_fwd_disable_all",
)
CODECS = {"pcmu": "G711u", "pcma": "G711a", "g722": "G722", "g729": "G729a"}
# A fax goes through no other codec; A-law is Europe's.
FAX_CODECS = {name: CODECS[name] for name in ("pcma", "pcmu")}
DTMF = {"RTP-in-band": "InBand", "RTP-out-of-band": "AVT", "SIP-INFO": "INFO"}
TRANSPORTS = {"udp": "UDP", "tcp": "TCP", "tls": "TLS"}
SYSLOG_LEVELS = {"critical": "0", "error": "0", "warning": "1", "info": "2", "debug": "3"}

# Where a dictionary of the phone's texts is, by language, once its package is installed.
DICTIONARIES = {
    "SPA525": "spa525_{}.xml",
    "SPA3": "spa50x_30x_{}.xml",
    "SPA5": "spa50x_30x_{}.xml",
    "SPA922": "{}S.xml",
    "SPA942": "{}S.xml",
    "SPA962": "{}S.xml",
}


def _spell(model: str) -> str:
    name = model.replace("-", "").upper()
    return "PAP2" if name == "PAP2T" else name


def _spell_version(version: str) -> str:
    """6.1.5(a) is the firmware 6.1.5a."""
    return re.sub(r"[()]", "", version)


def _profile(model: str) -> str:
    """What a phone asks for at first: ``/spa$PSN.cfg``, its product series name, or the PAP2T's ``init.cfg``."""
    return "init.cfg" if model == "PAP2" else f"spa{model.removeprefix('SPA')}.cfg"


class BaseCiscoPlugin(FamilyPlugin):
    VENDOR: ClassVar[str] = "Cisco"
    FINGERPRINT: ClassVar[Fingerprint] = Fingerprint(
        vendor="Cisco",
        # Linksys/SPA-942-6.1.5(a) (88019FA42805), Cisco/SPA504G-7.5.4 (0002FDFF2103)(CBT141400UK): MAC, serial number
        agents=(
            re.compile(
                r"^(?:Linksys|Cisco)/(?P<model>(?:SPA|PAP)-?\w{1,8})-(?P<version>\d[\w.()]{0,20}) "
                r"(?:\((?P<mac>[\dA-F]{12})\))?\((?P<sn>\w{1,24})\)$"
            ),
        ),
        files=(
            re.compile(r"^(?P<mac>[\da-f]{12})\.xml$", re.IGNORECASE),
            re.compile(r"^(?P<model>spa[\da-z]{3,6})\.cfg$", re.IGNORECASE),
            re.compile(r"^(?P<model>init)\.cfg$"),
        ),
        vendor_classes=(re.compile(r"^(?:LINKSYS|Cisco) (?P<model>(?:SPA|PAP)-?\w{1,8})$", re.IGNORECASE),),
        ouis=(
            "00:02:fd",
            "00:0e:08",
            "00:18:f8",
            "00:1c:10",
            "00:1d:7e",
            "00:1e:e5",
            "00:21:29",
            "00:22:6b",
            "00:23:69",
            "00:25:9c",
            "58:6d:8f",
            "68:7f:74",
            "88:43:e1",
            "c0:c1:c0",
        ),
        spell=lambda model: "PAP2" if model == "init" else _spell(model),
        version=_spell_version,
    )
    # Other Cisco telephones speak SCCP: without the model nobody knows.
    OF_ANY_MODEL: ClassVar[DeviceSupport] = DeviceSupport.IMPROBABLE
    LINES_TAKE_KEYS: ClassVar[bool] = True
    FIRMWARE: ClassVar[dict[str, tuple[str, str]]] = {}
    """By the beginning of a model's name: the package with its firmware and the pattern of the file's name."""
    HAS_SDES: ClassVar[bool] = False
    """Whether the keys of SRTP can be in the SDP (RFC 4568). The older ones have certificates of the maker for it."""

    HAS_SOFT_KEYS: ClassVar[bool] = False
    """Whether soft keys of the idle screen can dial what they are told."""

    _missing: set[str]

    def configure_common(self, raw_config: RawConfig) -> None:
        template = self._tpl_helper.get_template("common.tpl")
        for model in self.models:
            self.dump(template, raw_config, _profile(model))

    def filenames(self, device: Device) -> list[str]:
        return [f"{mac_in_filename(device)}.xml"]

    def key_positions(self, support: Support) -> int:
        return support.function_keys + (MODULES * MODULE_KEYS if support.expansion_modules else 0)

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        support: Support = raw_config["XX_model"]
        language, _ = locale_of(raw_config)
        raw_config["XX_language"] = LANGUAGES.get(language, "English")
        raw_config["XX_locale"] = LOCALES.get(language, "en-US")
        raw_config["XX_directory_name"] = DIRECTORY.get(language, "Directory")
        raw_config["XX_clock"] = _clock(raw_config["XX_timezone"])
        raw_config["XX_proxies"] = {number: _proxy(line) for number, line in raw_config["XX_lines"].items()}
        raw_config["XX_dtmf"] = DTMF
        raw_config["XX_transport"] = TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "UDP")
        raw_config["XX_has_sdes"] = self.HAS_SDES
        raw_config["XX_soft_keys"] = _soft_keys(raw_config, language) if self.HAS_SOFT_KEYS else None
        raw_config["XX_is_encrypted"] = raw_config.get("sip_srtp_mode") in ("preferred", "required")
        raw_config["XX_codecs"] = [*codecs_of(raw_config, CODECS), *["Unspecified"] * 3][:3]
        raw_config["XX_fax_codec"] = next(iter(codecs_of(raw_config, FAX_CODECS)), FAX_CODECS["pcma"])
        raw_config["XX_syslog_level"] = SYSLOG_LEVELS.get(raw_config.get("syslog_level") or "", "1")
        raw_config["XX_phone_keys"] = [
            (position, raw_config["XX_keys"].get(position)) for position in range(1, support.function_keys + 1)
        ]
        raw_config["XX_functions"] = {key.position: _function(key) for key in raw_config["XX_keys"].values()}
        raw_config["XX_module_keys"] = [
            (*(part + 1 for part in divmod(position - support.function_keys - 1, MODULE_KEYS)), function)
            for position, function in raw_config["XX_functions"].items()
            if position > support.function_keys
        ]
        raw_config["XX_firmware"] = self._firmware(support.model)
        raw_config["XX_dictionaries"] = self._dictionaries(support.model)

    def static_file(self, path: str) -> Path | None:
        """A firmware that is asked for and missing is said once: an SPA9xx without it starts again and again."""
        found = super().static_file(path)
        name = path.rpartition("/")[2]
        if found is None and name.endswith(".bin") and name not in self._said_missing():
            self._said_missing().add(name)
            package = next((pkg for pkg, pattern in self.FIRMWARE.values() if fnmatch(name.lower(), pattern)), "of it")
            logger.warning("a phone asks for the firmware %s: install the package %s of %s", name, package, self.id)
        return found

    def _said_missing(self) -> set[str]:
        if not hasattr(self, "_missing"):
            self._missing = set()
        return self._missing

    def _firmware(self, model: str) -> str | None:
        """The path of the installed firmware."""
        entry = _of_model(self.FIRMWARE, model)
        folder = self._plugin_dir / "var" / "tftpboot" / "firmware"
        if entry is None or not folder.is_dir():
            return None
        names = sorted(file.name for file in folder.iterdir() if fnmatch(file.name.lower(), entry[1]))
        return f"firmware/{names[-1]}" if names else None

    def _dictionaries(self, model: str) -> str:
        """The installed ones as ``d<n>=<language>;x<n>=<file>``."""
        pattern = _of_model(DICTIONARIES, model)
        names = [(text, pattern.format(code)) for code, text in LANGUAGES.items()] if pattern else []
        found = [(text, name) for text, name in names if super(BaseCiscoPlugin, self).static_file(f"i18n/{name}")]
        return ";".join(f"d{number}={text};x{number}={name}" for number, (text, name) in enumerate(found))


def _soft_keys(raw_config: RawConfig, language: str) -> dict[int, str]:
    """The function of each programmable soft key, empty for those without an extension."""
    labels = SOFT_KEYS.get(language, SOFT_KEYS["en"])
    return {
        number: f"fnc=sd;ext={exten}@$PROXY;nme={label}" if (exten := raw_config.get(name)) else ""
        for number, (name, label) in enumerate(zip(SOFT_KEY_CODES, labels, strict=True), 1)
    }


def _of_model(table: dict[str, Any], model: str) -> Any:
    matching = [prefix for prefix in table if model.startswith(prefix)]
    return table[max(matching, key=len)] if matching else None


def _proxy(line: SipLine) -> str:
    """With a backup server, a name that the phone resolves by the records written behind it."""
    main = f"{line.registrar_ip}:{line.registrar_port}"
    if not line.backup_registrar_ip:
        return main
    return f"servers{line.number}:SRV={main}:p=0|{line.backup_registrar_ip}:{line.backup_registrar_port}:p=1"


def _function(key: Key) -> str:
    value, label = (re.sub(r"[;@=]", " ", text).strip() for text in (key.value, key.label))
    name = f";nme={label}" if label else ""
    line = f";vid={key.line}" if key.line != 1 else ""
    if key.kind == "line":
        return ""
    if key.kind == "speeddial":
        return f"fnc=sd;ext={value}@$PROXY{line}{name}"
    # A parking position is watched, and dialled to fetch who waits there.
    pickup = "+cp" if key.kind == "blf" else ""
    return f"fnc=sd+blf{pickup};sub={value}@$PROXY{line}{name}"


def _clock(zone: Timezone | None) -> dict[str, str] | None:
    """Days of the rule: -1 the last, else on or after that day of the month; weekdays from Monday = 1."""
    if zone is None:
        return None
    hours, minutes = divmod(abs(zone.offset_minutes), 60)
    found = {"zone": f"GMT{'-' if zone.offset_minutes < 0 else '+'}{hours:02}:{minutes:02}", "rule": ""}
    if summer := zone.summer_time:
        parts = [
            f"{name}={change.month}/{-1 if change.week == 5 else (change.week - 1) * 7 + 1}/{change.weekday}/"
            f"{min(max(change.hour, 0), 23)}:{change.minute}:0"
            for name, change in (("start", summer.start), ("end", summer.end))
        ]
        saved, rest = divmod(int(summer.saved.total_seconds()) // 60, 60)
        found["rule"] = ";".join([*parts, f"save={saved}:{rest}:0"])
    return found


class CiscoAtaPlugin(BaseCiscoPlugin):
    """Adapters have ports instead of a screen and keys."""

    LINES_TAKE_KEYS: ClassVar[bool] = False
