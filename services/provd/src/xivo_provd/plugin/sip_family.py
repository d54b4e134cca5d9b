# SPDX-License-Identifier: GPL-3.0-or-later
"""What families of telephones share, so that a brand is data and templates.

A brand's ``common.py`` derives from :class:`FamilyPlugin`: it says its vendor, how its phones show themselves
(:class:`Fingerprint`), which files a phone reads, and how words of the raw configuration are spelt in its files.
Templates find the results as ``XX_lines``, ``XX_keys``, ``XX_timezone``, ``XX_directory_url``, ``XX_model`` and
``XX_switchboard``, and what the brand's ``prepare`` adds.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar, cast

from .association import BasePgAssociator, DeviceSupport
from .base import Device, PluginApp, RawConfig, StandardPlugin, standard_sip_synchronize
from .errors import RawConfigError
from .ident import DeviceInfo, DHCPRequest, HTTPRequest, Request, RequestType, TFTPRequest
from .identifiers import format_mac, norm_mac
from .timezones import Timezone, TimezoneNotFoundError, get_timezone_info

logger = logging.getLogger("plugin")

T = TypeVar("T")

KeyKind = Literal["line", "speeddial", "blf", "park"]


@dataclass(frozen=True)
class Support:
    """What the plugin offers to one model: its row of the matrix."""

    model: str
    firmware: str
    lines: int
    function_keys: int
    expansion_modules: tuple[str, ...]
    has_directory: bool
    is_switchboard: bool


@dataclass(frozen=True)
class SipLine:
    """One account, servers and modes filled in; ``backup_*`` and ``outbound_proxy_ip`` may be None."""

    number: int
    username: str
    auth_username: str
    password: str
    display_name: str
    exten: str
    registrar_ip: str
    registrar_port: int
    proxy_ip: str
    proxy_port: int
    backup_registrar_ip: str | None
    backup_registrar_port: int
    backup_proxy_ip: str | None
    backup_proxy_port: int
    outbound_proxy_ip: str | None
    outbound_proxy_port: int
    dtmf_mode: str | None
    srtp_mode: str
    voicemail: str

    @property
    def label(self) -> str:
        return self.exten or self.display_name or self.username


@dataclass(frozen=True)
class Key:
    """One physical key. ``pickup`` dials the watched extension's ringing call; empty when there is no code for it."""

    position: int
    kind: KeyKind
    value: str = ""
    label: str = ""
    line: int = 1
    pickup: str = ""


@dataclass(frozen=True)
class Fingerprint:
    """How the family's phones show themselves.

    The groups ``model``, ``version``, ``mac`` and ``sn`` of the patterns become the device's facts. ``agents`` are
    for the HTTP header User-Agent, ``files`` for the last part of a path (they identify by TFTP, and by HTTP they
    complete what the agent leaves out), ``paths`` for whole HTTP paths whatever the agent is, ``vendor_classes`` for
    DHCP option 60. ``spell`` gives a model its name in the matrix.
    """

    vendor: str
    agents: Sequence[re.Pattern[str]]
    files: Sequence[re.Pattern[str]] = ()
    vendor_classes: Sequence[re.Pattern[str]] = ()
    ouis: tuple[str, ...] = ()
    paths: Sequence[re.Pattern[str]] = ()
    spell: Callable[[str], str | None] = str
    version: Callable[[str], str] = str

    def extract(self, request: Request, _request_type: RequestType) -> DeviceInfo | None:
        """What the request tells of the phone; None when it is not one of this family's."""
        if isinstance(request, HTTPRequest):
            return self._of_http(request)
        if isinstance(request, TFTPRequest):
            return self.of_file(request.path)
        return self._of_dhcp(request)

    def of_file(self, path: str) -> DeviceInfo | None:
        """A MAC address alone identifies only with one of the vendor's prefixes."""
        match = _first(self.files, path.rpartition("/")[2])
        if match is None:
            return None
        found = self._facts(match)
        alone = set(found) == {"vendor", "mac"}
        return None if alone and not found["mac"].startswith(self.ouis) else found

    def mac_of_file(self, path: str) -> str | None:
        match = _first(self.files, path.rpartition("/")[2])
        return self._facts(match).get("mac") if match else None

    def _of_http(self, request: HTTPRequest) -> DeviceInfo | None:
        match = _first(self.agents, request.user_agent) or _first(self.paths, request.path)
        if match is None:
            return None
        found = self._facts(match)
        file = _first(self.files, request.path.rpartition("/")[2])
        return {**(self._facts(file) if file else {}), **found}

    def _of_dhcp(self, request: DHCPRequest) -> DeviceInfo | None:
        match = _first(self.vendor_classes, request.vendor_class)
        return self._facts(match) if match else None

    def _facts(self, match: re.Match[str]) -> DeviceInfo:
        groups = match.groupdict()
        found: DeviceInfo = {"vendor": self.vendor}
        if groups.get("model") and (model := self.spell(groups["model"])):
            found["model"] = model
        if groups.get("version"):
            found["version"] = self.version(groups["version"])
        if groups.get("mac"):
            found["mac"] = norm_mac(groups["mac"])
        if groups.get("sn"):
            found["sn"] = groups["sn"]
        return found


