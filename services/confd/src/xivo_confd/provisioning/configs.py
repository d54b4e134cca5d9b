# SPDX-License-Identifier: GPL-3.0-or-later
"""The configurations that confd keeps in provd: the common ones, and one for each device that has lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..settings import ConfdSettings

BASE, DEFAULT_TEMPLATE, AUTOPROV = "base", "defaultconfigdevice", "autoprov"

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A line as a device shows it."""

    device_id: str
    slot: int
    username: str
    secret: str
    display_name: str
    number: str


def common_configs(settings: ConfdSettings) -> list[Document]:
    """What every device inherits: servers, the default template, and the account of phones without a line."""
    network = settings.provisioning
    registrars: Document = {"sip_registrar_ip": network.registrar_main, "sip_proxy_ip": network.registrar_main}
    if network.registrar_backup:
        registrars |= {
            "sip_backup_registrar_ip": network.registrar_backup,
            "sip_backup_proxy_ip": network.registrar_backup,
        }
    autoprov = settings.autoprov_username
    return [
        {
            "id": BASE,
            "parent_ids": [],
            "deletable": False,
            "raw_config": {
                "protocol": "SIP",
                "http_port": network.http_port,
                "tftp_port": network.tftp_port,
                "sip_dtmf_mode": "RTP-out-of-band",
                "exten_voicemail": "*98",
                "exten_pickup_call": "*8",
                "exten_fwd_disable_all": "*20",
                "exten_fwd_unconditional": "*21",
                "exten_fwd_no_answer": "*22",
                "exten_fwd_busy": "*23",
                "exten_dnd": "*25",
                **({"ntp_enabled": True, "ntp_ip": network.ntp} if network.ntp else {}),
                **registrars,
            },
        },
        {
            "id": DEFAULT_TEMPLATE,
            "parent_ids": [],
            "deletable": False,
            "X_type": "device",
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
                    }
                }
            },
        },
    ]


def device_config(device_id: str, template_id: str, lines: Sequence[DeviceLine]) -> Document:
    """The configuration of a device with these lines; servers and the rest are inherited."""
    return {
        "id": device_id,
        "configdevice": template_id,
        "deletable": True,
        "parent_ids": [BASE, template_id],
        "raw_config": {
            "protocol": "SIP",
            "funckeys": {},
            "sip_lines": {
                str(line.slot): {
                    "username": line.username,
                    "auth_username": line.username,
                    "password": line.secret,
                    "display_name": line.display_name,
                    "number": line.number,
                }
                for line in lines
            },
        },
    }


def is_autoprov(config_id: str | None) -> bool:
    return bool(config_id) and str(config_id).startswith(AUTOPROV)
