# SPDX-License-Identifier: GPL-3.0-or-later
"""The configurations that confd keeps in provd: the common ones, and one for each device that has lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xivo_asterisk.feature_codes import prefix

from ..settings import ConfdSettings
from .func_keys import RawKeys
from .servers import KEYS, Servers
from .templates import DEFAULT_TEMPLATE, is_ours, is_template

BASE, AUTOPROV = "base", "autoprov"

Document = dict[str, Any]

_OURS = frozenset(
    {
        "http_port",
        "tftp_port",
        "ntp_enabled",
        "ntp_ip",
        *(f"sip_{key}" for key in KEYS),
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
    servers: Servers = field(default_factory=dict)
    func_keys: RawKeys = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Common:
    """What all devices share, as the configuration says it: star codes, servers of the default registrar, templates."""

    codes: Document
    servers: Servers
    templates: tuple[Document, ...]


def common_configs(settings: ConfdSettings, common: Common) -> list[Document]:
    """What every device inherits: servers, star codes, the templates, the account of phones without a line."""
    network = settings.provisioning
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
                **common.codes,
                **({"ntp_enabled": True, "ntp_ip": network.ntp} if network.ntp else {}),
                **{f"sip_{key}": value for key, value in common.servers.items()},
            },
        },
        *common.templates,
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
                        **common.servers,
                    }
                }
            },
        },
    ]


def brought_up_to_date(present: Document | None, wanted: Document) -> Document | None:
    """What to write so that a common configuration is as wanted; None when it is.

    What somebody added or chose otherwise in provd stays; where this system is, the account of phones without a line
    and templates are ours.
    """
    if present is None:
        return wanted
    if is_template(wanted):
        merged = {**present, **wanted}
    else:
        ours = {key: value for key, value in wanted["raw_config"].items() if key in _OURS}
        theirs = {key: value for key, value in present.get("raw_config", {}).items() if key not in _OURS}
        merged = {**present, **wanted, "raw_config": {**wanted["raw_config"], **theirs, **ours}}
    return merged if merged != present else None


def device_config(device_id: str, template_id: str, lines: Sequence[DeviceLine]) -> Document:
    """The configuration of a device with these lines; the rest is inherited (API-145).

    Without lines it can still dial a provisioning code; only its template has been chosen.
    """
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
                **line.servers,
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


def gone(present: Iterable[Document], common: Common) -> list[str]:
    """Our templates that provd still has although they were deleted."""
    names = {template["id"] for template in common.templates}
    return [config["id"] for config in present if is_template(config) and is_ours(config) and config["id"] not in names]