class FamilyAssociator(BasePgAssociator):
    """``firmwares`` by model; a phone whose firmware begins with the model's is served exactly.

    ``of_any_model`` is for a phone of which only the vendor is known.
    """

    def __init__(self, vendor: str, firmwares: Mapping[str, str], of_any_model: DeviceSupport) -> None:
        self._vendor = vendor
        self._firmwares = firmwares
        self._of_any_model = of_any_model

    def _do_associate(self, vendor: str, model: str | None, version: str | None) -> DeviceSupport:
        if vendor != self._vendor:
            return DeviceSupport.IMPROBABLE
        if model is None:
            return self._of_any_model
        if model not in self._firmwares:
            return DeviceSupport.UNKNOWN
        if version is None:
            return DeviceSupport.INCOMPLETE
        is_same = re.match(rf"{re.escape(self._firmwares[model])}(?!\d)", version)
        return DeviceSupport.EXACT if is_same else DeviceSupport.COMPLETE


class FamilyPlugin(StandardPlugin):
    """A plugin whose models are the rows of the matrix that name it."""

    VENDOR: ClassVar[str]
    FINGERPRINT: ClassVar[Fingerprint]
    ENCODING: ClassVar[str] = "utf-8"
    NOTIFY: ClassVar[str] = "check-sync"
    """The Event of the NOTIFY that makes a phone fetch its files again."""
    COMMON_FILES: ClassVar[Mapping[str, str]] = {}
    """The files that all phones read, with their templates."""
    OF_ANY_MODEL: ClassVar[DeviceSupport] = DeviceSupport.PROBABLE
    """How well a phone is served of which only the vendor is known."""
    LINES_TAKE_KEYS: ClassVar[bool] = False
    """Whether the first function keys are the lines' (ADM-013)."""

    def __init__(
        self, app: PluginApp, plugin_dir: str, gen_cfg: Mapping[str, Any], spec_cfg: Mapping[str, Any]
    ) -> None:
        super().__init__(app, plugin_dir, gen_cfg, spec_cfg)
        self.models = {
            support.model: support
            for key, value in self.info()["capabilities"].items()
            for support in [_row(key, value)]
        }
        self.pg_associator = FamilyAssociator(
            self.VENDOR, {model: support.firmware for model, support in self.models.items()}, self.OF_ANY_MODEL
        )
        self.http_dev_info_extractor = self.FINGERPRINT
        self.tftp_dev_info_extractor = self.FINGERPRINT
        self.dhcp_dev_info_extractor = self.FINGERPRINT

    # What a brand says -------------------------------------------------------------------------------

    def filenames(self, device: Device) -> list[str]:
        """The phone's own files, all with the same content; the first is the one by which it is seen to run with it."""
        raise NotImplementedError

    def prepare(self, device: Device, raw_config: RawConfig) -> None:
        """Add to the configuration what the templates need in the brand's spelling."""

    def lines_on_keys(self, support: Support, lines: Mapping[int, SipLine]) -> list[int]:  # noqa: ARG002  a hook
        """The lines that have the first keys, in order."""
        return list(lines) if self.LINES_TAKE_KEYS else []

    def key_positions(self, support: Support) -> int:
        """How many keys can be set, those of expansion modules included."""
        return support.function_keys

    # What the daemon calls ---------------------------------------------------------------------------

    def configure_common(self, raw_config: RawConfig) -> None:
        for filename, name in self.COMMON_FILES.items():
            self.dump(self._tpl_helper.get_template(name), raw_config, filename, self.ENCODING)

    def configure(self, device: Device, raw_config: RawConfig) -> None:
        filenames = self.filenames(device)
        self.fill(device, raw_config)
        template = self._tpl_helper.get_dev_template(filenames[0].rpartition("/")[2], device)
        for filename in filenames:
            self.dump(template, raw_config, filename, self.ENCODING)

    async def synchronize(self, device: Device, _raw_config: RawConfig) -> None:
        await standard_sip_synchronize(self.app, device, self.NOTIFY)

    def get_remote_state_trigger_filename(self, device: Device) -> str | None:
        return self.filenames(device)[0] if device.get("mac") else None

    def is_sensitive_filename(self, filename: str) -> bool:
        return self.mac_of_filename(filename) is not None

    def mac_of_filename(self, filename: str) -> str | None:
        return self.FINGERPRINT.mac_of_file(filename)

    # What brands use ---------------------------------------------------------------------------------

    def support_of(self, device: Device) -> Support:
        """Of a model that the plugin does not know: one line, no keys."""
        model = device.get("model") or ""
        return self.models.get(model) or Support(model, "", 1, 0, (), has_directory=False, is_switchboard=False)

    def fill(self, device: Device, raw_config: RawConfig) -> None:
        support = self.support_of(device)
        lines = sip_lines(raw_config, support.lines)
        raw_config["XX_model"] = support
        raw_config["XX_lines"] = lines
        raw_config["XX_keys"] = place_keys(
            raw_config, self.lines_on_keys(support, lines), self.key_positions(support), support
        )
        raw_config["XX_timezone"] = timezone_of(raw_config)
        raw_config["XX_directory_url"] = raw_config.get("X_xivo_phonebook_url") if support.has_directory else None
        raw_config["XX_switchboard"] = support.is_switchboard and bool((device.get("options") or {}).get("switchboard"))
        self.prepare(device, raw_config)


