# SPDX-License-Identifier: GPL-3.0-or-later
"""Snom's file names, User-Agents and XML settings, as in its provisioning documentation for firmware 8."""

from __future__ import annotations

import logging
import re
from typing import Any

from xivo_provd.plugin import (
    BasePgAssociator,
    Device,
    DeviceInfo,
    DeviceSupport,
    DHCPRequest,
    HTTPRequest,
    RawConfig,
    RawConfigError,
    RequestType,
    StandardPlugin,
    TFTPRequest,
    TimezoneNotFoundError,
    format_mac,
    get_timezone_info,
    norm_mac,
    standard_sip_synchronize,
)

logger = logging.getLogger("plugin.xivo-snom")

VENDOR = "Snom"
OUI = "00:04:13"
MODELS = ("300", "320", "360", "370", "710", "715", "720", "D725", "760", "820", "821", "870", "MP", "PA1")

# Keys that can be set; on the shared ones the first keys belong to the lines.
KEYS = {"300": 6, "320": 12, "360": 12, "370": 12, "710": 5, "715": 5, "720": 18, "D725": 18, "760": 16, "820": 4,
        "821": 12, "870": 15, "MP": 0, "PA1": 0}  # fmt: skip
SHARED_KEYS = frozenset({"710", "715", "720", "D725", "760"})
# Vision (7xx, 8xx) and D7 (7xx) add keys behind the phone's own.
EXPANSION_KEYS = {"710": 54, "715": 54, "720": 54, "D725": 54, "760": 54, "820": 48, "821": 48, "870": 48}
IDENTITIES = 12

LANGUAGES = {"de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "it": "Italiano",
             "nl": "Nederlands", "pl": "Polski", "pt": "Português", "ru": "Русский", "tr": "Turkce"}  # fmt: skip
TONE_SCHEMES = {"AU": "AUS", "BE": "BEL", "CA": "USA", "CH": "SWI", "DE": "GER", "ES": "SPA", "FR": "FRA",
                "GB": "GBR", "IT": "ITA", "NL": "NLD", "US": "USA"}  # fmt: skip
DTMF_INFO = {"RTP-in-band": "off", "RTP-out-of-band": "off", "SIP-INFO": "sip_info_only"}
CODECS = {"pcmu": "pcmu", "pcma": "pcma", "g722": "g722", "g729": "g729", "gsm": "gsm"}
SRTP = {"disabled": ("off", "off"), "preferred": ("on", "optional"), "required": ("on", "mandatory")}

_MODEL_FILE = re.compile(r"^snom(?P<model>[A-Z]{0,2}\d{0,3})(?:-(?P<mac>[0-9A-F]{12}))?\.(?:htm|xml)$", re.IGNORECASE)
_MAC_FILE = re.compile(r"^([0-9a-f]{12})\.(?:xml|htm)$", re.IGNORECASE)
# e.g. "Mozilla/4.0 (compatible; snom720-SIP 8.7.5.17 SPEAr300 SNOM 1.4 00041312ABCD)",
#      "Mozilla/4.0 (compatible; snom lid 3605; snom 320-SIP 8.7.5.17 1.1.3-s)"
_USER_AGENT = re.compile(
    r"\bsnom ?(?P<model>[A-Z]{0,2}\d{0,3})-SIP (?P<version>\d+(?:\.\d+)+)(?P<rest>[^)]*)\)", re.IGNORECASE
)
_MAC_IN_AGENT = re.compile(r"\b0004[0-9A-F]{8}\b", re.IGNORECASE)


def _model(text: str) -> str:
    model = text.upper()
    return "D725" if model == "725" else model


def mac_of_filename(path: str) -> str | None:
    name = path.rpartition("/")[2]
    if match := _MODEL_FILE.match(name):
        return norm_mac(match["mac"]) if match["mac"] else None
    match = _MAC_FILE.match(name)
    return norm_mac(match[1]) if match else None


def _of_filename(path: str) -> DeviceInfo:
    name = path.rpartition("/")[2]
    mac = mac_of_filename(name)
    match = _MODEL_FILE.match(name)
    found: DeviceInfo = {}
    if match and _model(match["model"]) in MODELS:
        found = {"vendor": VENDOR, "model": _model(match["model"])}
    elif mac and mac.startswith(OUI):
        found = {"vendor": VENDOR}
    if found and mac:
        found["mac"] = mac
    return found


