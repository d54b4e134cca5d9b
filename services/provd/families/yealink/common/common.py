# SPDX-License-Identifier: GPL-3.0-or-later
"""Yealink's file names, User-Agents and settings, as in its auto provisioning guide (IP phones family)."""

from __future__ import annotations

import logging
import re
from typing import Any, ClassVar

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

logger = logging.getLogger("plugin.xivo-yealink")

VENDOR = "Yealink"
OUIS = ("00:15:65", "24:9a:d8", "44:db:d2", "80:5e:0c", "80:5e:c0", "c4:fc:22")

# Appendix "common CFG file name" of the guide: y0000000000NN.cfg
BOOT_FILES = {
    "T28P": "00", "T26P": "04", "T22P": "05", "T20P": "07", "T19P": "31", "T32G": "32", "T21P": "34", "T38G": "38",
    "W52P": "25", "T46G": "28", "T42G": "29", "T48G": "35", "T41P": "36", "T23G": "44", "T27P": "45", "T29G": "46",
    "T49G": "51", "T21P_E2": "52", "T19P_E2": "53", "T40P": "54",
}  # fmt: skip
MODEL_OF_BOOT_FILE = {number: model for model, number in BOOT_FILES.items()}
LEGACY_MODELS = frozenset({"T28P", "T26P", "T22P", "T20P", "T19P", "T32G", "T21P", "T38G"})

# Physical keys: (line keys, memory keys). Lines take the first line keys, the user's keys the rest, in this order.
KEYS = {
    "T19P": (0, 0), "T19P_E2": (0, 0), "T20P": (2, 0), "T21P": (2, 0), "T21P_E2": (2, 0), "T22P": (3, 0),
    "T23G": (3, 0), "T26P": (3, 10), "T27P": (21, 0), "T28P": (6, 10), "T29G": (27, 0), "T32G": (3, 0),
    "T38G": (6, 10), "T40P": (3, 0), "T41P": (15, 0), "T42G": (15, 0), "T46G": (27, 0), "T48G": (29, 0),
    "T49G": (29, 0), "W52P": (0, 0),
}  # fmt: skip
EXPANSION_KEYS = {"T26P": 38, "T28P": 38, "T27P": 40, "T29G": 40, "T46G": 40, "T48G": 40}
EXPANSION_MODULES = 6

LANGUAGES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch",
             "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "tr": "Turkish"}  # fmt: skip
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
KEY_TYPES = {"speeddial": "13", "blf": "16", "park": "10"}

_BOOT_FILE = re.compile(r"^y0{10}(\d\d)\.cfg$", re.IGNORECASE)
_MAC_FILE = re.compile(r"^([0-9a-f]{12})\.cfg$", re.IGNORECASE)
# e.g. "Yealink SIP-T46G 28.80.0.125 00:15:65:12:34:56", "Yealink W52P 25.80.0.15 00:15:65:12:34:56"
_USER_AGENT = re.compile(
    r"^yealink\s+(?:SIP[- ])?(?P<model>[A-Z]+\d+[A-Z]*(?:_E2)?)\s+(?P<version>\d+(?:\.\d+){3})"
    r"(?:\s+(?P<mac>(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|[0-9a-f]{12}))?\s*$",
    re.IGNORECASE,
)


def mac_of_filename(path: str) -> str | None:
    match = _MAC_FILE.match(path.rpartition("/")[2])
    return norm_mac(match[1]) if match else None


def _of_filename(path: str) -> DeviceInfo:
    name = path.rpartition("/")[2]
    if (match := _BOOT_FILE.match(name)) and match[1] in MODEL_OF_BOOT_FILE:
        return {"vendor": VENDOR, "model": MODEL_OF_BOOT_FILE[match[1]]}
    mac = mac_of_filename(name)
    return {"vendor": VENDOR, "mac": mac} if mac and mac.startswith(OUIS) else {}


class YealinkHTTPDevInfoExtractor:
    def extract(self, request: HTTPRequest, _request_type: RequestType) -> DeviceInfo | None:
        match = _USER_AGENT.match(request.user_agent)
        if match is None:
            return None
        found = _of_filename(request.path)
        found |= {"vendor": VENDOR, "model": match["model"].upper(), "version": match["version"]}
        if match["mac"]:
            found["mac"] = norm_mac(match["mac"])
        elif mac := mac_of_filename(request.path):
            found["mac"] = mac
        return found


class YealinkTFTPDevInfoExtractor:
    def extract(self, request: TFTPRequest, _request_type: RequestType) -> DeviceInfo | None:
        return _of_filename(request.path) or None


class YealinkDHCPDevInfoExtractor:
    def extract(self, request: DHCPRequest, _request_type: RequestType) -> DeviceInfo | None:
        return {"vendor": VENDOR} if request.vendor_class.lower().startswith("yealink") else None


class BaseYealinkPgAssociator(BasePgAssociator):
    """``version`` is the second number of the firmware: 80 in 28.80.0.125."""

    def __init__(self, version: str) -> None:
        self._version = version

    def _do_associate(self, vendor: str, model: str | None, version: str | None) -> DeviceSupport:
        if vendor != VENDOR:
            return DeviceSupport.IMPROBABLE
        if model is None:
            return DeviceSupport.PROBABLE
        if model not in BOOT_FILES:
            return DeviceSupport.UNKNOWN
        if version is None or model in LEGACY_MODELS:
            return DeviceSupport.INCOMPLETE
        if version.split(".")[1] == self._version:
            return DeviceSupport.EXACT
        return DeviceSupport.COMPLETE


