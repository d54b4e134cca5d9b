# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw configurations: inheritance, the form that plugins receive, and what in them is secret."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .plugin import RawConfig, RawConfigError

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_PEM = re.compile(r"(?:-----BEGIN ([A-Z0-9 ]+)-----\n(?:[A-Za-z0-9+/]+={0,2}\n)+-----END \1-----\n)+")
_DEFAULT_CODECS = ("pcma", "pcmu", "g722")
_SERVER_KEYS = ("registrar", "proxy", "backup_registrar", "backup_proxy", "outbound_proxy")
_SIP_PORT = 5060


@dataclass(frozen=True)
class HostDefaults:
    """What a configuration that does not say otherwise gets: where phones reach this server."""

    ip: str | None
    http_port: int
    tftp_port: int


def merge(documents: Iterable[Mapping[str, Any]]) -> RawConfig:
    """One object of many, the later ones win; objects merge deeply, lists and values are replaced."""
    merged: RawConfig = {}
    for document in documents:
        _merge_into(merged, document)
    return merged


def _merge_into(target: RawConfig, source: Mapping[str, Any]) -> None:
    for key, value in source.items():
        if isinstance(value, Mapping):
            present = target.get(key)
            copy: RawConfig = present if isinstance(present, dict) else {}
            target[key] = copy
            _merge_into(copy, value)
        else:
            target[key] = list(value) if isinstance(value, list) else value


def normalize(raw_config: Mapping[str, Any], defaults: HostDefaults) -> RawConfig:
    """The form that plugins receive, a copy: flat ``sip_lines`` and ``funckeys`` with text numbers as keys, servers
    and ports filled in, no control character in any value but PEM's ends of lines. Raises RawConfigError.
    """
    config: RawConfig = _clean(raw_config)
    _flatten(config)
    config["ip"] = config.get("ip") or defaults.ip
    config["http_port"] = _port(config.get("http_port") or defaults.http_port)
    config["tftp_port"] = _port(config.get("tftp_port") or defaults.tftp_port)
    if not config["ip"]:
        raise RawConfigError("the server's address (ip) is missing")
    config.setdefault("ntp_enabled", bool(config.get("ntp_ip")))
    config.setdefault("dns_enabled", False)
    config.setdefault("vlan_enabled", False)
    config.setdefault("syslog_enabled", False)
    config["codecs"] = [str(codec).lower() for codec in config.get("codecs") or _DEFAULT_CODECS]
    if phonebook_ip := config.get("X_xivo_phonebook_ip"):
        config.setdefault(
            "X_xivo_phonebook_url", f"http://{phonebook_ip}/service/ipbx/web_services.php/phonebook/search/"
        )
    config["sip_lines"] = {number: _line(line, config) for number, line in _numbered(config, "sip_lines") if line}
    config["funckeys"] = {number: key for number, key in _numbered(config, "funckeys") if key}
    return config


def _flatten(config: RawConfig) -> None:
    nested = config.pop("sip", None)
    if isinstance(nested, dict):
        for key, value in nested.items():
            config.setdefault(f"sip_{key}", value)


def _numbered(config: RawConfig, key: str) -> list[tuple[str, dict[str, Any]]]:
    found = config.get(key) or {}
    if not isinstance(found, dict):
        raise RawConfigError(f"{key} must be an object")
    for number, value in found.items():
        if not number.isdecimal() or int(number) < 1 or not isinstance(value, dict | None):
            raise RawConfigError(f"{key} must hold objects by number, not {number!r}")
    return sorted(((str(int(number)), value) for number, value in found.items()), key=lambda item: int(item[0]))


def _line(line: dict[str, Any], config: RawConfig) -> dict[str, Any]:
    filled = dict(line)
    for key in _SERVER_KEYS:
        filled[f"{key}_ip"] = line.get(f"{key}_ip") or config.get(f"sip_{key}_ip")
        filled[f"{key}_port"] = _port(line.get(f"{key}_port") or config.get(f"sip_{key}_port") or _SIP_PORT)
    if not filled["registrar_ip"] and not filled["proxy_ip"]:
        filled["registrar_ip"] = config["ip"]
    for one, other in (("registrar", "proxy"), ("backup_registrar", "backup_proxy")):
        _stand_in(filled, one, other)
        _stand_in(filled, other, one)
    filled["auth_username"] = line.get("auth_username") or line.get("username")
    filled["dtmf_mode"] = line.get("dtmf_mode") or config.get("sip_dtmf_mode")
    filled["srtp_mode"] = line.get("srtp_mode") or config.get("sip_srtp_mode")
    return filled


def _stand_in(line: dict[str, Any], missing: str, present: str) -> None:
    """Registrar and proxy are one server unless a configuration says otherwise."""
    if not line[f"{missing}_ip"] and line[f"{present}_ip"]:
        line[f"{missing}_ip"] = line[f"{present}_ip"]
        line[f"{missing}_port"] = line[f"{present}_port"]


def _port(value: Any) -> int:
    try:
        port = int(value)
    except (TypeError, ValueError) as error:
        raise RawConfigError(f"{value!r} is not a port") from error
    if not 0 < port < 65536:
        raise RawConfigError(f"{value!r} is not a port")
    return port


def _clean(value: Any) -> Any:
    """A deep copy in which no value can start a new line of a phone's file, certificates and keys aside."""
    if isinstance(value, str):
        return _pem(value) or _CONTROL.sub(" ", value)
    if isinstance(value, Mapping):
        return {_CONTROL.sub(" ", str(key)): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _pem(text: str) -> str | None:
    """The text with plain ends of lines if it is PEM (RFC 7468) and nothing else; its lines say nothing to a phone."""
    if not text.lstrip().startswith("-----BEGIN "):
        return None
    plain = "\n".join(line.rstrip() for line in text.strip().splitlines() if line.strip()) + "\n"
    return plain if _PEM.fullmatch(plain) else None


def is_secret_key(key: str) -> bool:
    return key in ("password", "secret", "sip_local_key") or key.endswith(("_password", "_secret"))


def map_secrets(value: Any, change: Callable[[str], str]) -> Any:
    """A copy with every secret text replaced by what ``change`` makes of it."""
    if isinstance(value, Mapping):
        return {
            key: change(item) if isinstance(item, str) and is_secret_key(key) else map_secrets(item, change)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [map_secrets(item, change) for item in value]
    return value


def has_secrets(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(
            bool(item) if isinstance(item, str) and is_secret_key(key) else has_secrets(item)
            for key, item in value.items()
        )
    return isinstance(value, list) and any(has_secrets(item) for item in value)
