# SPDX-License-Identifier: GPL-3.0-or-later
"""Cisco 7900 telephones with SCCP firmware: ``SEP<MAC>.cnf.xml`` as Cisco Unified Communications Manager makes it.

Lines and keys are not in the file: the server sends them when the phone registers.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Any, ClassVar

from xivo_provd.plugin import Device, RawConfig, SynchronizeError, Timezone, get_timezone_info
from xivo_provd.plugin.sip_family import FamilyPlugin, Fingerprint, Support, locale_of, mac_in_filename

SCCP_PORT = 2000
# Language and country → user locale, its code, network locale.
LOCALES = {
    "de": ("german_germany", "de", "germany"),
    "en": ("english_united_states", "en", "united_states"),
    "es": ("spanish_spain", "es", "spain"),
    "fr": ("french_france", "fr", "france"),
}
NETWORK_LOCALES = {"CA": "canada", "GB": "united_kingdom"}

# Which firmware a model loads (manual 1.8.28, "Telephone").
LOADS = {
    "7906G": "SCCP11.9-0-3S",
    "7911G": "SCCP11.9-0-3S",
    "7921G": "CP7921G-1.4.5.3",
    "7940G": "P00308010200",
    "7941G": "SCCP41.9-0-3S",
    "7941G-GE": "SCCP41.9-0-3S",
    "7942G": "SCCP42.9-0-3S",
    "7960G": "P00308010200",
    "7961G": "SCCP41.9-0-3S",
    "7962G": "SCCP42.9-0-3S",
}
# These do not know the time zone's tag: they show the server's time (manual 1.8.28).
WITHOUT_TIMEZONE = frozenset({"7905G", "7912G", "7920", "7940G", "7960G"})

# One zone of each of Cisco's names.
ZONES = {
    "Pacific/Pago_Pago": "Samoa Standard Time",
    "Pacific/Honolulu": "Hawaiian Standard Time",
    "America/Anchorage": "Alaskan Standard/Daylight Time",
    "America/Los_Angeles": "Pacific Standard/Daylight Time",
    "America/Denver": "Mountain Standard/Daylight Time",
    "America/Phoenix": "US Mountain Standard Time",
    "America/Chicago": "Central Standard/Daylight Time",
    "America/Regina": "Canada Central Standard Time",
    "America/New_York": "Eastern Standard/Daylight Time",
    "America/Bogota": "SA Pacific Standard Time",
    "America/Halifax": "Atlantic Standard/Daylight Time",
    "America/La_Paz": "SA Western Standard Time",
    "America/St_Johns": "Newfoundland Standard/Daylight Time",
    "America/Argentina/Buenos_Aires": "SA Eastern Standard Time",
    "Atlantic/Azores": "Azores Standard/Daylight Time",
    "Europe/London": "GMT Standard/Daylight Time",
    "Africa/Abidjan": "Greenwich Standard Time",
    "Europe/Paris": "Romance Standard/Daylight Time",
    "Europe/Athens": "GTB Standard/Daylight Time",
    "Africa/Johannesburg": "South Africa Standard Time",
    "Europe/Moscow": "Russian Standard Time",
    "Asia/Dubai": "Arabian Standard Time",
    "Asia/Kabul": "Afghanistan Standard Time",
    "Asia/Karachi": "West Asia Standard Time",
    "Asia/Kolkata": "India Standard Time",
    "Asia/Dhaka": "Central Asia Standard Time",
    "Asia/Bangkok": "SE Asia Standard Time",
    "Asia/Shanghai": "China Standard Time",
    "Asia/Tokyo": "Tokyo Standard Time",
    "Australia/Adelaide": "Cen. Australia Standard/Daylight Time",
    "Australia/Darwin": "AUS Central Standard Time",
    "Australia/Sydney": "AUS Eastern Standard/Daylight Time",
    "Australia/Brisbane": "E. Australia Standard Time",
    "Pacific/Noumea": "Central Pacific Standard Time",
    "Pacific/Auckland": "New Zealand Standard/Daylight Time",
}


def _spell(model: str) -> str:
    """CP-7941G-GE, 7912 and 7921 are 7941G-GE, 7912G and 7921G; the 7920 has no G."""
    if model == "7920" or model.endswith(("G", "-GE")):
        return model
    return f"{model}G"


class BaseCiscoSccpPlugin(FamilyPlugin):
    VENDOR: ClassVar[str] = "Cisco"
    FINGERPRINT: ClassVar[Fingerprint] = Fingerprint(
        vendor="Cisco",
        agents=(),
        files=(
            re.compile(r"^(?:CTL|ITL)?SEP(?P<mac>[\dA-F]{12})\.(?:cnf\.xml|tlv)$"),
            re.compile(r"^XMLDefault\.cnf\.xml$"),
        ),
        paths=(
            re.compile(r"^/(?:CTL|ITL)?SEP(?P<mac>[\dA-F]{12})\.(?:cnf\.xml|tlv)$"),
            re.compile(r"^/XMLDefault\.cnf\.xml$"),
        ),
        # Cisco Systems, Inc. IP Phone CP-7940G; Cisco Systems Inc. Wireless Phone 7921
        vendor_classes=(
            re.compile(r"^Cisco Systems,? Inc\. (?:IP|Wireless) Phone (?:CP-)?(?P<model>79\d\dG?(?:-GE)?)"),
            re.compile(r"^Cisco Systems,? Inc\."),
        ),
        # A file of this name is asked for by no other phone: no prefix is needed.
        ouis=("",),
        spell=_spell,
    )
    COMMON_FILES: ClassVar[dict[str, str]] = {"XMLDefault.cnf.xml": "default.tpl"}

    def configure_common(self, raw_config: RawConfig) -> None:
        raw_config["XX_servers"] = _servers(raw_config)
        super().configure_common(raw_config)

    def filenames(self, device: Device) -> list[str]:
        return [f"SEP{mac_in_filename(device, uppercase=True)}.cnf.xml"]

    def key_positions(self, _support: Support) -> int:
        """The file names no key, so that none is too many for it."""
        return sys.maxsize

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        model = raw_config["XX_model"].model
        language, country = locale_of(raw_config)
        raw_config["XX_servers"] = _servers(raw_config)
        raw_config["XX_locale"] = self._locale(language, country)
        raw_config["XX_cisco_timezone"] = (
            None if model in WITHOUT_TIMEZONE else _cisco_timezone(raw_config["XX_timezone"])
        )
        raw_config["XX_load"] = self._load(model)
        if phonebook_ip := raw_config.get("X_xivo_phonebook_ip"):
            # These phones open a menu, which leads to the search.
            url = f"http://{phonebook_ip}/service/ipbx/web_services.php/phonebook/menu/"
            raw_config["XX_directory_url"] = url if raw_config["XX_model"].has_directory else None

    async def synchronize(self, _device: Device, _raw_config: RawConfig) -> None:
        """Such a phone takes no NOTIFY, and its pages do nothing without a server that grants it."""
        raise SynchronizeError(
            "only an SCCP server can restart an SCCP phone: restart it by hand, with Settings and **#**"
        )

    def _locale(self, language: str, country: str) -> tuple[str, str, str] | None:
        """Only once its packages are installed: without the files the phone starts again and again."""
        name, code, network = LOCALES.get(language, ("", "", ""))
        network = NETWORK_LOCALES.get(country, network)
        folder = self._plugin_dir / "var" / "tftpboot" / "i18n"
        return (name, code, network) if name and (folder / name).is_dir() else None

    def _load(self, model: str) -> str:
        """The installed firmware; the phone keeps the one it has when none is named."""
        load = LOADS.get(model, "")
        folder = self._plugin_dir / "var" / "tftpboot"
        is_installed = load and folder.is_dir() and any(file.name.startswith(load) for file in folder.iterdir())
        return load if is_installed else ""


def _servers(raw_config: RawConfig) -> list[dict[str, Any]]:
    """``sccp_call_managers`` by priority, else the registrars, main and backup."""
    said = raw_config.get("sccp_call_managers") or {}
    if said:
        ordered = sorted(said.items(), key=lambda item: int(item[0]))
        return [{"ip": server["ip"], "port": int(server.get("port") or SCCP_PORT)} for _, server in ordered]
    addresses = [raw_config.get("sip_registrar_ip") or raw_config["ip"], raw_config.get("sip_backup_registrar_ip")]
    return [{"ip": address, "port": SCCP_PORT} for address in addresses if address]


@cache
def _names() -> dict[tuple[Any, Any], str]:
    zones = ((get_timezone_info(zone), name) for zone, name in ZONES.items())
    return {(zone.utc_offset, zone.summer_time): name for zone, name in zones}


def _cisco_timezone(zone: Timezone | None) -> str | None:
    """Cisco's name of a zone with the same offset and rule; without the rule if it has none."""
    if zone is None:
        return None
    return _names().get((zone.utc_offset, zone.summer_time)) or _names().get((zone.utc_offset, None))