class BaseYealinkPlugin(StandardPlugin):
    http_dev_info_extractor = YealinkHTTPDevInfoExtractor()
    tftp_dev_info_extractor = YealinkTFTPDevInfoExtractor()
    dhcp_dev_info_extractor = YealinkDHCPDevInfoExtractor()

    _ENCODING: ClassVar[str] = "utf-8"

    def configure_common(self, raw_config: RawConfig) -> None:
        for model, number in BOOT_FILES.items():
            template = self._tpl_helper.get_template("common.tpl")
            self.dump(template, {**raw_config, "XX_model": model}, f"y0000000000{number}.cfg", self._ENCODING)

    def configure(self, device: Device, raw_config: RawConfig) -> None:
        filename = self._filename(device)
        model = device.get("model")
        raw_config["XX_legacy"] = model in LEGACY_MODELS
        raw_config["XX_lang"] = LANGUAGES.get((raw_config.get("locale") or "")[:2])
        raw_config["XX_country"] = TONE_COUNTRIES.get((raw_config.get("locale") or "")[3:])
        raw_config["XX_timezone"] = self._timezone(raw_config.get("timezone"))
        raw_config["XX_syslog_level"] = SYSLOG_LEVELS.get(raw_config.get("syslog_level") or "", "4")
        raw_config["XX_lines"] = self._lines(raw_config, self._line_count(model))
        raw_config["XX_keys"] = self._keys(device, raw_config)
        self.dump(self._tpl_helper.get_dev_template(filename, device), raw_config, filename, self._ENCODING)

    async def synchronize(self, device: Device, _raw_config: RawConfig) -> None:
        await standard_sip_synchronize(self.app, device, "check-sync")

    def get_remote_state_trigger_filename(self, device: Device) -> str | None:
        return self._filename(device) if device.get("mac") else None

    def is_sensitive_filename(self, filename: str) -> bool:
        return _MAC_FILE.match(filename.rpartition("/")[2]) is not None

    def mac_of_filename(self, filename: str) -> str | None:
        return mac_of_filename(filename)

    @staticmethod
    def _filename(device: Device) -> str:
        if not device.get("mac"):
            raise RawConfigError("a MAC address is needed to configure this phone")
        return format_mac(device["mac"], "") + ".cfg"

    def _line_count(self, model: str | None) -> int:
        for key, capability in self.info()["capabilities"].items():
            if key.split(", ")[1] == model:
                return int(capability["sip.lines"])
        return 1

    def _lines(self, raw_config: RawConfig, count: int) -> dict[int, dict[str, Any]]:
        """All lines that the model has, those without an account empty, so that the phone forgets old ones."""
        lines: dict[int, dict[str, Any]] = {number: {} for number in range(1, count + 1)}
        for number, line in sorted(raw_config["sip_lines"].items(), key=lambda item: int(item[0])):
            if int(number) > count:
                logger.warning("line %s is beyond the %s lines of the phone: ignored", number, count)
                continue
            if not line.get("outbound_proxy_ip") and line["proxy_ip"] != line["registrar_ip"]:
                line["outbound_proxy_ip"], line["outbound_proxy_port"] = line["proxy_ip"], line["proxy_port"]
            lines[int(number)] = {
                **line,
                "XX_dtmf_type": DTMF_TYPES.get(line.get("dtmf_mode") or "", "1"),
                "XX_transport": TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "0"),
                "XX_srtp": SRTP_MODES.get(line.get("srtp_mode") or "disabled", "0"),
                "XX_codecs": [
                    {"position": position, "enable": "1", "name": CODECS[name][0], "rtpmap": CODECS[name][1]}
                    for position, name in enumerate(raw_config["codecs"], 1)
                    if name in CODECS
                ],
            }
        return lines

    @staticmethod
    def _keys(device: Device, raw_config: RawConfig) -> list[dict[str, Any]]:
        """Each physical key once: the lines', then the user's in order, the rest empty."""
        model = device.get("model") or ""
        line_keys, memory_keys = KEYS.get(model, (0, 0))
        names = [f"linekey.{number}" for number in range(1, line_keys + 1)]
        names += [f"memorykey.{number}" for number in range(1, memory_keys + 1)]
        own = len(names)
        names += [
            f"expansion_module.{module}.key.{number}"
            for module in range(1, EXPANSION_MODULES + 1)
            for number in range(1, EXPANSION_KEYS.get(model, 0) + 1)
        ]
        lines = [int(number) for number in raw_config["sip_lines"]]
        used: dict[int, dict[str, Any]] = {
            position: {"type": "15", "line": line} for position, line in enumerate(sorted(lines)[:line_keys], 1)
        }
        shift = len(used)
        for position, key in raw_config["funckeys"].items():
            number = int(position) + shift
            if number > len(names):
                logger.warning("function key %s is beyond the keys of the %s: ignored", position, model)
            elif key.get("type") in KEY_TYPES:
                used[number] = {
                    "type": KEY_TYPES[key["type"]],
                    "line": key.get("line") or 1,
                    "value": key.get("value"),
                    "label": key.get("label") or "",
                    "pickup": f"{raw_config.get('exten_pickup_call') or ''}{key.get('value')}"
                    if key["type"] == "blf" and raw_config.get("exten_pickup_call")
                    else "",
                }
        return [
            {"name": names[number - 1], **used.get(number, {"type": "0"})}
            for number in range(1, len(names) + 1)
            if number <= own or number in used
        ]

    @staticmethod
    def _timezone(name: str | None) -> dict[str, Any] | None:
        if not name:
            return None
        try:
            zone = get_timezone_info(name)
        except TimezoneNotFoundError as error:
            logger.warning("no time zone is set: %s", error)
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