class SnomHTTPDevInfoExtractor:
    def extract(self, request: HTTPRequest, _request_type: RequestType) -> DeviceInfo | None:
        match = _USER_AGENT.search(request.user_agent)
        if match is None:
            return None
        found = _of_filename(request.path)
        found |= {"vendor": VENDOR, "model": _model(match["model"]), "version": match["version"]}
        if mac := _MAC_IN_AGENT.search(match["rest"]):
            found["mac"] = norm_mac(mac[0])
        elif path_mac := mac_of_filename(request.path):
            found["mac"] = path_mac
        return found


class SnomTFTPDevInfoExtractor:
    def extract(self, request: TFTPRequest, _request_type: RequestType) -> DeviceInfo | None:
        return _of_filename(request.path) or None


class SnomDHCPDevInfoExtractor:
    def extract(self, request: DHCPRequest, _request_type: RequestType) -> DeviceInfo | None:
        match = re.match(r"^snom ?([a-z]{0,2}\d{0,3})", request.vendor_class, re.IGNORECASE)
        if match is None:
            return None
        model = _model(match[1])
        return {"vendor": VENDOR, "model": model} if model in MODELS else {"vendor": VENDOR}


class BaseSnomPgAssociator(BasePgAssociator):
    def __init__(self, version: str) -> None:
        self._version = version

    def _do_associate(self, vendor: str, model: str | None, version: str | None) -> DeviceSupport:
        if vendor != VENDOR:
            return DeviceSupport.IMPROBABLE
        if model is None:
            return DeviceSupport.PROBABLE
        if model not in MODELS:
            return DeviceSupport.UNKNOWN
        if version is None:
            return DeviceSupport.INCOMPLETE
        if version == self._version or version.startswith(f"{self._version}."):
            return DeviceSupport.EXACT
        return DeviceSupport.COMPLETE