def mac_in_filename(device: Device, separator: str = "", *, uppercase: bool = False) -> str:
    """Raises RawConfigError when the device has no MAC address."""
    if not device.get("mac"):
        raise RawConfigError("a MAC address is needed to configure this phone")
    return format_mac(device["mac"], separator, uppercase=uppercase)


def sip_lines(raw_config: RawConfig, limit: int) -> dict[int, SipLine]:
    """The accounts by number; those without a user name, and those that the phone does not have, are left out."""
    lines: dict[int, SipLine] = {}
    for position, line in raw_config["sip_lines"].items():
        if int(position) > limit:
            logger.warning("line %s is beyond the %s lines of the phone: ignored", position, limit)
        elif line.get("username"):
            lines[int(position)] = _line(int(position), line, raw_config)
    return lines


def place_keys(raw_config: RawConfig, shared: Sequence[int], limit: int, support: Support) -> dict[int, Key]:
    """The keys by physical position: the lines in ``shared`` take the first ones, the user's keys come behind.

    A key beyond ``limit`` is left out, with a warning (ADM-005); so is one of a type that is unknown.
    """
    keys = {position: Key(position, "line", line=line) for position, line in enumerate(shared, 1)}
    pickup = raw_config.get("exten_pickup_call")
    for number, key in raw_config["funckeys"].items():
        position = int(number) + len(shared)
        kind = key.get("type")
        if position > limit:
            logger.warning("function key %s is beyond the keys of the %s: ignored", number, support.model or "phone")
        elif kind not in ("speeddial", "blf", "park"):
            logger.warning("function key %s has the type %r, which does not exist: ignored", number, kind)
        else:
            value = str(key.get("value") or "")
            keys[position] = Key(
                position,
                cast("KeyKind", kind),
                value,
                key.get("label") or "",
                int(key.get("line") or 1),
                f"{pickup}{value}" if pickup and kind == "blf" else "",
            )
    return dict(sorted(keys.items()))


def timezone_of(raw_config: RawConfig) -> Timezone | None:
    """None, said once, when the zone is unknown or changes by no rule that phones can express."""
    name = raw_config.get("timezone")
    if not name:
        return None
    try:
        return get_timezone_info(name)
    except TimezoneNotFoundError as error:
        logger.warning("no time zone is set: %s", error)
        return None


def codecs_of(raw_config: RawConfig, known: Mapping[str, T]) -> list[T]:
    """The wanted codecs in the brand's spelling, in order; those that its phones lack are left out."""
    return [known[name] for name in raw_config["codecs"] if name in known]


def locale_of(raw_config: RawConfig) -> tuple[str, str]:
    """Language and country, e.g. ``("fr", "FR")``; empty texts for what is not said."""
    language, _, country = (raw_config.get("locale") or "").partition("_")
    return language, country


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.search(text))), None)


def _row(key: str, value: Mapping[str, Any]) -> Support:
    _vendor, model, firmware = key.split(", ")
    return Support(
        model=model,
        firmware=firmware,
        lines=int(value["sip.lines"]),
        function_keys=int(value["function_keys"]),
        expansion_modules=tuple(value["expansion_modules"]),
        has_directory=value["directory"] != "N",
        is_switchboard=bool(value["switchboard"]),
    )


def _line(number: int, line: Mapping[str, Any], raw_config: RawConfig) -> SipLine:
    return SipLine(
        number=number,
        username=str(line["username"]),
        auth_username=str(line["auth_username"]),
        password=str(line.get("password") or ""),
        display_name=str(line.get("display_name") or ""),
        exten=str(line.get("number") or ""),
        registrar_ip=line["registrar_ip"],
        registrar_port=line["registrar_port"],
        proxy_ip=line["proxy_ip"],
        proxy_port=line["proxy_port"],
        backup_registrar_ip=line["backup_registrar_ip"],
        backup_registrar_port=line["backup_registrar_port"],
        backup_proxy_ip=line["backup_proxy_ip"],
        backup_proxy_port=line["backup_proxy_port"],
        outbound_proxy_ip=line["outbound_proxy_ip"],
        outbound_proxy_port=line["outbound_proxy_port"],
        dtmf_mode=line["dtmf_mode"],
        srtp_mode=line["srtp_mode"] or "disabled",
        voicemail=str(line.get("voicemail") or raw_config.get("exten_voicemail") or ""),
    )
