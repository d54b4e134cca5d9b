# SPDX-License-Identifier: GPL-3.0-or-later
"""Device templates as provd has them: configurations that those of devices are built on."""

from __future__ import annotations

from typing import Any

from ..resources.device_templates.model import DeviceTemplate

TEMPLATE_TYPE = "device"
DEFAULT_TEMPLATE = "defaultconfigdevice"
ORIGIN, OURS = "X_origin", "confd"
"""Marks templates whose content is confd's; others, that somebody made in provd, are left alone."""

Document = dict[str, Any]

_AS_THEY_ARE = (
    "ntp_ip",
    "admin_username",
    "admin_password",
    "user_username",
    "user_password",
    "sip_dtmf_mode",
    "sip_transport",
    "sip_srtp_mode",
    "sip_subscribe_mwi",
    "vlan_id",
    "vlan_priority",
    "vlan_pc_port_id",
    "syslog_ip",
    "syslog_port",
    "syslog_level",
)
_SWITCHED_ON_BY = {"ntp_ip": "ntp_enabled", "vlan_id": "vlan_enabled", "syslog_ip": "syslog_enabled"}
PARAMETERS = frozenset(
    {*_AS_THEY_ARE, *_SWITCHED_ON_BY.values(), "locale", "timezone", "X_xivo_phonebook_ip", "protocol"}
)
"""What of a raw configuration has a field of its own."""


def template_document(template: DeviceTemplate, language: str, timezone: str) -> Document:
    """What is not said is left out; the language and the time zone are the system's then."""
    said = {name: getattr(template, name) for name in _AS_THEY_ARE}
    said |= {switch: True for name, switch in _SWITCHED_ON_BY.items() if said[name] is not None}
    said |= {"locale": template.locale or language, "timezone": template.timezone or timezone}
    said["X_xivo_phonebook_ip"] = template.phonebook_ip
    return {
        "id": template.name,
        "parent_ids": [],
        "deletable": template.name != DEFAULT_TEMPLATE,
        "X_type": TEMPLATE_TYPE,
        ORIGIN: OURS,
        "label": template.label,
        "raw_config": {**template.options, **{name: value for name, value in said.items() if value is not None}},
    }


def is_ours(config: Document) -> bool:
    return config.get(ORIGIN) == OURS


def is_template(config: Document | None) -> bool:
    return config is not None and config.get("X_type") == TEMPLATE_TYPE