class BaseSnomPlugin(StandardPlugin):
    http_dev_info_extractor = SnomHTTPDevInfoExtractor()
    tftp_dev_info_extractor = SnomTFTPDevInfoExtractor()
    dhcp_dev_info_extractor = SnomDHCPDevInfoExtractor()

    def configure_common(self, raw_config: RawConfig) -> None:
        for model in MODELS:
            template = self._tpl_helper.get_template("common.tpl")
            self.dump(template, {**raw_config, "XX_model": model}, f"snom{model}.htm")

    def configure(self, device: Device, raw_config: RawConfig) -> None:
        locale = raw_config.get("locale") or ""
        raw_config["XX_lang"] = LANGUAGES.get(locale[:2])
        raw_config["XX_tone_scheme"] = TONE_SCHEMES.get(locale[3:])
        raw_config["XX_timezone"] = self._timezone(raw_config.get("timezone"))
        raw_config["XX_identities"] = self._identities(raw_config)
        raw_config["XX_fkeys"] = self._fkeys(device, raw_config)
        xml_name, htm_name = self._filenames(device)
        template = self._tpl_helper.get_dev_template(xml_name, device)
        self.dump(template, raw_config, xml_name)
        if htm_name:
            self.dump(template, raw_config, htm_name)

    async def synchronize(self, device: Device, _raw_config: RawConfig) -> None:
        await standard_sip_synchronize(self.app, device, "check-sync;reboot=false")

    def get_remote_state_trigger_filename(self, device: Device) -> str | None:
        if not device.get("mac"):
            return None
        xml_name, htm_name = self._filenames(device)
        return htm_name or xml_name

    def is_sensitive_filename(self, filename: str) -> bool:
        return mac_of_filename(filename) is not None

    def mac_of_filename(self, filename: str) -> str | None:
        return mac_of_filename(filename)

    @staticmethod
    def _filenames(device: Device) -> tuple[str, str | None]:
        """The name for a setting URL with ``{mac}.xml``, and the one that the phone makes up by itself."""
        if not device.get("mac"):
            raise RawConfigError("a MAC address is needed to configure this phone")
        mac = format_mac(device["mac"], "", uppercase=True)
        return f"{mac}.xml", f"snom{device['model']}-{mac}.htm" if device.get("model") else None

    @staticmethod
    def _identities(raw_config: RawConfig) -> dict[int, dict[str, Any]]:
        """The lines, then one identity more for each line that has a backup server."""
        identities: dict[int, dict[str, Any]] = {}
        transport = raw_config.get("sip_transport") or "udp"
        for number, line in sorted(raw_config["sip_lines"].items(), key=lambda item: int(item[0])):
            if int(number) > IDENTITIES:
                logger.warning("line %s is beyond the %s identities of the phone: ignored", number, IDENTITIES)
                continue
            srtp, srtp_mode = SRTP.get(line.get("srtp_mode") or "disabled", SRTP["disabled"])
            identities[int(number)] = {
                **line,
                "XX_host": _host(line["registrar_ip"], line["registrar_port"]),
                "XX_outbound": _outbound(line, transport),
                "XX_dtmf_info": DTMF_INFO.get(line.get("dtmf_mode") or "", "off"),
                "XX_srtp": srtp,
                "XX_srtp_mode": srtp_mode,
            }
        for number, line in list(identities.items()):
            free = max(identities) + 1
            if not line.get("backup_registrar_ip") or free > IDENTITIES:
                continue
            line["XX_failover"] = free
            backup = {**line, "registrar_ip": line["backup_registrar_ip"], "XX_backup_of": number}
            backup["XX_host"] = _host(line["backup_registrar_ip"], line["backup_registrar_port"])
            backup["XX_outbound"] = "" if transport == "udp" else f"{backup['XX_host']};transport={transport}"
            del backup["XX_failover"]
            identities[free] = backup
        raw_config["XX_codecs"] = ",".join(
            [*(CODECS[name] for name in raw_config["codecs"] if name in CODECS), "telephone-event"]
        )
        return identities

    @staticmethod
    def _fkeys(device: Device, raw_config: RawConfig) -> list[dict[str, Any]]:
        model = device.get("model") or ""
        limit = KEYS.get(model, 0)
        lines = sorted(int(number) for number in raw_config["sip_lines"])
        shared = lines if model in SHARED_KEYS else []
        used = {position: {"context": line, "value": "line", "label": ""} for position, line in enumerate(shared, 1)}
        for position, key in raw_config["funckeys"].items():
            number = int(position) + len(shared)
            if number > limit + EXPANSION_KEYS.get(model, 0):
                logger.warning("function key %s is beyond the keys of the %s: ignored", position, model)
            elif value := _fkey_value(key, raw_config):
                used[number] = {
                    "context": key.get("line") or 1,
                    "value": value,
                    "label": key.get("label") or "",
                }
        last = max([limit, *used])
        return [
            {"idx": number - 1, **used.get(number, {"context": "active", "value": "none", "label": ""})}
            for number in range(1, last + 1)
        ]

    @staticmethod
    def _timezone(name: str | None) -> dict[str, str] | None:
        """``utc_offset`` in seconds; ``dst`` = saved seconds, start, end as month.week.weekday hh:mm:ss."""
        if not name:
            return None
        try:
            zone = get_timezone_info(name)
        except TimezoneNotFoundError as error:
            logger.warning("no time zone is set: %s", error)
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


def _host(address: str, port: int) -> str:
    return address if port == 5060 else f"{address}:{port}"


def _outbound(line: dict[str, Any], transport: str) -> str:
    if line.get("outbound_proxy_ip"):
        address = _host(line["outbound_proxy_ip"], line.get("outbound_proxy_port") or 5060)
    elif transport != "udp" or line["proxy_ip"] != line["registrar_ip"]:
        address = _host(line["proxy_ip"], line["proxy_port"])
    else:
        return ""
    return address if transport == "udp" else f"{address};transport={transport}"


def _fkey_value(key: dict[str, Any], raw_config: RawConfig) -> str | None:
    value = key.get("value")
    line = raw_config["sip_lines"].get(str(key.get("line") or 1)) or {}
    host = line.get("proxy_ip") or raw_config.get("sip_proxy_ip") or raw_config["ip"]
    kind = key.get("type")
    if kind == "speeddial":
        return f"speed {value}"
    if kind == "park":
        return f"orbit {value}"
    if kind == "blf":
        pickup = raw_config.get("exten_pickup_call")
        return f"blf sip:{value}@{host}" + (f"|{pickup}" if pickup else "")
    return None
