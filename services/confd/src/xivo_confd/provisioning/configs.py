# SPDX-License-Identifier: GPL-3.0-or-later
"""The configurations that confd keeps in provd: the common ones, and one for each device that has lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xivo_asterisk.feature_codes import prefix

from ..settings import ConfdSettings
from .func_keys import RawKeys

BASE, DEFAULT_TEMPLATE, AUTOPROV = "base", "defaultconfigdevice", "autoprov"

TEMPLATE_TYPE = "device"

Document = dict[str, Any]

_OURS = frozenset(
    {
        "http_port",
        "tftp_port",
        "ntp_enabled",
        "ntp_ip",
        "sip_registrar_ip",
        "sip_proxy_ip",
        "sip_backup_registrar_ip",
        "sip_backup_proxy_ip",
        "sip_lines",
        "exten_voicemail",
        "exten_pickup_call",
        "exten_fwd_disable_all",
        "exten_fwd_unconditional",
        "exten_fwd_no_answer",
        "exten_fwd_busy",
        "exten_dnd",
    }
)

FEATURE_CODES: dict[str, str | None] = {
    "exten_voicemail": "vmusermsg",
    "exten_pickup_call": "pickup",
    "exten_pickup_group": None,
    "exten_park": None,
    "exten_fwd_disable_all": "fwdundoall",
    "exten_fwd_unconditional": "fwdunc",
    "exten_fwd_no_answer": "fwdrna",
    "exten_fwd_busy": "fwdbusy",
    "exten_dnd": "enablednd",
}
"""The service whose number a telephone dials for each of these (API-145)."""


def feature_codes(in_service: Mapping[str, str]) -> Document:
    """What telephones dial, given the numbers of the services in service (ADM-294)."""
    numbers = {key: in_service.get(feature or "") for key, feature in FEATURE_CODES.items()}
    return {key: prefix(number) if number else None for key, number in numbers.items()}


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A line as a device shows it."""

    slot: int
    username: str
    secret: str
    display_name: str
    number: str
    language: str | None = None
    timezone: str | None = None
    func_keys: RawKeys = field(default_factory=dict)


def common_configs(settings: ConfdSettings, codes: Document) -> list[Document]:
    """What every device inherits: servers, star codes, the default template, the account of phones without a line."""
    network = settings.provisioning
    servers = _servers(settings)
    autoprov = settings.autoprov_username
    return [
        {
            "id": BASE,
            "parent_ids": [],
            "deletable": False,
            "X_type": "registrar",
            "raw_config": {
                "protocol": "SIP",
                "http_port": network.http_port,
                "tftp_port": network.tftp_port,
                "sip_dtmf_mode": "RTP-out-of-band",
                **codes,
                **({"ntp_enabled": True, "ntp_ip": network.ntp} if network.ntp else {}),
                **{f"sip_{key}": value for key, value in servers.items()},
            },
        },
        {
            "id": DEFAULT_TEMPLATE,
            "parent_ids": [],
            "deletable": False,
            "X_type": TEMPLATE_TYPE,
            "label": "Default config device",
            "raw_config": {
                "timezone": settings.first_data.timezone,
                "locale": settings.first_data.language,
            },
        },
        {
            "id": AUTOPROV,
            "parent_ids": [BASE, DEFAULT_TEMPLATE],
            "role": "autocreate",
            "deletable": False,
            "raw_config": {
                "sip_lines": {
                    "1": {
                        "username": autoprov,
                        "auth_username": autoprov,
                        "password": settings.autoprov_secret.get_secret_value(),
                        "display_name": "Autoprov",
                        "number": autoprov,
                        **servers,
                    }
                }
            },
        },
    ]


def brought_up_to_date(present: Document | None, wanted: Document) -> Document | None:
    """What to write so that a common configuration is as wanted; None when it is.

    What an administrator added or chose otherwise stays, and a template that exists is his; where this system is
    and the account of phones without a line are ours.
    """
    if present is None:
        return wanted
    if wanted["id"] == DEFAULT_TEMPLATE:
        return None
    ours = {key: value for key, value in wanted["raw_config"].items() if key in _OURS}
    raw_config = {**wanted["raw_config"], **present.get("raw_config", {}), **ours}
    merged = {**present, **wanted, "raw_config": raw_config}
    return merged if merged != present else None


def device_config(device_id: str, template_id: str, lines: Sequence[DeviceLine], settings: ConfdSettings) -> Document:
    """The configuration of a device with these lines; the rest is inherited (API-145).

    Without lines it can still dial a provisioning code; only its template has been chosen.
    """
    servers = _servers(settings)
    raw_config: Document = {
        "protocol": "SIP",
        # The first line's keys go before those of further users of the device
        "funckeys": {position: key for line in reversed(lines) for position, key in line.func_keys.items()},
        "sip_lines": {
            str(line.slot): {
                "username": line.username,
                "auth_username": line.username,
                "password": line.secret,
                "display_name": line.display_name,
                "number": line.number,
                **servers,
            }
            for line in lines
        },
    }
    # The telephone speaks the language of who uses its first line; the template's otherwise.
    if lines and lines[0].language:
        raw_config["locale"] = lines[0].language
    if lines and lines[0].timezone:
        raw_config["timezone"] = lines[0].timezone
    return {
        "id": device_id,
        "configdevice": template_id,
        "deletable": True,
        "parent_ids": [BASE, template_id] if lines else [BASE, AUTOPROV, template_id],
        "raw_config": raw_config,
    }


def is_autoprov(config_id: str | None) -> bool:
    return bool(config_id) and str(config_id).startswith(AUTOPROV)


def has_lines(config: Document) -> bool:
    return bool(config.get("raw_config", {}).get("sip_lines"))


def _servers(settings: ConfdSettings) -> dict[str, str]:
    network = settings.provisioning
    servers = {"registrar_ip": network.registrar_main, "proxy_ip": network.registrar_main}
    if network.registrar_backup:
        servers |= {"backup_registrar_ip": network.registrar_backup, "backup_proxy_ip": network.registrar_backup}
    return servers
